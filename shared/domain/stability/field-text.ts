import type { ByteRange } from './batch-fields.ts';

const MAX_CACHED_TEXTS = 4_096;
const MAX_CACHED_BYTES = 256;
export const NO_TEXT: ByteRange = { bytes: new Uint8Array(0), start: 0, end: 0 };

/**
 * The bytes of values that are there as texts or numbers. Levels come again and again: the bytes of some thousand are
 * kept. A number's text is the shortest that reads back as it, and there is one zero.
 */
export class FieldText {
  readonly #encoder = new TextEncoder();
  readonly #known = new Map<string | number, ByteRange>();

  encode(value: string | number): ByteRange {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const bytes = this.#encoder.encode(String(value));
    const range = { bytes, start: 0, end: bytes.length };
    if (this.#known.size < MAX_CACHED_TEXTS && bytes.length <= MAX_CACHED_BYTES)
      this.#known.set(value, range);
    return range;
  }
}
