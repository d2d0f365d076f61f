import { decodeText } from '../dataset/decode-text.ts';
import { invalidFile } from '../dataset/invalid-file.ts';
import type { BatchFields } from './batch-fields.ts';
import { LevelTable } from './level-table.ts';

/** More distinct segments than this are not told apart. */
export const MAX_SEGMENTS = 1_000;
/** No byte of UTF-8. */
const SEPARATOR = 0xff;

/** A column that names a row's segment, with others or alone. */
export interface SegmentColumn {
  readonly name: string;
  readonly slot: number;
}

/** The distinct segments of a sample, by the bytes of their columns' values, up to a limit. */
export class SegmentTable {
  readonly keys: (readonly string[])[] = [];
  readonly #columns: readonly SegmentColumn[];
  readonly #table = new LevelTable(MAX_SEGMENTS);
  #key = new Uint8Array(256);

  constructor(columns: readonly SegmentColumn[]) {
    this.#columns = columns;
  }

  /** The position of a row's segment, or -1 beyond the limit. Throws InvalidInput for a value that is not UTF-8. */
  segmentOf(fields: BatchFields, row: number): number {
    const length = this.#writeKey(fields, row);
    const segment = this.#table.place(this.#key, 0, length);
    if (segment === this.keys.length) this.keys.push(this.#readKey(fields, row));
    return segment;
  }

  #writeKey(fields: BatchFields, row: number): number {
    let length = 0;
    for (const { slot } of this.#columns) {
      const { bytes, start, end } = fields.text(slot, row);
      this.#reserve(length + end - start + 1);
      // A loop: the call of `set` is dearer than the few bytes of most values.
      for (let at = start; at < end; at += 1) this.#key[length + at - start] = Number(bytes[at]);
      length += end - start;
      this.#key[length] = SEPARATOR;
      length += 1;
    }
    return length;
  }

  #reserve(length: number): void {
    if (length <= this.#key.length) return;
    const grown = new Uint8Array(length * 2);
    grown.set(this.#key);
    this.#key = grown;
  }

  #readKey(fields: BatchFields, row: number): string[] {
    return this.#columns.map(({ name, slot }) => {
      const { bytes, start, end } = fields.text(slot, row);
      const text = decodeText(bytes.subarray(start, end));
      if (text === undefined) throw invalidFile(`Column '${name}' holds text that is not UTF-8.`);
      return text;
    });
  }
}
