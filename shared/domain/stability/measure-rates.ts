import type { CategoricalBins, NumericBins } from './bin-specification.ts';
import type { CountedPair } from './pair-bins.ts';
import type { CountedColumn } from './sample-counts.ts';

/** Shares of all rows of a sample, 0..1, that point at faults in the data rather than at a shift. */
export interface Rates {
  readonly expectedMissing: number;
  readonly actualMissing: number;
  /** Current rows of a level that the baseline does not have; of categorical columns all of whose levels have a bin. */
  readonly unseen?: number;
  /**
   * Current rows below the baseline's smallest or above its largest value; of numeric columns only, and not where
   * the specification has no range: it is older than the range, or the baseline holds infinite values.
   */
  readonly outOfRange?: number;
}

/**
 * The rates of a counted column; every row of its sample is in the denominator, and counts as much as it weighs.
 * Neither sample may be empty.
 */
export function measureRates(
  column: NumericBins | CategoricalBins,
  { expected, actual }: CountedPair,
): Rates {
  const actualRows = totalOf(actual);
  const { outOfRangeCount } = actual;
  return {
    expectedMissing: expected.missingCount / totalOf(expected),
    actualMissing: actual.missingCount / actualRows,
    ...(column.type === 'categorical' &&
      column.others === 'unseen' && { unseen: actual.otherCount / actualRows }),
    ...(outOfRangeCount !== undefined && { outOfRange: outOfRangeCount / actualRows }),
  };
}

function totalOf(counts: CountedColumn): number {
  const { binCounts, specialCounts, missingCount, otherCount, invalidCount } = counts;
  return sum(binCounts) + sum(specialCounts) + missingCount + otherCount + invalidCount;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
