import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import {
  OutgoingFault,
  type OutgoingRequest,
  type OutgoingResponse,
} from '../../application/ports/outgoing-http.ts';
import { toBodyFault } from './connection-faults.ts';
import type { Cutoff } from './cutoff.ts';

type Limits = Pick<OutgoingRequest, 'maxBytes' | 'idleTimeoutMs'>;

/** An answer whose head is there. */
export interface Answer {
  readonly message: IncomingMessage;
  readonly socket: Socket;
}

/** Makes the caller's response of an answer. Throws OutgoingFault `too-large`, `encoding-refused`. */
export function toResponse(answer: Answer, cutoff: Cutoff, limits: Limits): OutgoingResponse {
  const { message } = answer;
  const status = message.statusCode ?? 0;
  assertIdentity(message);
  assertLength(message, limits);
  let isTaken = false;
  return {
    status,
    headers: toHeaders(message),
    body: {
      [Symbol.asyncIterator]() {
        if (isTaken) throw new Error('The body of the answer has been taken already.');
        isTaken = true;
        return readBody(answer, cutoff, limits);
      },
    },
    discard() {
      cutoff.end(new Error('The answer was discarded.'));
    },
  };
}

function assertIdentity({ headers }: IncomingMessage): void {
  const { 'content-encoding': content = '', 'transfer-encoding': transfer = '' } = headers;
  if (!/^(identity)?$/i.test(content) || !/^(chunked)?$/i.test(transfer)) {
    throw new OutgoingFault('encoding-refused', 'The answer is encoded though that was not asked for.');
  }
}

function assertLength({ headers, statusCode }: IncomingMessage, { maxBytes }: Limits): void {
  // 304 tells the length of what it does not send.
  if (statusCode !== 304 && Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
}

function tooLarge(maxBytes: number): OutgoingFault {
  return new OutgoingFault('too-large', `The answer is longer than ${maxBytes} bytes.`);
}

function toHeaders({ headers }: IncomingMessage): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value = '']): [string, string] => [
    name,
    typeof value === 'string' ? value : value.join(', '),
  ]);
  return Object.fromEntries(entries);
}

async function* readBody(
  answer: Answer,
  cutoff: Cutoff,
  { maxBytes, idleTimeoutMs }: Limits,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = answer.message[Symbol.asyncIterator]();
  let receivedBytes = 0;
  try {
    for (;;) {
      const piece = await nextPiece({ ...answer, pieces }, cutoff, idleTimeoutMs);
      if (piece === undefined) return;
      receivedBytes += piece.byteLength;
      if (receivedBytes > maxBytes) throw tooLarge(maxBytes);
      yield piece;
    }
  } finally {
    cutoff.end(new Error('The exchange is over.'));
  }
}

/** Undefined at the end. The time runs only while somebody waits for the piece. */
async function nextPiece(
  { pieces, ...answer }: Answer & { readonly pieces: AsyncIterator<unknown, unknown> },
  cutoff: Cutoff,
  idleTimeoutMs: number,
): Promise<Uint8Array | undefined> {
  cutoff.signal.throwIfAborted();
  const stop = cutoff.after(idleTimeoutMs, () => {
    cutoff.end(new OutgoingFault('too-slow', `No piece of the answer came within ${idleTimeoutMs} ms.`));
  });
  try {
    const { value } = await pieces.next();
    cutoff.signal.throwIfAborted();
    if (value instanceof Uint8Array) return value;
  } catch (error) {
    cutoff.signal.throwIfAborted();
    throw toBodyFault(error);
  } finally {
    stop();
  }
  if (isWhole(answer)) return undefined;
  throw toBodyFault(answer.socket.errored);
}

/** A body that ends with its connection is complete to Node also when the connection broke. */
function isWhole({ message: { headers, complete }, socket }: Answer): boolean {
  const tellsItsEnd = 'content-length' in headers || 'transfer-encoding' in headers;
  return complete && (tellsItsEnd || socket.errored === null);
}
