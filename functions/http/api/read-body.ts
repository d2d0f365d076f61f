import type { BodyContract } from '../../../shared/contracts/http/operation.ts';
import { parseInput, parseJsonText } from '../parse-input.ts';
import { UnreadableBody } from '../unreadable-body.ts';
import type { BodyStream, RawCall, ReadableHeaders } from './call.ts';

/** What every body but a bulk may have. */
const MAX_BODY_BYTES = 256 * 1024;

const JSON_TYPE = /^application\/([a-z0-9.+-]+\+)?json\b/i;

/**
 * The body of a call as its contract takes it, and as it came. Throws UnreadableBody when it is of another type or too
 * long, InvalidInput with every fault when it is not what the schema asks for.
 */
export async function readBody<B>(
  contract: BodyContract<B>,
  { body, headers }: Pick<RawCall, 'body' | 'headers'>,
): Promise<{ readonly value: B; readonly content: unknown }> {
  if (contract.kind !== 'json') return { value: contract.schema.parse(undefined), content: undefined };
  if (body.kind === 'value') return parsed(contract, body.value);
  const type = headers.get('content-type') ?? '';
  const maxBytes = contract.maxBytes ?? MAX_BODY_BYTES;
  // Said to be too long: refused unread. Said wrongly, or not at all: the length read counts.
  if (saidLength(headers) > maxBytes) throw new UnreadableBody('too-long', { maxBytes });
  // Piece by piece: as a whole, however long it is, it would be held before its length is known.
  const bytes = Buffer.concat(await Array.fromAsync(bounded(body.request.body, maxBytes)));
  if (bytes.byteLength === 0 && contract.isOptional) return parsed(contract, {});
  if (!isTaken(type, contract.contentTypes)) {
    throw new UnreadableBody('wrong-type', { contentTypes: contract.contentTypes ?? ['application/json'] });
  }
  return parsed(contract, parseJsonText(new TextDecoder().decode(bytes)));
}

function parsed<B>(contract: BodyContract<B>, value: unknown) {
  return { value: parseInput(value, contract.schema, 'The body has faults.'), content: value };
}

function isTaken(type: string, taken: readonly string[] | undefined): boolean {
  if (taken === undefined) return JSON_TYPE.test(type);
  const [plain = ''] = type.toLowerCase().split(';');
  return taken.includes(plain.trim());
}

function saidLength(headers: ReadableHeaders): number {
  return Number(headers.get('content-length') ?? 0);
}

/** The body of a call for a handler that reads it as it comes; of any other it is empty. */
export function bodyStream<B>(contract: BodyContract<B>, { body, headers }: RawCall): BodyStream {
  const contentType = (headers.get('content-type') ?? '').toLowerCase();
  if (contract.kind !== 'stream' || body.kind !== 'request') return { contentType, chunks: noChunks() };
  const { maxBytes, contentTypes } = contract;
  if (!isTaken(contentType, contentTypes)) throw new UnreadableBody('wrong-type', { contentTypes });
  if (saidLength(headers) > maxBytes) throw new UnreadableBody('too-long', { maxBytes });
  return { contentType, chunks: bounded(body.request.body, maxBytes) };
}

async function* noChunks(): AsyncGenerator<Uint8Array> {
  // There is nothing to read.
}

/**
 * What is left when the handler stops reading is read past: half a body would hold up what the platform sends over the
 * same connection next, also when the answer has been given long before.
 */
async function* bounded(
  source: AsyncIterable<Uint8Array> | null,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  const chunks = (source ?? noChunks())[Symbol.asyncIterator]();
  let length = 0;
  let isOver = false;
  try {
    while (!isOver) {
      const next = await chunks.next();
      isOver = next.done === true;
      if (next.done === true) return;
      length += next.value.byteLength;
      if (length > maxBytes) throw new UnreadableBody('too-long', { maxBytes });
      yield next.value;
    }
  } finally {
    if (!isOver) void readPast(chunks);
  }
}

async function readPast(chunks: AsyncIterator<Uint8Array>): Promise<void> {
  try {
    while ((await chunks.next()).done !== true);
  } catch {
    // It broke off, so that nothing is left.
  }
}
