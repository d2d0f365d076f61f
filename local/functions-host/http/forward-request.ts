import { request as sendRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';

import type { HttpProxy } from '../worker/http-proxy.ts';
import type { HttpExchange } from './http-exchange.ts';

/** Headers of one connection, which is none of the next one's business. */
const CONNECTION_HEADERS = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const METHODS_WITHOUT_BODY = ['GET', 'HEAD'];

/** A request on its way to the app. */
export interface Forwarded {
  /** Resolves when the app's answer has been written to the caller, or the caller has gone away. */
  readonly done: Promise<void>;
  /** Lets go of the request; an answer that has begun is cut off. */
  abandon(): void;
}

export interface Forwarding {
  readonly invocationId: string;
  /** Called when the answer begins, if it does. */
  readonly onAnswer: (answer: IncomingMessage) => void;
}

/**
 * Sends a request on to the app that streams, as the platform does: by the invocation's id, its body as it comes, and
 * the answer as it comes back. The app has the headers from the invocation; here only those go along that frame the body.
 *
 * A caller who goes away is noticed by a handler that reads the body, and by none that writes: what the SDK writes to a
 * closed connection is dropped without a word.
 */
export function forwardRequest(
  exchange: HttpExchange,
  { port, agent }: HttpProxy,
  { invocationId, onAnswer }: Forwarding,
): Forwarded {
  const { response, method, url } = exchange;
  const upstream = sendRequest({
    ...{ host: '127.0.0.1', port, agent, method, path: `${url.pathname}${url.search}` },
    headers: {
      ...framingOf(exchange),
      'x-ms-invocation-id': invocationId,
      'x-forwarded-host': url.host,
      'x-forwarded-proto': 'http',
    },
  });
  const abandon = onceSent(upstream, () => upstream.destroy());
  response.once('close', abandon);
  const done = answerOf(upstream).then(async (answer) => {
    onAnswer(answer);
    response.writeHead(answer.statusCode ?? 502, withoutConnectionHeaders(answer.rawHeaders));
    response.flushHeaders();
    await pipeline(answer, response);
  });
  // Whether it matters that a stream broke off is for whoever waits for `done`.
  done.catch(() => undefined);
  sendBody(exchange, upstream);
  return { done, abandon };
}

function sendBody({ method, request }: HttpExchange, upstream: ClientRequest): void {
  if (METHODS_WITHOUT_BODY.includes(method)) upstream.end();
  else {
    upstream.flushHeaders();
    // A caller who breaks off breaks off what the app reads; an app that has answered need not read on.
    pipeline(request, upstream).catch(() => undefined);
  }
}

async function answerOf(upstream: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    upstream.once('response', resolve);
    upstream.on('error', reject);
  });
}

/** The SDK waits for a request until it comes: one that it has not got yet is sent before it is taken back. */
function onceSent(upstream: ClientRequest, destroy: () => void): () => void {
  const sent = new Promise<void>((resolve) => {
    upstream.once('socket', (socket) => {
      if (!socket.connecting) resolve();
      else socket.once('connect', resolve);
    });
  });
  return () => {
    void sent.then(() => setImmediate(destroy));
  };
}

/**
 * How long the body is that is sent on. A length without its body, and a body without a word of it, would make the app take
 * the next request of the connection for the rest of this one, or the rest of this one for the next request.
 */
function framingOf({ method, request: { headers } }: HttpExchange): Readonly<Record<string, string>> {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  if (METHODS_WITHOUT_BODY.includes(method)) return {};
  if (length !== undefined) return { 'content-length': length };
  // Some methods have no body unless one is said to come.
  return encoding === undefined ? {} : { 'transfer-encoding': 'chunked' };
}

/** Names and values in turn, as they came: some come more than once. */
function withoutConnectionHeaders(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter(
    (_text, index) => !CONNECTION_HEADERS.includes((rawHeaders[index - (index % 2)] ?? '').toLowerCase()),
  );
}
