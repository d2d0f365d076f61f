/** Where a .NET Guid keeps the bytes of a UUID: its first three groups are little-endian. */
const GUID_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** A lock token (UUID text) as the 16 bytes in which management requests carry it. */
export function toTokenBytes(token: string): Buffer {
  return Buffer.from(token.replaceAll('-', ''), 'hex');
}

/** The inverse of `toTokenBytes`. */
export function fromTokenBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A lock token as a delivery tag: the SDK reads the tag as a .NET Guid and shows it as `lockToken`. */
export function toDeliveryTag(token: string): Buffer {
  const bytes = toTokenBytes(token);
  return Buffer.from(GUID_ORDER.map((index) => bytes[index] ?? 0));
}
