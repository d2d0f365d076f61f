/*
 * Reads protobuf by field numbers, as its encoding is defined (protobuf.dev/programming-guides/encoding): written here, apart
 * from the exporters' own code, so that a test sees what is really on the wire.
 */

/** The fields of a message by their numbers, each with all its values in order. */
export type Fields = ReadonlyMap<number, readonly (bigint | Uint8Array)[]>;

/** Numbers of whatever width come as bigints, everything of a length as bytes. */
export function readFields(bytes: Uint8Array): Fields {
  const fields = new Map<number, (bigint | Uint8Array)[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
  };
  const readers: Readonly<Record<string, () => bigint | Uint8Array>> = {
    0: varint,
    1: () => {
      at += 8;
      return view.getBigUint64(at - 8, true);
    },
    2: () => {
      const length = Number(varint());
      at += length;
      if (at > bytes.length) throw new RangeError('A field goes beyond its message.');
      return bytes.subarray(at - length, at);
    },
    5: () => {
      at += 4;
      return BigInt(view.getUint32(at - 4, true));
    },
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const read = readers[String(key & 7)];
    if (read === undefined) throw new RangeError(`There is no wire type ${key & 7}.`);
    const values = fields.get(key >>> 3) ?? [];
    fields.set(key >>> 3, [...values, read()]);
  }
  return fields;
}

export function messages(fields: Fields, field: number): Fields[] {
  return allBytes(fields, field).map(readFields);
}

function allBytes(fields: Fields, field: number): Uint8Array[] {
  return (fields.get(field) ?? []).filter((value) => typeof value !== 'bigint');
}

export function text(fields: Fields, field: number): string {
  const [bytes] = allBytes(fields, field);
  return bytes === undefined ? '' : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

export function hex(fields: Fields, field: number): string {
  return Buffer.from(allBytes(fields, field)[0] ?? []).toString('hex');
}

export function integer(fields: Fields, field: number): bigint | undefined {
  const [value] = fields.get(field) ?? [];
  return typeof value === 'bigint' ? value : undefined;
}

/** A fixed64 field that holds a double. */
export function double(fields: Fields, field: number): number | undefined {
  const bits = integer(fields, field);
  if (bits === undefined) return undefined;
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}
