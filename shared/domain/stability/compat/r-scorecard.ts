import type { ColumnSample } from './column-sample.ts';
import { haveMissing, haveValues } from './column-sample.ts';
import {
  countFloor,
  fromProportions,
  notes,
  raiseCounts,
  totalsOf,
  withoutPsi,
  type CompatResult,
} from './compat-result.ts';
import {
  pairLevels,
  pairOpenIntervals,
  pairValues,
  type PairedBin,
  type PairedValues,
} from './paired-bins.ts';
import { areFinite, distinctCount, joined, rQuantile, roundHalfToEven } from './sorted-values.ts';

const BINS = 10;
/** `threshold_variable`. */
const MAX_POINTS = 20;
const COUNT_FLOOR = 0.99;

const NO_VALUES = 'A sample has no values; scorecard raises an error.';
const INFINITE = 'Infinite values are in no bin of scorecard.';
const TEXT =
  'perf_psi takes numbers: for levels it answers NA or fails. This is its rule for empty bins over each level.';
const POINTS =
  'For at most 20 distinct values perf_psi answers no PSI, but a CSI in score points; its sign is that of baseline less current.';
const POINTS_NA =
  'For 11 to 20 distinct values perf_psi answers NA: it cuts them into intervals, and reads the labels as points.';
const MISSING =
  'scorecard drops a row when any of its columns is missing, without a warning; here only this column counts.';
const ROUNDED = 'The mean is above 1, so that the edges are rounded to whole numbers.';

/**
 * R's `scorecard::perf_psi`, version 0.4.6 (R/perf.R, commit 5343c21), for `score = list(expect = baseline, actual =
 * current)`: edges follow from the set that comes first.
 *
 * - Bins, for more than 20 distinct values of both samples together: ten equal widths between the 0.1 % and the 99.9 %
 *   quantile of the baseline (`method = 'width'`, its default), rounded to whole numbers where the mean of all values is
 *   above 1, or tenths of its rows (`'freq'`); `[a, b)`, open at both ends.
 * - For at most 20 distinct values it answers a CSI in points, Σ (A − E) · value, with two defects: with the documented
 *   order of the sets A is the baseline, so that the sign is reversed, and for 11 to 20 values it is NA.
 * - Levels are not provided for; the index given here is that of its rule for empty bins.
 * - Missing values: rows with any column missing are dropped before; here each column is looked at alone.
 * - Empty bins: a count of 0 becomes 0.99, over the totals with that.
 */
export function compareAsRScorecard(
  baseline: ColumnSample,
  current: ColumnSample,
  method: 'width' | 'freq' = 'width',
): CompatResult {
  if (!haveValues(baseline, current)) return withoutPsi(NO_VALUES);
  const missing = haveMissing(baseline, current) && MISSING;
  const values = pairValues(baseline, current);
  if (values === undefined) return fromBins(pairLevels(baseline, current), notes(TEXT, missing));
  const all = joined(values.expected, values.actual);
  if (!areFinite(all, all)) return withoutPsi(INFINITE);
  const distinct = distinctCount(all, MAX_POINTS);
  if (distinct > MAX_POINTS) return fromIntervals(values, { all, method, missing });
  if (distinct > BINS) return { ...withoutPsi(notes(POINTS_NA, missing)), pointsCsi: null };
  return { ...withoutPsi(notes(POINTS, missing)), pointsCsi: pointsCsi(pairLevels(baseline, current)) };
}

interface IntervalOptions {
  readonly all: Float64Array;
  readonly method: 'width' | 'freq';
  readonly missing: string | false;
}

function fromIntervals(values: PairedValues, { all, method, missing }: IntervalOptions): CompatResult {
  const isRounded = method === 'width' && isScore(all);
  const binEdges = method === 'width' ? widthEdges(values.expected, isRounded) : rowEdges(values.expected);
  const bins = pairOpenIntervals(values, binEdges, 'left');
  return { ...fromBins(bins, notes(isRounded && ROUNDED, missing)), binEdges };
}

function fromBins(bins: readonly PairedBin[], note: string): CompatResult {
  return fromProportions(bins, countFloor(bins, COUNT_FLOOR), note);
}

/** In its own sign: the set that comes first, the baseline, is what it calls actual. */
function pointsCsi(levels: readonly PairedBin[]): number {
  const bins = levels.map((bin) => raiseCounts(bin, COUNT_FLOOR));
  const totals = totalsOf(bins);
  return bins.reduce(
    (sum, { label, expected, actual }) =>
      sum + (expected / totals.expected - actual / totals.actual) * Number(label),
    0,
  );
}

function isScore(all: Float64Array): boolean {
  return all.reduce((sum, value) => sum + value, 0) / all.length > 1;
}

/** R's `seq(from, to, length.out = 11)` without its ends. */
function widthEdges(values: Float64Array, isRounded: boolean): number[] {
  const from = rQuantile(values, 0.001);
  const step = (rQuantile(values, 0.999) - from) / BINS;
  const edges = Array.from({ length: BINS - 1 }, (_, index) => from + (index + 1) * step);
  return [...new Set(isRounded ? edges.map(roundHalfToEven) : edges)];
}

/** The first value of each tenth of the ordered rows but the first; row i, from 1, is in the tenth ceil(i / (n / 10)). */
function rowEdges(values: Float64Array): number[] {
  const edges: number[] = [];
  let tenth = 1;
  values.forEach((value, index) => {
    const own = Math.ceil((index + 1) / (values.length / BINS));
    if (own > tenth) edges.push(value);
    tenth = own;
  });
  return [...new Set(edges)];
}
