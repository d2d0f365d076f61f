import type { NumberRoom } from '../dataset/number-room.ts';
import type { NumericBins } from './bin-specification.ts';
import type { BinConvention } from './convention.ts';
import { NumericLayout } from './numeric-layout.ts';
import { type OpenMoments, RunningMoments } from './running-moments.ts';
import { Tally } from './tally.ts';

/** The cells of a numeric column: one per interval, per special code, of missing values and of texts. */
export class NumericCells {
  readonly layout: NumericLayout;
  readonly codes: Float64Array;
  /** Where the special codes begin, then those of missing values and of texts. */
  readonly firstCode: number;
  readonly missing: number;
  readonly invalid: number;

  constructor(bins: NumericBins, convention: Pick<BinConvention, 'closed'>) {
    this.layout = new NumericLayout(bins, convention);
    this.codes = Float64Array.from(bins.specialCodes);
    this.firstCode = this.layout.grid.intervalCount;
    this.missing = this.firstCode + this.codes.length;
    this.invalid = this.missing + 1;
  }

  cellOf(value: number): number {
    const code = this.codes.indexOf(value);
    return code < 0 ? this.layout.grid.intervalOf(value) : this.firstCode + code;
  }
}

/** What was counted of a column elsewhere, or is to be gone on with there. Plain data. */
export interface OpenTally {
  /** One per cell. */
  readonly counts: Float64Array;
  readonly moments: OpenMoments;
}

/** One count per cell of a numeric column, and the moments of what lies in an interval. */
export class NumericTally extends Tally {
  readonly #cells: NumericCells;
  #moments: RunningMoments;
  #values = new Float64Array(0);

  constructor(cells: NumericCells, moments = new RunningMoments()) {
    super(cells.invalid + 1);
    this.#cells = cells;
    this.#moments = moments;
  }

  get moments(): RunningMoments {
    return this.#moments;
  }

  /** Counts the numbers of one column of a room with a weight of 1 each, and leaves out what is NaN. */
  addNumbers({ layout, values: numbers }: NumberRoom, column: number, rowCount: number): void {
    const { rowStep, columnStep } = layout;
    const values = this.scratch(rowCount);
    const hasCodes = this.#cells.codes.length > 0;
    let valueCount = 0;
    // Twice as fast as an iterator.
    for (let row = 0, at = column * columnStep; row < rowCount; row += 1, at += rowStep) {
      const value = Number(numbers[at]);
      if (Number.isNaN(value) || (hasCodes && this.addCode(value))) continue;
      values[valueCount] = value;
      valueCount += 1;
    }
    this.addValues(values, valueCount);
  }

  /** Counts `values[0, length)`, none of which is NaN or a special code, with a weight of 1 each. */
  addValues(values: Float64Array, length: number): void {
    this.#cells.layout.grid.countInto(this.counts, values, length);
    this.#moments.addAll(values, length);
  }

  /** Counts a value that is a special code; answers whether it is one. */
  addCode(value: number): boolean {
    const code = this.#cells.codes.indexOf(value);
    if (code >= 0) this.add(this.#cells.firstCode + code, 1);
    return code >= 0;
  }

  /** Memory for that many values, valid until the next call. */
  scratch(length: number): Float64Array {
    if (this.#values.length < length) this.#values = new Float64Array(length);
    return this.#values;
  }

  toOpen(): OpenTally {
    return { counts: this.counts, moments: this.#moments.toOpen() };
  }

  /** Takes what was counted elsewhere since `toOpen`, where the counts began at 0 and the moments went on. */
  takeBack({ counts, moments }: OpenTally): void {
    counts.forEach((count, cell) => {
      this.add(cell, count);
    });
    this.#moments = RunningMoments.resume(moments);
  }
}
