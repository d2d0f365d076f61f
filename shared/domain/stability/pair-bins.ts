import type { CategoricalBins, NumericBins } from './bin-specification.ts';
import type { BinConvention } from './convention.ts';
import type { CountedColumn } from './current-counts.ts';
import { INVALID_LABEL, labelIntervals, MISSING_LABEL, UNSEEN_LABEL } from './label-bins.ts';

/** One bin, counted in both samples. */
export interface BinPair {
  readonly label: string;
  readonly expectedCount: number;
  readonly actualCount: number;
}

/**
 * The column's own bins, then the special ones: a numeric column's bin of missing values always, so that its
 * bins are the same in every run, and the others when they are in use.
 */
export function pairBins(
  column: NumericBins | CategoricalBins,
  counts: CountedColumn,
  convention: BinConvention,
): BinPair[] {
  const labels =
    column.type === 'numeric' ? labelIntervals(column.binEdges, convention.closed) : column.levels;
  const invalidCount = column.type === 'numeric' ? column.expectedInvalidCount : 0;
  const own = labels.map((label, bin) => ({
    label,
    expectedCount: column.expectedCounts[bin] ?? 0,
    actualCount: counts.binCounts[bin] ?? 0,
  }));
  const missing = {
    label: MISSING_LABEL,
    expectedCount: column.expectedMissingCount,
    actualCount: counts.missingCount,
  };
  const ownMissing = convention.missing === 'own-bin' ? [missing] : [];
  const special = [
    { label: UNSEEN_LABEL, expectedCount: 0, actualCount: counts.unseenCount },
    { label: INVALID_LABEL, expectedCount: invalidCount, actualCount: counts.invalidCount },
  ];
  return [
    ...own,
    ...(column.type === 'numeric' ? ownMissing : ownMissing.filter(isInUse)),
    ...special.filter(isInUse),
  ];
}

/** Whether the bin is not empty on both sides. */
export function isInUse(pair: BinPair): boolean {
  return pair.expectedCount + pair.actualCount > 0;
}
