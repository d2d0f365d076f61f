import { isMissingWord } from '../dataset/is-missing-word.ts';
import { parseDecimal } from '../dataset/parse-decimal.ts';
import type { DecodedBatch, DecodedColumn } from '../dataset/sample-sink.ts';
import type { BatchFields, ByteRange } from './batch-fields.ts';
import { FieldText, NO_TEXT } from './field-text.ts';
import { parseInstant, toInstant } from './parse-instant.ts';

/** The fields of a file that is decoded already; each reads as the same value written to a CSV file would. */
export class DecodedFields implements BatchFields {
  #batch: DecodedBatch = { rowCount: 0, columns: [] };
  readonly #text = new FieldText();

  get rowCount(): number {
    return this.#batch.rowCount;
  }

  use(batch: DecodedBatch): this {
    this.#batch = batch;
    return this;
  }

  numbers(slot: number): Float64Array {
    const column = this.#column(slot);
    if (column.kind === 'numbers') return column.values;
    return Float64Array.from(column.values, (text) => {
      const { bytes, start, end } = text === null ? NO_TEXT : this.#text.encode(text);
      return parseDecimal(bytes, start, end);
    });
  }

  isMissingNumber(slot: number, row: number): boolean {
    const { bytes, start, end } = this.text(slot, row);
    return isMissingWord(bytes, start, end);
  }

  instant(slot: number, row: number): number {
    const value = this.#valueAt(slot, row);
    if (typeof value === 'number') return toInstant(value);
    const { bytes, start, end } = this.#text.encode(value);
    return parseInstant(bytes, start, end);
  }

  text(slot: number, row: number): ByteRange {
    const value = this.#valueAt(slot, row);
    return Number.isNaN(value) ? NO_TEXT : this.#text.encode(value);
  }

  #column(slot: number): DecodedColumn {
    const column = this.#batch.columns[slot];
    if (column === undefined) throw new Error(`The batch lacks column ${slot} of those that were asked for.`);
    return column;
  }

  /** NaN for a missing value. */
  #valueAt(slot: number, row: number): string | number {
    return this.#column(slot).values[row] ?? NaN;
  }
}
