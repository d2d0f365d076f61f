/*
 * As much of AMQP 1.0's type system (part 1 of the standard) as it takes to walk over a frame's fields: numbers,
 * booleans, texts and lists are read, everything else is passed over.
 */

export type AmqpValue = number | boolean | string | undefined | readonly AmqpValue[];

interface ReadValue {
  readonly value: AmqpValue;
  readonly end: number;
}

/** Bytes of a value of fixed width, by the upper half of its code. */
const FIXED_WIDTHS: Readonly<Record<number, number>> = { 4: 0, 5: 1, 6: 2, 7: 4, 8: 8, 9: 16 };

const DESCRIBED = 0x00;

/** The value at an offset, and where it ends; of a described value its descriptor is left out. */
export function readAmqpValue(bytes: Buffer, offset: number): ReadValue {
  const code = bytes.readUInt8(offset);
  if (code === DESCRIBED) {
    const descriptor = readAmqpValue(bytes, offset + 1);
    return readAmqpValue(bytes, descriptor.end);
  }
  const at = offset + 1;
  const width = FIXED_WIDTHS[code >>> 4];
  if (width !== undefined) return { value: readFixed(bytes, code, at), end: at + width };
  // What is left has its size before it, in one byte or in four.
  const isShort = ((code >>> 4) & 1) === 0;
  const size = isShort ? bytes.readUInt8(at) : bytes.readUInt32BE(at);
  const start = at + (isShort ? 1 : 4);
  const end = start + size;
  return { value: readSized(bytes, code, { start, end }), end };
}

/** Values that are their code. */
const CONSTANTS: ReadonlyMap<number, AmqpValue> = new Map<number, AmqpValue>([
  [0x41, true],
  [0x42, false],
  [0x43, 0],
  [0x44, 0],
  [0x45, []],
]);

function readFixed(bytes: Buffer, code: number, at: number): AmqpValue {
  switch (code) {
    case 0x50:
    case 0x52:
    case 0x53:
      return bytes.readUInt8(at);
    case 0x56:
      return bytes.readUInt8(at) === 1;
    case 0x60:
      return bytes.readUInt16BE(at);
    case 0x70:
      return bytes.readUInt32BE(at);
    case 0x80:
      return Number(bytes.readBigUInt64BE(at));
    default:
      return CONSTANTS.get(code);
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function readSized(bytes: Buffer, code: number, { start, end }: Range): AmqpValue {
  switch (code) {
    case 0xa1:
    case 0xa3:
    case 0xb1:
    case 0xb3:
      return bytes.toString('utf8', start, end);
    case 0xc0:
      return readItems(bytes, start + 1, bytes.readUInt8(start));
    case 0xd0:
      return readItems(bytes, start + 4, bytes.readUInt32BE(start));
    default:
      return undefined;
  }
}

function readItems(bytes: Buffer, start: number, count: number): readonly AmqpValue[] {
  const items: AmqpValue[] = [];
  let at = start;
  for (let item = 0; item < count; item += 1) {
    const { value, end } = readAmqpValue(bytes, at);
    items.push(value);
    at = end;
  }
  return items;
}
