import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ReceivedCall, ReceiverOptions, ReceiverTrouble } from './receiver-options.ts';
import { ReceiverService, type Answered } from './receiver-service.ts';
import type { Work } from './work-book.ts';

/** A receiver that listens. */
export interface WebhookReceiver {
  /** Such as `http://127.0.0.1:7090`, without a slash at the end. */
  readonly origin: string;
  /** All calls, looks at work too, as they came. */
  readonly received: readonly ReceivedCall[];
  /** What was begun, each once. */
  readonly works: readonly Work[];
  /** Calls that were dropped because their idempotency key had come before. */
  readonly repetitions: number;
  /** Replaces all trouble, from the next request on; `{}` ends it. */
  setTrouble(trouble: ReceiverTrouble): void;
  /** Closes the port and all connections. Stopping twice is stopping once. */
  stop(): Promise<void>;
}

/** More is no webhook. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Starts a receiver of webhooks on 127.0.0.1: it stands in for the services that jobs call. Its state is in memory only.
 * Throws the listener's own error, EADDRINUSE when the port is taken.
 */
export async function startWebhookReceiver(options: ReceiverOptions = {}): Promise<WebhookReceiver> {
  const service = new ReceiverService(options);
  const server = createServer((request, response) => {
    void serve(service, request, response);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver does not listen.');
  let stopped: Promise<void> | undefined;
  return {
    origin: `http://127.0.0.1:${address.port}`,
    received: service.received,
    get works() {
      return service.works.all;
    },
    get repetitions() {
      return service.works.repetitions;
    },
    setTrouble: (trouble) => {
      service.setTrouble(trouble);
    },
    stop: () => (stopped ??= stop(service, server)),
  };
}

async function stop(service: ReceiverService, server: Server): Promise<void> {
  service.stop();
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function serve(
  service: ReceiverService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const call = await readCall(request);
    send(response, call === undefined ? { status: 413 } : await service.answer(call));
  } catch {
    // The caller has gone.
    response.destroy();
  }
}

async function readCall(request: IncomingMessage): Promise<ReceivedCall | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) continue;
    length += piece.length;
    if (length > MAX_BODY_BYTES) return undefined;
    pieces.push(piece);
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  const { method = '', url: path = '' } = request;
  return { method, path, headers, body: Buffer.concat(pieces).toString('utf8') };
}

function send(response: ServerResponse, answered: Answered): void {
  if (answered === 'lost') {
    response.destroy();
    return;
  }
  response.writeHead(answered.status, answered.headers);
  response.end(answered.body);
}
