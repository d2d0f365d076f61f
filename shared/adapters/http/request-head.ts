import { request as startRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { OutgoingFault } from '../../application/ports/outgoing-http.ts';
import { toConnectionFault } from './connection-faults.ts';
import type { Cutoff } from './cutoff.ts';
import type { Hop } from './hop.ts';

/** Node's own default, said because a start option of the process changes it. */
const MAX_HEADER_BYTES = 16 * 1024;

/**
 * Sends a request over a connection of its own and gives the answer as soon as its head is there.
 *
 * @throws OutgoingFault `connection-failed`; the cutoff's reason.
 */
export async function requestHead(socket: Socket, hop: Hop, cutoff: Cutoff): Promise<IncomingMessage> {
  const { method, url, body } = hop;
  const answer = Promise.withResolvers<IncomingMessage>();
  // With a connection there is no agent, and so neither a pool nor a proxy of the environment.
  const request = startRequest({
    createConnection: () => socket,
    ...{ method, path: `${url.pathname}${url.search}`, headers: headersOf(hop) },
    ...{ maxHeaderSize: MAX_HEADER_BYTES, insecureHTTPParser: false },
  });
  request.once('response', (message) => {
    message.on('error', () => undefined);
    answer.resolve(message);
  });
  request.once('upgrade', () => {
    const message = `${url.host} switches protocols without being asked.`;
    answer.reject(new OutgoingFault('connection-failed', message, { isTransient: false }));
  });
  // It stays, as that of the message: an error that nobody listens to would end the process.
  request.on('error', answer.reject);
  request.end(body);
  try {
    return await cutoff.race(answer.promise);
  } catch (error) {
    cutoff.signal.throwIfAborted();
    throw toConnectionFault(error, url.host);
  }
}

function headersOf(hop: Hop): Record<string, string> {
  const { url, headers, body = '' } = hop;
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  return {
    ...(!names.has('accept') && { accept: '*/*' }),
    ...(!names.has('user-agent') && { 'user-agent': 'evenkeel' }),
    ...headers,
    host: url.host,
    'accept-encoding': 'identity',
    ...(hasBody(hop) && { 'content-length': String(Buffer.byteLength(body)) }),
  };
}

/** RFC 9110, 8.6: a method that is expected to have content says the length of none, too. */
function hasBody({ method, body }: Hop): boolean {
  return body !== undefined || (method !== 'GET' && method !== 'DELETE');
}
