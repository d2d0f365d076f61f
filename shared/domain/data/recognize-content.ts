/** What some files begin with: the magic numbers of their formats' specifications. */
const MAGIC_BYTES = [
  // RFC 1952, 2.3.1; the third byte says "deflate", the only method there is.
  { content: 'gzip', bytes: [0x1f, 0x8b, 0x08] },
  // "PAR1", and the first byte of a page header, so that a CSV column of that name is none.
  { content: 'parquet', bytes: [0x50, 0x41, 0x52, 0x31, 0x15] },
  // Office documents are ZIP archives, too.
  { content: 'a ZIP archive or a spreadsheet', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { content: 'compressed with Zstandard', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { content: 'an Avro file', bytes: [0x4f, 0x62, 0x6a, 0x01] },
] as const;

/** As many bytes as `recognizeContent` looks at. */
export const MAGIC_LENGTH = 5;

export type Content = (typeof MAGIC_BYTES)[number]['content'];

/** What the first bytes of a file say that it is, whatever its name; undefined for text and anything else. */
export function recognizeContent(start: Uint8Array): Content | undefined {
  return MAGIC_BYTES.find(({ bytes }) => bytes.every((byte, index) => start[index] === byte))?.content;
}
