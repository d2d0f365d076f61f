/** Writers for the few AMQP 1.0 types that the stand-in adds to a message (specification part 1, section 1.6). */

export const NULL = Buffer.from([0x40]);

export function encodeSymbol(text: string): Buffer {
  return sized(0xa3, Buffer.from(text, 'ascii'));
}

export function encodeString(text: string): Buffer {
  return sized(0xa1, Buffer.from(text, 'utf8'));
}

export function encodeUint(value: number): Buffer {
  const bytes = Buffer.alloc(5, 0x70);
  bytes.writeUInt32BE(value, 1);
  return bytes;
}

export function encodeInt(value: number): Buffer {
  const bytes = Buffer.alloc(5, 0x71);
  bytes.writeInt32BE(value, 1);
  return bytes;
}

export function encodeLong(value: number): Buffer {
  return eightBytes(0x81, value);
}

/** @param at epoch ms. */
export function encodeTimestamp(at: number): Buffer {
  return eightBytes(0x83, at);
}

/** A message section whose value is a list, e.g. header (0x70) or properties (0x73). */
export function encodeListSection(descriptor: number, elements: readonly Uint8Array[]): Buffer {
  return section(descriptor, 0xd0, elements);
}

/** A message section whose value is a map; `parts` are keys and values in turn. */
export function encodeMapSection(descriptor: number, parts: readonly Uint8Array[]): Buffer {
  return section(descriptor, 0xd1, parts);
}

function section(descriptor: number, code: number, parts: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(12);
  // A described value, its descriptor a small ulong, then the 32-bit list or map.
  head.set([0x00, 0x53, descriptor, code]);
  const size = parts.reduce((sum, part) => sum + part.length, 4);
  head.writeUInt32BE(size, 4);
  head.writeUInt32BE(parts.length, 8);
  return Buffer.concat([head, ...parts]);
}

function eightBytes(code: number, value: number): Buffer {
  const bytes = Buffer.alloc(9, code);
  bytes.writeBigInt64BE(BigInt(Math.trunc(value)), 1);
  return bytes;
}

/** A variable-width value: the 8-bit form, or the 32-bit form (code + 0x10) when it is longer. */
function sized(code: number, content: Buffer): Buffer {
  if (content.length < 256) return Buffer.concat([Buffer.from([code, content.length]), content]);
  const head = Buffer.alloc(5, code + 0x10);
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}
