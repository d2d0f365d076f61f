import type { GroupCounts } from './sample-counts.ts';

/**
 * How many effective rows a unit of a sample's counts stands for: Σw / Σw², so that the counts' sum times this is
 * Kish's (1965) effective number of rows, (Σw)² / Σw². 1 without weights; 0 where every row weighs nothing. A column's
 * bins are taken to be weighted as the whole sample is.
 */
export function effectiveRowsPerCount({ weights }: GroupCounts): number {
  if (weights === undefined) return 1;
  return weights.sum > 0 ? weights.sum / weights.sumOfSquares : 0;
}
