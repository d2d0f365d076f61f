import type { ColumnSample } from './column-sample.ts';
import { haveMissing, haveValues } from './column-sample.ts';
import {
  fromProportions,
  notes,
  proportionFloor,
  totalsOf,
  withoutPsi,
  type CompatResult,
} from './compat-result.ts';
import { pairClosedIntervals, pairValues } from './paired-bins.ts';
import { areFinite, numpyQuantile, rangeOf } from './sorted-values.ts';

const BINS = 10;
const FLOOR = 1e-4;

const NUMBERS_ONLY = 'This function takes numbers only.';
const NO_VALUES = 'A sample has no values.';
const INFINITE = 'This function has no bins for infinite values.';
const MISSING = 'Missing values make this function fail; they have been dropped, as its callers have to.';
const LOST = 'Current values beyond the range of the baseline are in no bin, but in the total.';

/**
 * The function `calculate_psi` of mwburke/population-stability-index (psi.py), which much code is a copy of.
 *
 * - Bins: ten equal widths over the baseline's range (`buckettype='bins'`, its default), or its deciles ('quantiles');
 *   `[a, b)`, the last one closed. The outer bins are closed: current values beyond the baseline's range are in none of
 *   them, but count in the total, so that the current proportions sum to less than 1.
 * - Levels: none. Missing values: not allowed.
 * - Empty bins: a proportion of 0 becomes 1e-4, without renormalising.
 * - Few distinct values: repeated quantiles stay, as bins that hold nothing.
 */
export function compareAsMwburke(
  baseline: ColumnSample,
  current: ColumnSample,
  bucketType: 'bins' | 'quantiles' = 'bins',
): CompatResult {
  const values = pairValues(baseline, current);
  if (values === undefined) return withoutPsi(NUMBERS_ONLY);
  const { expected, actual } = values;
  if (!haveValues(baseline, current)) return withoutPsi(NO_VALUES);
  if (!areFinite(expected, actual)) return withoutPsi(INFINITE);
  const edges = bucketType === 'bins' ? scaledEdges(expected) : percentiles(expected);
  const bins = pairClosedIntervals(values, edges);
  const totals = { expected: expected.length, actual: actual.length };
  const isLost = totalsOf(bins).actual < actual.length;
  const note = notes(isLost && LOST, haveMissing(baseline, current) && MISSING);
  return fromProportions(bins, proportionFloor(totals, FLOOR), note);
}

/** 0 … 100 in tens, brought to the range of the values as the function's `scale_range` does it. */
function scaledEdges(values: Float64Array): number[] {
  const { min, max } = rangeOf(values);
  return percents().map((percent) => percent / (100 / (max - min)) + min);
}

function percentiles(values: Float64Array): number[] {
  return percents().map((percent) => numpyQuantile(values, percent / 100));
}

function percents(): number[] {
  return Array.from({ length: BINS + 1 }, (_, part) => (part / BINS) * 100);
}
