import type { NumericBins } from './bin-specification.ts';
import { pairLists } from './match-counts.ts';
import { measureTransport } from './measure-transport.ts';
import type { CountedPair } from './pair-bins.ts';
import type { CountedColumn, Moments } from './sample-counts.ts';
import { type GriddedSample, spreadMass } from './spread-mass.ts';

/** How a numeric column's distribution differs beyond its bins; special codes and missing values aside. */
export interface Shape {
  /** Largest difference of the two distribution functions, at the edges of the finer grid (Kolmogorov-Smirnov). */
  readonly ks: number;
  /** The true statistic is at least `ks` and at most this. */
  readonly ksAtMost: number;
  /**
   * How far a unit of mass moved on average, in the column's unit, as far as the finer grid and the means tell (see
   * `spreadMass`); never less than the means moved. Null where a sample holds infinite values.
   */
  readonly wasserstein: number | null;
  /** The true distance differs from it by at most this; null where a sample's range is not known. */
  readonly wassersteinWithin: number | null;
  /** Of the finite values. */
  readonly expectedMean: number;
  readonly actualMean: number;
  /** With n − 1, as R's `sd` and numpy's `std(ddof=1)`; null for a single value. Of weights, with n effective rows. */
  readonly expectedSd: number | null;
  readonly actualSd: number | null;
}

/**
 * The shapes of two samples, from the counts on the specification's finer grid and the moments. Undefined where the
 * specification has no such grid, or a sample no finite values.
 *
 * @param rowsPerCount How many effective rows a unit of the counts stands for; 1 where each row counts once.
 */
export function measureShape(
  column: NumericBins,
  { expected, actual }: CountedPair,
  rowsPerCount: { readonly expected: number; readonly actual: number },
): Shape | undefined {
  const reference = gridOf(column, expected);
  const current = gridOf(column, actual);
  if (reference === undefined || current === undefined) return undefined;
  return {
    ...measureKs(reference, current),
    ...measureWasserstein(reference, current),
    expectedMean: reference.moments.mean,
    actualMean: current.moments.mean,
    expectedSd: sdOf(reference.moments, rowsPerCount.expected),
    actualSd: sdOf(current.moments, rowsPerCount.actual),
  };
}

/** A sample on the grid. */
interface Grid extends GriddedSample {
  readonly moments: Moments;
  readonly total: number;
}

/** Its outer intervals end at its own smallest and largest value, or the baseline's where none is beyond them. */
function gridOf(column: NumericBins, counts: CountedColumn): Grid | undefined {
  const [first, ...others] = column.profileEdges ?? [];
  const { profileCounts, moments } = counts;
  if (first === undefined || profileCounts === undefined || moments === undefined) return undefined;
  return {
    ...{ edges: [first, ...others], counts: profileCounts, moments, mean: moments.mean },
    total: profileCounts.reduce((sum, count) => sum + count, 0),
    range: counts.range ?? (counts.outOfRangeCount === 0 ? column.expectedRange : undefined),
    usualRange: column.expectedRange,
  };
}

/** Differences of cumulative counts come from whole products, so that equal distributions differ by exactly 0. */
function measureKs(reference: Grid, current: Grid): Pick<Shape, 'ks' | 'ksAtMost'> {
  const difference = (actual: number, expected: number): number =>
    (actual * reference.total - expected * current.total) / (reference.total * current.total);
  const counts = pairLists(reference.counts, current.counts);
  let [from, expected, actual, ks, ksAtMost] = [-Infinity, 0, 0, 0, 0];
  for (const [to, [one, other]] of pairLists([...reference.edges, Infinity], counts)) {
    // Both functions rise: between the edges they are apart by no more than one end of each allows.
    const between = hasBetween(from, to)
      ? Math.max(difference(actual + other, expected), -difference(actual, expected + one))
      : 0;
    expected += one;
    actual += other;
    from = to;
    const atEdge = Math.abs(difference(actual, expected));
    ks = Math.max(ks, atEdge);
    ksAtMost = Math.max(ksAtMost, atEdge, between);
  }
  return { ks, ksAtMost };
}

/** Whether there is a double between the two; halfway between neighbours is, once rounded, one of them. */
function hasBetween(from: number, to: number): boolean {
  const width = to - from;
  const middle = from + width / 2;
  return width === Infinity || (middle !== from && middle !== to);
}

function measureWasserstein(
  reference: Grid,
  current: Grid,
): Pick<Shape, 'wasserstein' | 'wassersteinWithin'> {
  if (hasInfinite(reference) || hasInfinite(current)) return { wasserstein: null, wassersteinWithin: null };
  const [from, to] = [spreadMass(reference), spreadMass(current)];
  const distance = measureTransport(from.pieces, to.pieces);
  // No way to move the mass is shorter than that of the means.
  const wasserstein = Math.max(distance, Math.abs(current.mean - reference.mean));
  const within = from.within === null || to.within === null ? NaN : from.within + to.within;
  return { wasserstein: finiteOrNull(wasserstein), wassersteinWithin: finiteOrNull(within) };
}

/** JSON has no other numbers. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The moments leave infinite values out; weights may be summed in another order there. */
function hasInfinite({ total, moments }: Grid): boolean {
  return total - moments.count > total * 1e-9;
}

function sdOf({ count, squaredDeviations }: Moments, rowsPerCount: number): number | null {
  const degreesOfFreedom = count - 1 / rowsPerCount;
  return degreesOfFreedom > count * 1e-12 ? Math.sqrt(squaredDeviations / degreesOfFreedom) : null;
}
