import { z } from 'zod';
import { BrokerError, type ErrorCondition, notImplemented } from '../broker/broker-error.ts';
import type { Queue } from '../broker/queue.ts';
import { sessionLockLost } from '../broker/queue-sessions.ts';
import type { SessionHold } from '../broker/session-locks.ts';
import { MANAGEMENT_OPERATIONS } from './management-operations.ts';
import type { Reply, Request } from './request-link.ts';

const STATUS_CODES: Readonly<Partial<Record<ErrorCondition, number>>> = {
  'amqp:not-implemented': 501,
  'com.microsoft:message-lock-lost': 410,
  'com.microsoft:message-not-found': 404,
  'com.microsoft:session-lock-lost': 410,
};

/**
 * Answers a request to a queue's `$management` node; a refusal says its condition, which the SDK turns into a code.
 *
 * @param holdOf a session by its id, when this client holds it.
 */
export function answerManagement(
  request: Request,
  queue: Queue,
  holdOf: (sessionId: string) => SessionHold | undefined,
): Reply {
  try {
    const name = String(request.application_properties['operation']);
    const run = MANAGEMENT_OPERATIONS.get(name);
    if (run === undefined) throw notImplemented(`the management operation '${name}'`);
    const { statusCode, body } = run(
      queue,
      request.body,
      (sessionId) => holdOf(sessionId) ?? refuseSession(sessionId),
    );
    return { application_properties: { statusCode, statusDescription: 'OK' }, body };
  } catch (error) {
    return refuse(toBrokerError(error));
  }
}

function refuseSession(sessionId: string): never {
  throw sessionLockLost(sessionId);
}

function toBrokerError(error: unknown): BrokerError {
  if (error instanceof BrokerError) return error;
  if (!(error instanceof z.ZodError)) throw error;
  return new BrokerError('com.microsoft:argument-error', z.prettifyError(error), { cause: error });
}

function refuse({ condition, message }: BrokerError): Reply {
  const properties = {
    statusCode: STATUS_CODES[condition] ?? 400,
    statusDescription: message,
    errorCondition: condition,
  };
  return { application_properties: properties, body: {} };
}
