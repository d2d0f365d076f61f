import type { ValueRange } from './value-range.ts';

/**
 * A sample, counted into the bins of a specification: a baseline, the current data, an earlier window. Plain JSON.
 * Counts are numbers of rows, or sums of their weights where the specification has a weight column.
 */
export interface SampleCounts extends GroupCounts {
  /** Columns of the sample that the specification does not have; they were not looked at. */
  readonly extraColumns: readonly string[];
  /** Rows that were read and left out, by reason; absent where there are none. */
  readonly leftOut?: LeftOutRows;
  /** One per segment in which there are rows, in code unit order of the keys; absent without segments. */
  readonly segments?: readonly SegmentCounts[];
}

/** The rows of a sample, or of one segment of it. */
export interface GroupCounts {
  /** Rows, each counted once. */
  readonly rowCount: number;
  /** Absent where each row counts once. */
  readonly weights?: WeightSums;
  /** One per column of the specification, in its order. */
  readonly columns: readonly ColumnCounts[];
}

export interface SegmentCounts extends GroupCounts {
  /** The values of the segment columns, in their order; an empty text for a missing one. */
  readonly key: readonly string[];
}

export interface WeightSums {
  readonly sum: number;
  /** Of the squared weights: the effective number of rows is sum² / sumOfSquares (Kish 1965). */
  readonly sumOfSquares: number;
}

export interface LeftOutRows {
  /** Outside of the window. */
  readonly outsideWindow?: number;
  /** Without a readable time, where a window was asked for. */
  readonly withoutTime?: number;
  /** Without a readable weight of 0 or more. */
  readonly withoutWeight?: number;
  /** Lines that the file's grammar does not know. */
  readonly malformed?: number;
  /** Of segments beyond the first 1,000 distinct ones: they count in the whole sample, and in no segment. */
  readonly beyondSegmentLimit?: number;
}

export type ColumnCounts = CountedColumn | UncountedColumn;

export interface CountedColumn {
  readonly name: string;
  readonly status: 'counted';
  /** One per bin of the column, special bins aside. */
  readonly binCounts: readonly number[];
  /** One per special code. */
  readonly specialCounts: readonly number[];
  readonly missingCount: number;
  /** Values of levels that have no bin; 0 for numeric columns. */
  readonly otherCount: number;
  /** Texts of a numeric column that are neither a number nor a word for a missing one. */
  readonly invalidCount: number;
  /** Values below the baseline's smallest or above its largest; they are in the bins too. Absent without a range. */
  readonly outOfRangeCount?: number;
  /** Of the sample's own values, special codes aside; absent where it is not finite or was not looked at. */
  readonly range?: ValueRange;
  /** One per interval of the finer grid; absent without one. */
  readonly profileCounts?: readonly number[];
  /** Of a numeric column's finite values, special codes aside; absent where there are none. */
  readonly moments?: Moments;
  /** The most frequent levels without a bin, among the first 1,000 distinct ones. */
  readonly otherLevels: readonly OtherLevel[];
}

/** Mean and standard deviation come from sums taken in the order of the rows. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Σ w (x − mean)². */
  readonly squaredDeviations: number;
}

export interface UncountedColumn {
  readonly name: string;
  readonly status: 'missing-column' | 'not-computable';
}

export interface OtherLevel {
  readonly level: string;
  readonly count: number;
}
