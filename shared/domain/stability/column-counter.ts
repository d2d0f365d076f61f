import { decodeForDisplay } from '../dataset/decode-text.ts';
import { isMissingWord } from '../dataset/is-missing-word.ts';
import { parseDecimal } from '../dataset/parse-decimal.ts';
import type { RowBatch } from '../dataset/row-batch.ts';
import type { CategoricalBins, NumericBins } from './bin-specification.ts';
import type { BinConvention } from './convention.ts';
import type { CountedColumn, UnseenLevel } from './current-counts.ts';
import { IntervalCounter } from './interval-counter.ts';
import { LevelTable } from './level-table.ts';
import { countOutside, type ValueRange } from './value-range.ts';

const MAX_UNSEEN_LEVELS = 1_000;
const REPORTED_UNSEEN_LEVELS = 10;

/** Counts one column of the current sample. */
export interface ColumnCounter {
  add(batch: RowBatch, column: number): void;
  finish(): CountedColumn;
}

export class NumericColumnCounter implements ColumnCounter {
  readonly #name: string;
  readonly #intervals: IntervalCounter;
  readonly #range: ValueRange | undefined;
  #values = new Float64Array(0);
  #missingCount = 0;
  #invalidCount = 0;
  #outOfRangeCount = 0;

  constructor(bins: NumericBins, convention: BinConvention) {
    this.#name = bins.name;
    this.#range = bins.expectedRange;
    this.#intervals = new IntervalCounter(bins.binEdges, convention.closed);
  }

  add(batch: RowBatch, column: number): void {
    const { bytes, starts, ends, columnCount, rowCount } = batch;
    if (this.#values.length < rowCount) this.#values = new Float64Array(rowCount);
    const values = this.#values;
    const size = rowCount * columnCount;
    let valueCount = 0;
    for (let field = column; field < size; field += columnCount) {
      const start = starts[field] ?? 0;
      const end = ends[field] ?? 0;
      const value = parseDecimal(bytes, start, end);
      if (!Number.isNaN(value)) {
        values[valueCount] = value;
        valueCount += 1;
      } else if (isMissingWord(bytes, start, end)) {
        this.#missingCount += 1;
      } else {
        this.#invalidCount += 1;
      }
    }
    this.#intervals.add(values, valueCount);
    if (this.#range !== undefined) this.#outOfRangeCount += countOutside(values, valueCount, this.#range);
  }

  finish(): CountedColumn {
    return {
      name: this.#name,
      status: 'counted',
      binCounts: [...this.#intervals.counts],
      missingCount: this.#missingCount,
      unseenCount: 0,
      invalidCount: this.#invalidCount,
      ...(this.#range !== undefined && { outOfRangeCount: this.#outOfRangeCount }),
      unseenLevels: [],
    };
  }
}

export class CategoricalColumnCounter implements ColumnCounter {
  readonly #name: string;
  readonly #levels: LevelTable;
  /** Bounded: a column that turns into free text must not fill the memory. */
  readonly #unseen = new LevelTable(MAX_UNSEEN_LEVELS);
  #missingCount = 0;
  #unseenCount = 0;

  constructor(bins: CategoricalBins) {
    const encoder = new TextEncoder();
    this.#name = bins.name;
    this.#levels = new LevelTable(bins.levels.length);
    for (const level of bins.levels) {
      const bytes = encoder.encode(level);
      this.#levels.add(bytes, 0, bytes.length);
    }
    this.#levels.counts.fill(0);
  }

  add(batch: RowBatch, column: number): void {
    const { bytes, starts, ends } = batch;
    const size = batch.rowCount * batch.columnCount;
    for (let field = column; field < size; field += batch.columnCount) {
      const start = starts[field] ?? 0;
      const end = ends[field] ?? 0;
      if (start === end) {
        this.#missingCount += 1;
      } else if (!this.#levels.add(bytes, start, end)) {
        this.#unseenCount += 1;
        this.#unseen.add(bytes, start, end);
      }
    }
  }

  finish(): CountedColumn {
    return {
      name: this.#name,
      status: 'counted',
      binCounts: [...this.#levels.counts],
      missingCount: this.#missingCount,
      unseenCount: this.#unseenCount,
      invalidCount: 0,
      unseenLevels: this.#topUnseen(),
    };
  }

  #topUnseen(): UnseenLevel[] {
    return this.#unseen.levels
      .map((bytes, index) => ({ level: decodeForDisplay(bytes), count: this.#unseen.counts[index] ?? 0 }))
      .sort((a, b) => b.count - a.count || (a.level < b.level ? -1 : 1))
      .slice(0, REPORTED_UNSEEN_LEVELS);
  }
}
