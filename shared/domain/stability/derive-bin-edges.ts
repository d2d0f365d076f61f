import type { BinConvention } from './convention.ts';
import { IntervalCounter } from './interval-counter.ts';
import { nextBelow } from './next-below.ts';
import { selectOrderStatistics } from './select-order-statistics.ts';

/**
 * Inner bin edges, ascending and finite, for the baseline's values: type 7 quantiles at k/bins with repeats
 * collapsed, and, where the convention says so, two edges around every value that holds more than 1/bins of the
 * sample. An edge equal to the smallest value stays: the bin below it holds a point mass. Infinite edges are left out,
 * as the outer bins are open anyway. Reorders `values`, which must not be empty nor hold NaN.
 */
export function deriveBinEdges(
  values: Float64Array,
  convention: Pick<BinConvention, 'bins' | 'atoms'>,
): number[] {
  const last = values.length - 1;
  const positions = Array.from(
    { length: convention.bins - 1 },
    (_, index) => last * ((index + 1) / convention.bins),
  );
  const ranks = ascending([
    0,
    last,
    ...positions.flatMap((position) => [Math.floor(position), Math.ceil(position)]),
  ]);
  selectOrderStatistics(values, ranks);
  const quantiles = positions.map((position) => interpolate(values, position));
  const atoms = convention.atoms ? findAtoms(values, ranks, convention.bins) : [];
  const edges = [...quantiles, ...atoms.flatMap(edgesAround)].filter(Number.isFinite);
  // `+ 0` makes a negative zero a zero, so that stored edges have one spelling.
  return ascending(edges.map((edge) => edge + 0));
}

/**
 * numpy's `_lerp`, step by step, so that edges agree with it to the last bit: from the nearer neighbour, which
 * gives exactly the value itself between two equal ones.
 */
function interpolate(values: Float64Array, position: number): number {
  const below = values[Math.floor(position)] ?? NaN;
  const above = values[Math.ceil(position)] ?? NaN;
  const weight = position - Math.floor(position);
  const difference = above - below;
  const nearest = weight >= 0.5 ? above - difference * (1 - weight) : below + difference * weight;
  // Between two doubles of opposite sign near the limits the difference overflows; their weighted sum does not.
  return Number.isFinite(nearest) ? nearest : below * (1 - weight) + above * weight;
}

/**
 * The values that hold more than 1/bins of the sample. Neighbouring ranks are closer together than such a run of
 * equal values is long, so each one is met at some rank and the other values need not be looked at.
 */
function findAtoms(values: Float64Array, ranks: readonly number[], bins: number): number[] {
  const candidates = ascending(ranks.map((rank) => (values[rank] ?? NaN) + 0));
  const counter = new IntervalCounter(
    ascending(candidates.flatMap(edgesAround).filter(Number.isFinite)),
    'right',
  );
  counter.add(values, values.length);
  return candidates.filter((value) => (counter.counts[counter.binOf(value)] ?? 0) * bins > values.length);
}

/** The edges of the right-closed bin that holds this one value; at ±Infinity, of the bin beyond all finite ones. */
function edgesAround(value: number): number[] {
  return value === -Infinity ? [-Number.MAX_VALUE] : [nextBelow(value), value];
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
