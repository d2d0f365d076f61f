import type { NumericBinning } from './column-binning.ts';
import type { BinConvention } from './convention.ts';
import { IntervalCounter } from './interval-counter.ts';
import { nextBelow } from './next-below.ts';
import { selectOrderStatistics } from './select-order-statistics.ts';
import { rangeOf } from './value-range.ts';

/**
 * How fine the profile is: an interval of it holds at most about 1/200 of the baseline, unless a single value holds
 * more; such a value is alone in its interval.
 */
const PROFILE_PARTS = 200;

/** Inner edges, ascending, finite and distinct. */
export interface DerivedEdges {
  readonly binEdges: readonly number[];
  /** The finer grid; holds every one of `binEdges`. */
  readonly profileEdges: readonly number[];
}

export interface EdgeRules extends Pick<BinConvention, 'closed' | 'atoms'> {
  readonly binning: NumericBinning;
}

/**
 * The edges for the baseline's values, which are reordered and must not hold NaN.
 *
 * - `quantile`: type 7 quantiles at k/bins, repeats collapsed. An edge equal to the smallest value stays: the bin
 *   below it holds a point mass.
 * - `equal-width`: lo + (k · (hi − lo)) / bins between the smallest and the largest finite value, in this order of
 *   operations, which gives 0.3 and not 0.30000000000000004 for k = 3 of 10 between 0 and 1.
 * - `fixed-edges`: as they are given.
 *
 * Where `atoms` says so, a value that holds more than 1/bins of the sample has two more edges around it; given edges
 * are left alone. Infinite edges are left out, as the outer bins are open anyway.
 *
 * The profile is made of some 200 order statistics, the bins' edges, and two edges around every value that holds more
 * than 1/200 of the sample: of a column with few distinct values it holds the whole distribution.
 */
export function deriveEdges(values: Float64Array, rules: EdgeRules): DerivedEdges {
  if (values.length === 0) {
    const binEdges = givenEdges(rules.binning);
    return { binEdges, profileEdges: binEdges };
  }
  const last = values.length - 1;
  const profileRanks = partsOf(last, PROFILE_PARTS).map(Math.floor);
  const ranks = distinct([0, last, ...profileRanks, ...ranksOf(rules.binning, last)]);
  selectOrderStatistics(values, ranks);
  const candidates = countCandidates(values, ranks);
  const aroundMoreThan = (parts: number): number[] =>
    candidates
      .filter(({ count }) => count * parts > values.length)
      .flatMap(({ value }) => edgesAround(value, rules.closed));
  const binEdges =
    rules.binning.method === 'fixed-edges'
      ? givenEdges(rules.binning)
      : finite([...cut(values, rules.binning), ...(rules.atoms ? aroundMoreThan(rules.binning.bins) : [])]);
  const orderStatistics = profileRanks.map((rank) => Number(values[rank]));
  return {
    binEdges,
    profileEdges: finite([...binEdges, ...orderStatistics, ...aroundMoreThan(PROFILE_PARTS)]),
  };
}

function givenEdges(binning: NumericBinning): number[] {
  return binning.method === 'fixed-edges' ? finite(binning.edges) : [];
}

/** The ranks that the binning needs to know the values of. */
function ranksOf(binning: NumericBinning, last: number): number[] {
  switch (binning.method) {
    case 'quantile':
      return partsOf(last, binning.bins).flatMap((position) => [Math.floor(position), Math.ceil(position)]);
    case 'equal-width':
      return partsOf(last, binning.bins).map(Math.floor);
    case 'fixed-edges':
      return [];
  }
}

function cut(
  values: Float64Array,
  { method, bins }: Exclude<NumericBinning, { readonly method: 'fixed-edges' }>,
): number[] {
  return method === 'quantile'
    ? partsOf(values.length - 1, bins).map((position) => interpolate(values, position))
    : cutEvenly(values, bins);
}

/** Positions in 0..last that cut it into so many equal parts. */
function partsOf(last: number, parts: number): number[] {
  return Array.from({ length: parts - 1 }, (_, index) => last * ((index + 1) / parts));
}

/**
 * numpy's `_lerp`, step by step, so that edges agree with it to the last bit: from the nearer neighbour, which
 * gives exactly the value itself between two equal ones.
 */
function interpolate(values: Float64Array, position: number): number {
  const below = Number(values[Math.floor(position)]);
  const above = Number(values[Math.ceil(position)]);
  const weight = position - Math.floor(position);
  const difference = above - below;
  const nearest = weight >= 0.5 ? above - difference * (1 - weight) : below + difference * weight;
  // Between two doubles of opposite sign near the limits the difference overflows; their weighted sum does not.
  return Number.isFinite(nearest) ? nearest : below * (1 - weight) + above * weight;
}

function cutEvenly(values: Float64Array, bins: number): number[] {
  const range = rangeOf(values) ?? rangeOf(values.filter(Number.isFinite));
  if (range === undefined) return [];
  const { min, max } = range;
  return Array.from({ length: bins - 1 }, (_, index) => {
    const edge = min + ((index + 1) * (max - min)) / bins;
    // Between the ends of the range of doubles the difference overflows; the weighted sum does not.
    return Number.isFinite(edge) ? edge : min * (1 - (index + 1) / bins) + max * ((index + 1) / bins);
  });
}

/**
 * How often the values at the ranks are there. Neighbouring ranks are closer together than a run of equal values is
 * long that holds more than its part of the sample, so each such value is met and the others need not be looked at.
 */
function countCandidates(
  values: Float64Array,
  ranks: readonly number[],
): { readonly value: number; readonly count: number }[] {
  const candidates = distinct(ranks.map((rank) => Number(values[rank])));
  const counter = new IntervalCounter(
    finite(candidates.flatMap((value) => edgesAround(value, 'right'))),
    'right',
  );
  counter.add(values, values.length);
  return candidates.map((value) => ({ value, count: Number(counter.counts[counter.binOf(value)]) }));
}

/** The edges of the bin that holds this one value; at an infinite one, of the bin beyond all finite ones. */
function edgesAround(value: number, closed: BinConvention['closed']): number[] {
  if (closed === 'left') return [value, -nextBelow(-value)];
  return value === -Infinity ? [-Number.MAX_VALUE] : [nextBelow(value), value];
}

function finite(edges: readonly number[]): number[] {
  return distinct(edges.filter(Number.isFinite));
}

/** In ascending order. `+ 0` makes a negative zero a zero, so that stored edges have one spelling. */
function distinct(values: readonly number[]): number[] {
  return [...new Set(values.map((value) => value + 0))].sort((a, b) => a - b);
}
