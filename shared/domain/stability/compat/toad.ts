import type { ColumnSample } from './column-sample.ts';
import { haveMissing, rowCount } from './column-sample.ts';
import { fromProportions, notes, withoutPsi, type CompatResult } from './compat-result.ts';
import { pairLevels, pairOpenIntervals, pairValues, type PairedBin } from './paired-bins.ts';

/** What missing values become before they are compared with the splits. */
const MISSING_NUMBER = -1;

const NO_ROWS = 'A sample has no rows.';
const LEFT_OUT =
  'Bins empty on one side are left out of the sum, so that the index is too low; for samples without a common bin it is 0.';
const EACH_VALUE = 'Each distinct number is a bin; give the splits that your combiner had.';
const MISSING_IN_SPLITS = 'Missing values count as -1.';

/**
 * toad's `metrics.PSI` (toad/metrics.py and transform.py, commit 4317ece).
 *
 * - Bins: those of the splits of a `Combiner`, `[a, b)`, open at both ends; without splits each distinct value.
 * - Levels: one bin each.
 * - Missing values are a level of their own; with splits they are taken for −1, and counted where that falls (the form
 *   of splits that ends in NaN, which keeps them apart, is not offered here).
 * - Empty bins: a bin empty on one side makes its term NaN, and the sum skips it. So the index of disjoint samples is 0,
 *   and a level that vanishes or is new only shows by what the others gain or lose.
 * - Few distinct values: no difference.
 */
export function compareAsToad(
  baseline: ColumnSample,
  current: ColumnSample,
  splits?: readonly number[],
): CompatResult {
  const totals = { expected: rowCount(baseline), actual: rowCount(current) };
  if (totals.expected === 0 || totals.actual === 0) return withoutPsi(NO_ROWS);
  const values = pairValues(baseline, current);
  const missing = { expected: baseline.missingCount, actual: current.missingCount };
  if (values === undefined || splits === undefined) {
    const bins = byLevels(pairLevels(baseline, current), missing);
    return fromBins(bins, totals, values !== undefined && EACH_VALUE);
  }
  const bins = bySplits(pairOpenIntervals(values, splits, 'left'), splits, missing);
  const note = haveMissing(baseline, current) && MISSING_IN_SPLITS;
  return { ...fromBins(bins, totals, note), binEdges: splits };
}

interface Counts {
  readonly expected: number;
  readonly actual: number;
}

function fromBins(bins: readonly PairedBin[], totals: Counts, note: string | false): CompatResult {
  const isLeftOut = ({ expected, actual }: PairedBin): boolean => expected === 0 || actual === 0;
  return fromProportions(
    bins,
    (bin) =>
      isLeftOut(bin)
        ? null
        : { expected: bin.expected / totals.expected, actual: bin.actual / totals.actual },
    notes(bins.some((bin) => isLeftOut(bin) && bin.expected + bin.actual > 0) && LEFT_OUT, note),
  );
}

function byLevels(levels: readonly PairedBin[], missing: Counts): readonly PairedBin[] {
  return missing.expected + missing.actual > 0 ? [...levels, { label: '__MISSING__', ...missing }] : levels;
}

function bySplits(bins: readonly PairedBin[], splits: readonly number[], missing: Counts): PairedBin[] {
  const missingBin = splits.filter((split) => split <= MISSING_NUMBER).length;
  return bins.map((bin, index) =>
    index === missingBin
      ? {
          label: bin.label,
          expected: bin.expected + missing.expected,
          actual: bin.actual + missing.actual,
        }
      : bin,
  );
}
