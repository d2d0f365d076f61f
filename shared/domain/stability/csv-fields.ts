import { isMissingWord } from '../dataset/is-missing-word.ts';
import { parseDecimal } from '../dataset/parse-decimal.ts';
import type { CsvRowBatch, RowBatch } from '../dataset/row-batch.ts';
import type { BatchFields, ByteRange } from './batch-fields.ts';
import { FieldText, NO_TEXT } from './field-text.ts';
import { parseInstant, toInstant } from './parse-instant.ts';

/** What a CSV reader hands out; columns that were not asked for as numbers have none. */
type FieldBatch = RowBatch & Partial<Pick<CsvRowBatch, 'numbers'>>;

const NO_ROWS: FieldBatch = {
  bytes: NO_TEXT.bytes,
  rowCount: 0,
  columnCount: 0,
  starts: new Int32Array(0),
  ends: new Int32Array(0),
};

/** The fields of a CSV file. */
export class CsvFields implements BatchFields {
  #batch = NO_ROWS;
  #parsed = new Float64Array(0);
  readonly #text = new FieldText();
  readonly #range = { ...NO_TEXT };

  get rowCount(): number {
    return this.#batch.rowCount;
  }

  use(batch: FieldBatch): this {
    this.#batch = batch;
    this.#range.bytes = batch.bytes;
    return this;
  }

  /** As the reader parsed them; with a decimal point where the column was not asked for as numbers. */
  numbers(slot: number): Float64Array {
    return this.#batch.numbers?.[slot] ?? this.#parse(slot);
  }

  isMissingNumber(slot: number, row: number): boolean {
    const { bytes, start, end } = this.#field(slot, row);
    return isMissingWord(bytes, start, end);
  }

  instant(slot: number, row: number): number {
    const number = this.#numberAt(slot, row);
    if (!Number.isNaN(number)) return toInstant(number);
    const { bytes, start, end } = this.#field(slot, row);
    return parseInstant(bytes, start, end);
  }

  text(slot: number, row: number): ByteRange {
    const number = this.#numberAt(slot, row);
    return Number.isNaN(number) ? this.#field(slot, row) : this.#text.encode(number);
  }

  #parse(slot: number): Float64Array {
    const { bytes, rowCount } = this.#batch;
    if (this.#parsed.length < rowCount) this.#parsed = new Float64Array(rowCount);
    for (let row = 0; row < rowCount; row += 1) {
      const { start, end } = this.#field(slot, row);
      this.#parsed[row] = parseDecimal(bytes, start, end);
    }
    return this.#parsed;
  }

  /** NaN also in a column that was not asked for as numbers. */
  #numberAt(slot: number, row: number): number {
    return this.#batch.numbers?.[slot]?.[row] ?? NaN;
  }

  #field(slot: number, row: number): ByteRange {
    const { starts, ends, columnCount } = this.#batch;
    const field = row * columnCount + slot;
    // Conversions cost nothing here, and there are a start and an end of every field.
    this.#range.start = Number(starts[field]);
    this.#range.end = Number(ends[field]);
    return this.#range;
  }
}
