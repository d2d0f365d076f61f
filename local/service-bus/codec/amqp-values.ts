import { BrokerError } from '../broker/broker-error.ts';

/**
 * Reads AMQP 1.0 encodings (specification part 1, section 1.6) just deep enough to find a value's end, so that
 * what a sender wrote can be handed to a receiver byte for byte.
 */

/** A list's element or a map's value: where it starts (at its type code) and ends. */
export interface ValueSpan {
  readonly start: number;
  readonly end: number;
}

const DESCRIBED = 0x00;
const FIXED_WIDTHS = [0, 1, 2, 4, 8, 16];

/** Where the value that starts at `start` ends. @throws BrokerError amqp:decode-error. */
export function endOfValue(bytes: Buffer, start: number): number {
  const code = byteAt(bytes, start);
  if (code === DESCRIBED) return endOfValue(bytes, endOfValue(bytes, start + 1));
  const end = start + 1 + payloadLength(bytes, start, code);
  if (end > bytes.length) throw malformed('a value reaches beyond the end');
  return end;
}

/** The elements of a list or the alternating keys and values of a map. */
export function elementsOf(bytes: Buffer, start: number): readonly ValueSpan[] {
  const end = endOfValue(bytes, start);
  const { count, first } = readCount(bytes, start, end);
  const elements: ValueSpan[] = [];
  let position = first;
  while (elements.length < count) {
    const next = endOfValue(bytes, position);
    if (next > end) throw malformed('an element reaches beyond its list');
    elements.push({ start: position, end: next });
    position = next;
  }
  return elements;
}

/** A map's entries by their string or symbol key; other keys do not occur in the maps that are read here. */
export function entriesOf(bytes: Buffer, start: number): ReadonlyMap<string, Buffer> {
  const elements = elementsOf(bytes, start);
  const entries = new Map<string, Buffer>();
  for (let index = 0; index + 1 < elements.length; index += 2) {
    const key = readText(bytes, elements[index]);
    const value = elements[index + 1];
    if (key === undefined || value === undefined) throw malformed("a map's key is neither string nor symbol");
    entries.set(key, bytes.subarray(value.start, value.end));
  }
  return entries;
}

/** A string or symbol, or undefined when the value is something else. */
export function readText(bytes: Buffer, span: ValueSpan | undefined): string | undefined {
  if (span === undefined) return undefined;
  const code = byteAt(bytes, span.start);
  if (code === 0xa1 || code === 0xa3) return bytes.toString('utf8', span.start + 2, span.end);
  if (code === 0xb1 || code === 0xb3) return bytes.toString('utf8', span.start + 5, span.end);
  return undefined;
}

/** A uint or ulong, or undefined when the value is something else. */
export function readUnsigned(bytes: Buffer, span: ValueSpan | undefined): number | undefined {
  if (span === undefined) return undefined;
  switch (byteAt(bytes, span.start)) {
    case 0x43:
    case 0x44:
      return 0;
    case 0x52:
    case 0x53:
      return byteAt(bytes, span.start + 1);
    case 0x70:
      return bytes.readUInt32BE(span.start + 1);
    case 0x80:
      return Number(bytes.readBigUInt64BE(span.start + 1));
    default:
      return undefined;
  }
}

/** A timestamp in epoch ms (at most the largest safe integer), or undefined when the value is something else. */
export function readTimestamp(value: Buffer | undefined): number | undefined {
  if (value?.[0] !== 0x83) return undefined;
  return Math.min(Number(value.readBigInt64BE(1)), Number.MAX_SAFE_INTEGER);
}

/** The bytes of a binary value. @throws BrokerError amqp:decode-error. */
export function readBinary(bytes: Buffer, start: number): Buffer {
  const code = byteAt(bytes, start);
  if (code !== 0xa0 && code !== 0xb0) throw malformed('binary data was expected');
  return bytes.subarray(start + (code === 0xa0 ? 2 : 5), endOfValue(bytes, start));
}

/** The refusal of bytes that are not an AMQP message. */
export function malformed(what: string): BrokerError {
  return new BrokerError('amqp:decode-error', `The message is not well-formed AMQP: ${what}.`);
}

/** How many elements a list or map has and where the first starts: after code, size and count. */
function readCount(
  bytes: Buffer,
  start: number,
  end: number,
): { readonly count: number; readonly first: number } {
  switch (byteAt(bytes, start)) {
    case 0x45:
      return { count: 0, first: end };
    case 0xc0:
    case 0xc1:
      return { count: byteAt(bytes, start + 2), first: start + 3 };
    case 0xd0:
    case 0xd1:
      if (end < start + 9) throw malformed('a list or a map has no count');
      return { count: bytes.readUInt32BE(start + 5), first: start + 9 };
    default:
      throw malformed('a list or a map was expected');
  }
}

function payloadLength(bytes: Buffer, start: number, code: number): number {
  const category = code >> 4;
  const fixed = FIXED_WIDTHS[category - 4];
  if (fixed !== undefined) return fixed;
  // 0xa…, 0xc…, 0xe… have a one-byte size, 0xb…, 0xd…, 0xf… a four-byte one.
  if (category < 0xa) throw malformed(`0x${code.toString(16)} is no type code`);
  if (category % 2 === 0) return 1 + byteAt(bytes, start + 1);
  if (start + 5 > bytes.length) throw malformed('it ends within a size');
  return 4 + bytes.readUInt32BE(start + 1);
}

function byteAt(bytes: Buffer, position: number): number {
  const byte = bytes[position];
  if (byte === undefined) throw malformed('it ends too early');
  return byte;
}
