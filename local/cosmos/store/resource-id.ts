/**
 * `_rid` as the service spells it: the bytes of database (4), container (4) and document (8) in base64 without
 * slashes. The SDK keeps session tokens only under an owner of exactly 8 bytes.
 */
export function resourceId(database: number, container?: number, document?: number): string {
  const bytes = Buffer.alloc(document !== undefined ? 16 : container !== undefined ? 8 : 4);
  bytes.writeUInt32BE(database);
  if (container !== undefined) bytes.writeUInt32BE(container, 4);
  if (document !== undefined) bytes.writeBigUInt64BE(BigInt(document), 8);
  return bytes.toString('base64').replaceAll('/', '-');
}
