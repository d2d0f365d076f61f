import { isMissingWord } from '../dataset/is-missing-word.ts';
import { parseDecimal } from '../dataset/parse-decimal.ts';
import type { CsvRowBatch } from '../dataset/row-batch.ts';
import type { DecodedBatch } from '../dataset/sample-sink.ts';

const MAX_CACHED_TEXTS = 4_096;

/** Some rows of a baseline, whatever they were read from. A slot is a column's position among those asked for. */
export interface BaselineFields {
  readonly rowCount: number;
  /** The column's values, NaN where a field is missing or no number; at least as many as there are rows. */
  numbers(slot: number): Float64Array;
  /** Whether a field whose number is NaN says that there is none. */
  isMissingNumber(slot: number, row: number): boolean;
  /** The text in UTF-8, empty where it is missing, of a column that was not asked for as numbers alone. */
  text(slot: number, row: number): ByteRange;
}

export interface ByteRange {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/**
 * The fields of a CSV file. A column whose type is open is asked for as text, because a number does not tell how it was
 * written; `parse` reads it as the file writes its numbers.
 */
export function csvFields(batch: CsvRowBatch, parse: typeof parseDecimal): BaselineFields {
  const { bytes, starts, ends, columnCount, rowCount, numbers } = batch;
  const text = (slot: number, row: number): ByteRange => {
    const field = row * columnCount + slot;
    return { bytes, start: Number(starts[field]), end: Number(ends[field]) };
  };
  return {
    rowCount,
    numbers(slot) {
      const read = numbers[slot];
      if (read !== undefined) return read;
      const parsed = new Float64Array(rowCount);
      for (let row = 0, field = slot; row < rowCount; row += 1, field += columnCount) {
        parsed[row] = parse(bytes, Number(starts[field]), Number(ends[field]));
      }
      return parsed;
    },
    isMissingNumber(slot, row) {
      const { start, end } = text(slot, row);
      return isMissingWord(bytes, start, end);
    },
    text,
  };
}

/**
 * The fields of files that are decoded already; each reads as the same value written to a CSV file would: a number's
 * text is the shortest that reads back as it, there is one zero, and an empty text is a missing one.
 */
export class DecodedBaseline {
  readonly #encoder = new TextEncoder();
  /** Levels come again and again: the bytes of some thousand are kept. */
  readonly #encoded = new Map<string | number, Uint8Array>();

  fields({ rowCount, columns }: DecodedBatch): BaselineFields {
    const text = (slot: number, row: number): ByteRange => {
      const value = columns[slot]?.values[row] ?? '';
      const bytes = this.#encode(Number.isNaN(value) ? '' : value);
      return { bytes, start: 0, end: bytes.length };
    };
    return {
      rowCount,
      numbers(slot) {
        const column = columns[slot];
        if (column?.kind === 'numbers') return column.values;
        return Float64Array.from({ length: rowCount }, (_, row) => {
          const { bytes, start, end } = text(slot, row);
          return parseDecimal(bytes, start, end);
        });
      },
      isMissingNumber(slot, row) {
        const { bytes, start, end } = text(slot, row);
        return isMissingWord(bytes, start, end);
      },
      text,
    };
  }

  #encode(value: string | number): Uint8Array {
    const known = this.#encoded.get(value);
    if (known !== undefined) return known;
    const bytes = this.#encoder.encode(String(value));
    if (this.#encoded.size < MAX_CACHED_TEXTS) this.#encoded.set(value, bytes);
    return bytes;
  }
}
