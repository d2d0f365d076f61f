import rhea from 'rhea';
import { z } from 'zod';
import { BrokerError } from '../broker/broker-error.ts';
import type { Queue } from '../broker/queue.ts';
import type { QueueSessions } from '../broker/queue-sessions.ts';
import type { SessionHold } from '../broker/session-locks.ts';
import type { Settlement } from '../broker/settlement.ts';
import { composeOutgoing } from '../codec/compose-outgoing.ts';
import { encodeProperties } from '../codec/encode-properties.ts';
import { fromTokenBytes, toTokenBytes } from '../codec/lock-token.ts';
import { readIncoming } from '../codec/read-incoming.ts';

interface OperationResult {
  readonly statusCode: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Finds a session that the client holds. @throws BrokerError com.microsoft:session-lock-lost when it does not. */
type FindHold = (sessionId: string) => SessionHold;

type Operation = (queue: Queue, body: unknown, findHold: FindHold) => OperationResult;

const LONG = 0x81;
const TIMESTAMP = 0x83;
const NO_CONTENT = 204;

/** rhea reads a 64-bit integer as a number when it fits, else as its eight bytes. */
const long = z.union([z.int(), z.instanceof(Buffer).transform((bytes) => Number(bytes.readBigInt64BE()))]);
const lockTokens = z.array(z.instanceof(Buffer).transform((bytes) => fromTokenBytes(bytes)));

const renewRequest = z.object({ 'lock-tokens': lockTokens });
const peekRequest = z.object({
  'from-sequence-number': long,
  'message-count': z.int(),
  'omit-message-body': z.boolean().nullish(),
  'session-id': z.string().nullish(),
});
const receiveRequest = z.object({
  'sequence-numbers': z.array(long),
  'receiver-settle-mode': z.union([z.literal(0), z.literal(1)]),
  'session-id': z.string().nullish(),
});
const scheduleRequest = z.object({ messages: z.array(z.object({ message: z.instanceof(Buffer) })) });
const cancelRequest = z.object({ 'sequence-numbers': z.array(long) });
const settleRequest = z.object({
  'lock-tokens': lockTokens,
  // `defered` is how the protocol spells it; `suspended` means dead-lettered.
  'disposition-status': z.enum(['completed', 'abandoned', 'defered', 'suspended']),
  'deadletter-reason': z.string().nullish(),
  'deadletter-description': z.string().nullish(),
  'properties-to-modify': z.record(z.string(), z.unknown()).nullish(),
});
const sessionRequest = z.object({ 'session-id': z.string() });
const setStateRequest = z.object({
  'session-id': z.string(),
  'session-state': z.instanceof(Buffer).nullable(),
});

/** The operations of a queue's `$management` node by name. */
export const MANAGEMENT_OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['com.microsoft:renew-lock', renewLock],
  ['com.microsoft:peek-message', peekMessages],
  ['com.microsoft:receive-by-sequence-number', receiveBySequenceNumber],
  ['com.microsoft:schedule-message', scheduleMessages],
  ['com.microsoft:cancel-scheduled-message', cancelScheduled],
  ['com.microsoft:update-disposition', updateDisposition],
  ['com.microsoft:renew-session-lock', renewSessionLock],
  ['com.microsoft:get-session-state', getSessionState],
  ['com.microsoft:set-session-state', setSessionState],
]);

function renewLock(queue: Queue, body: unknown): OperationResult {
  const ends = queue.renew(renewRequest.parse(body)['lock-tokens']);
  return ok({ expirations: rhea.types.wrap_array(ends, TIMESTAMP, undefined) });
}

function peekMessages(queue: Queue, body: unknown): OperationResult {
  const request = peekRequest.parse(body);
  const omitBody = request['omit-message-body'] === true;
  queue.operations.peeks += 1;
  const messages = queue
    .peek(request['from-sequence-number'], request['message-count'], request['session-id'] ?? undefined)
    .map((message) => ({ message: composeOutgoing(message, { omitBody }) }));
  return messages.length === 0 ? { statusCode: NO_CONTENT, body: {} } : ok({ messages });
}

function receiveBySequenceNumber(queue: Queue, body: unknown, findHold: FindHold): OperationResult {
  const request = receiveRequest.parse(body);
  const sessionId = request['session-id'] ?? undefined;
  const hold = sessionId === undefined ? undefined : findHold(sessionId);
  const mode = request['receiver-settle-mode'] === 1 ? 'peek-lock' : 'receive-and-delete';
  const messages = queue.takeDeferred(request['sequence-numbers'], mode, hold).map((taken) => {
    const message = composeOutgoing(taken);
    if (taken.lock === undefined) return { message };
    return { message, 'lock-token': rhea.types.wrap_uuid(toTokenBytes(taken.lock.token)) };
  });
  return ok({ messages });
}

function scheduleMessages(queue: Queue, body: unknown): OperationResult {
  const { messages } = scheduleRequest.parse(body);
  const sequenceNumbers = queue.send(messages.map(({ message }) => readIncoming(message)));
  return ok({ 'sequence-numbers': rhea.types.wrap_array(sequenceNumbers, LONG, undefined) });
}

function cancelScheduled(queue: Queue, body: unknown): OperationResult {
  queue.cancelScheduled(cancelRequest.parse(body)['sequence-numbers']);
  return ok({});
}

function updateDisposition(queue: Queue, body: unknown): OperationResult {
  const request = settleRequest.parse(body);
  queue.settle(request['lock-tokens'], toSettlement(request));
  return ok({});
}

function toSettlement(request: z.infer<typeof settleRequest>): Settlement {
  const modified = encodeProperties(request['properties-to-modify'] ?? {});
  switch (request['disposition-status']) {
    case 'completed':
      return { kind: 'complete' };
    case 'abandoned':
      return { kind: 'abandon', modified };
    case 'defered':
      return { kind: 'defer', modified };
    case 'suspended': {
      const reason = request['deadletter-reason'] ?? undefined;
      const description = request['deadletter-description'] ?? undefined;
      return { kind: 'dead-letter', details: { reason, description }, modified };
    }
  }
}

function renewSessionLock(queue: Queue, body: unknown, findHold: FindHold): OperationResult {
  const hold = findHold(sessionRequest.parse(body)['session-id']);
  return ok({ expiration: rhea.types.wrap_timestamp(sessionsOf(queue).renew(hold)) });
}

function getSessionState(queue: Queue, body: unknown, findHold: FindHold): OperationResult {
  const hold = findHold(sessionRequest.parse(body)['session-id']);
  const state = sessionsOf(queue).state(hold);
  return ok({ 'session-state': state === undefined ? null : rhea.types.wrap_binary(Buffer.from(state)) });
}

function setSessionState(queue: Queue, body: unknown, findHold: FindHold): OperationResult {
  const request = setStateRequest.parse(body);
  const state = request['session-state'];
  sessionsOf(queue).setState(
    findHold(request['session-id']),
    // A copy, because it is a slice of the socket's buffer.
    state === null ? undefined : Buffer.from(state),
  );
  return ok({});
}

function sessionsOf({ sessions }: Queue): QueueSessions {
  if (sessions !== undefined) return sessions;
  throw new BrokerError('amqp:not-allowed', 'The queue does not require sessions and has none.');
}

function ok(body: OperationResult['body']): OperationResult {
  return { statusCode: 200, body };
}
