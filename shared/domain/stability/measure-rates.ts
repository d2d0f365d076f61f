import type { CategoricalBins, NumericBins } from './bin-specification.ts';
import type { CountedColumn } from './current-counts.ts';

/** Shares of all rows of a sample, 0..1, that point at faults in the data rather than at a shift. */
export interface Rates {
  readonly expectedMissing: number;
  readonly actualMissing: number;
  /** Current rows of a level that the baseline does not have; of categorical columns only. */
  readonly unseen?: number;
  /**
   * Current rows below the baseline's smallest or above its largest value; of numeric columns only, and not where
   * the specification has no range: it is older than the range, or the baseline holds infinite values.
   */
  readonly outOfRange?: number;
}

/** The rates of a counted column; every row of its sample is in the denominator. Neither sample may be empty. */
export function measureRates(column: NumericBins | CategoricalBins, counts: CountedColumn): Rates {
  const expectedInvalid = column.type === 'numeric' ? column.expectedInvalidCount : 0;
  const expectedRows = sum(column.expectedCounts) + column.expectedMissingCount + expectedInvalid;
  const actualRows = sum(counts.binCounts) + counts.missingCount + counts.unseenCount + counts.invalidCount;
  const { outOfRangeCount } = counts;
  return {
    expectedMissing: column.expectedMissingCount / expectedRows,
    actualMissing: counts.missingCount / actualRows,
    ...(column.type === 'categorical' && { unseen: counts.unseenCount / actualRows }),
    ...(outOfRangeCount !== undefined && { outOfRange: outOfRangeCount / actualRows }),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
