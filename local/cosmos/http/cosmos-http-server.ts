import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { CosmosError } from '../cosmos-error.ts';
import { readRequest } from './cosmos-request.ts';
import { handleRequest } from './handle-request.ts';
import { replyError, type Reply } from './reply.ts';
import type { Service } from './service.ts';

/**
 * The service over HTTP, not yet listening. A request is worked on only once it has been read whole, and then
 * without a pause: requests never see each other half done.
 */
export function createCosmosHttpServer(service: Service): Server {
  // Longer than clients keep a connection for reuse: one closed at the moment it is used again is an error there.
  return createServer({ keepAliveTimeout: 120_000 }, (incoming, outgoing) => {
    answer(service, incoming).then(
      (reply) => {
        send(service, outgoing, reply);
      },
      () => outgoing.destroy(),
    );
  });
}

async function answer(service: Service, incoming: IncomingMessage): Promise<Reply> {
  try {
    return handleRequest(service, await readRequest(incoming));
  } catch (error) {
    // A connection that broke off while it was read can be given no answer.
    if (!incoming.complete) throw error;
    return replyError(error instanceof CosmosError ? error : internalError(error));
  }
}

function internalError(error: unknown): CosmosError {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new CosmosError({
    status: 500,
    code: 'InternalServerError',
    message: `Fault in the Cosmos stand-in: ${message}`,
  });
}

function send({ store }: Service, outgoing: ServerResponse, reply: Reply): void {
  const version = store.sequence.last;
  outgoing.writeHead(reply.status, {
    ...(reply.text === undefined ? {} : { 'content-type': 'application/json' }),
    'content-length': Buffer.byteLength(reply.text ?? ''),
    'x-ms-version': '2020-07-15',
    'x-ms-activity-id': randomUUID(),
    'x-ms-session-token': `0:-1#${version}`,
    lsn: String(version),
    ...reply.headers,
  });
  outgoing.end(reply.text);
}
