import type { ColumnSample } from './column-sample.ts';
import { haveValues } from './column-sample.ts';
import { fromProportions, notes, totalsOf, withoutPsi, type CompatResult } from './compat-result.ts';
import {
  pairClosedIntervals,
  pairLevels,
  pairValues,
  type PairedBin,
  type PairedValues,
} from './paired-bins.ts';
import { areFinite, distinctCount, evenEdges, jointRange } from './sorted-values.ts';

const MAX_LEVELS_OF_NUMBERS = 20;
/** A smallest proportion up to this one is divided by a million for empty bins. */
const USUAL_FLOOR = 1e-4;

const NO_VALUES = 'A sample has no values; Evidently answers NaN, and no drift.';
const INFINITE = 'Evidently has no bins for infinite values.';
const EACH_VALUE = 'Each of the few distinct numbers is a bin.';
const BOTH_SAMPLES = 'The bins follow from both samples: they change with the current one.';
const TINY_FLOOR =
  'An empty bin got a millionth of the smallest proportion, as that is at most 1e-4; this term rules the index.';

/**
 * Evidently's `psi` (evidently/legacy/calculations/stattests/psi.py and utils.py, commit a4aa4c2); `n_bins` is ignored
 * there.
 *
 * - Bins: for more than 20 distinct baseline values as many equal widths over the range of both samples together as
 *   numpy's `sturges` gives for all their values, `[a, b)` and the last one closed. (numpy from version 2.0 gives whole
 *   numbers no widths below 1; here they may have.)
 * - Levels, and numbers with at most 20 distinct baseline values: one bin each, new ones too.
 * - Missing values are dropped before.
 * - Empty bins: in each sample apart, a proportion of 0 becomes 1e-4, but where the smallest proportion is at most 1e-4,
 *   a millionth of that. Nothing is renormalised. Bins empty on both sides are not left out: where the two
 *   replacements differ, they contribute.
 */
export function compareAsEvidently(baseline: ColumnSample, current: ColumnSample): CompatResult {
  if (!haveValues(baseline, current)) return withoutPsi(NO_VALUES);
  const values = pairValues(baseline, current);
  if (values === undefined) return fromBins(pairLevels(baseline, current), false);
  const { expected, actual } = values;
  if (distinctCount(expected, MAX_LEVELS_OF_NUMBERS) <= MAX_LEVELS_OF_NUMBERS) {
    return fromBins(pairLevels(baseline, current), EACH_VALUE);
  }
  if (!areFinite(expected, actual)) return withoutPsi(INFINITE);
  return fromBins(pairClosedIntervals(values, sturgesEdges(values)), BOTH_SAMPLES);
}

function fromBins(bins: readonly PairedBin[], note: string | false): CompatResult {
  const totals = totalsOf(bins);
  const expected = filler(
    bins.map((bin) => bin.expected),
    totals.expected,
  );
  const actual = filler(
    bins.map((bin) => bin.actual),
    totals.actual,
  );
  const isTiny = bins.some(
    (bin) =>
      (bin.expected === 0 && expected(0) < USUAL_FLOOR) || (bin.actual === 0 && actual(0) < USUAL_FLOOR),
  );
  return fromProportions(
    bins,
    (bin) => ({ expected: expected(bin.expected), actual: actual(bin.actual) }),
    notes(note, isTiny && TINY_FLOOR),
  );
}

/** The proportion of a count, as one sample's smallest proportion fills its empty bins. */
function filler(counts: readonly number[], total: number): (count: number) => number {
  const smallest = counts.reduce((least, count) => (count > 0 ? Math.min(least, count / total) : least), 1);
  const floor = smallest <= USUAL_FLOOR ? smallest / 1e6 : USUAL_FLOOR;
  return (count) => (count === 0 ? floor : count / total);
}

/** numpy's `histogram_bin_edges(bins='sturges')` of both samples' values together, which are not all equal. */
function sturgesEdges({ expected, actual }: PairedValues): number[] {
  const { min, max } = jointRange(expected, actual);
  const width = (max - min) / (Math.log2(expected.length + actual.length) + 1);
  return evenEdges(min, max, Math.ceil((max - min) / width));
}
