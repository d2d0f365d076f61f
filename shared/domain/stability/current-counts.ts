/** A current sample, counted into the bins of a specification. Plain JSON. */
export interface CurrentCounts {
  readonly rowCount: number;
  /** One per column of the specification, in its order. */
  readonly columns: readonly ColumnCounts[];
  /** Columns of the current sample that the specification does not have; they were not looked at. */
  readonly extraColumns: readonly string[];
}

export type ColumnCounts = CountedColumn | UncountedColumn;

export interface CountedColumn {
  readonly name: string;
  readonly status: 'counted';
  /** One per bin of the column, special bins aside. */
  readonly binCounts: readonly number[];
  readonly missingCount: number;
  /** Values of levels that the baseline does not have; 0 for numeric columns. */
  readonly unseenCount: number;
  /** Texts of a numeric column that are neither a number nor a word for a missing one. */
  readonly invalidCount: number;
  /** Values below the baseline's smallest or above its largest; they are in the bins too. Absent without a range. */
  readonly outOfRangeCount?: number;
  /** The most frequent unseen levels, among the first 1,000 distinct ones. */
  readonly unseenLevels: readonly UnseenLevel[];
}

export interface UncountedColumn {
  readonly name: string;
  readonly status: 'missing-column' | 'not-computable';
}

export interface UnseenLevel {
  readonly level: string;
  readonly count: number;
}
