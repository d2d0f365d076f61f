import { InvalidInput } from '../errors.ts';
import type { NumericBins } from './bin-specification.ts';
import type { BinConvention } from './convention.ts';
import { toExclusive } from './interval-counter.ts';
import { IntervalGrid } from './interval-grid.ts';
import { nextBelow } from './next-below.ts';
import { Tally } from './tally.ts';

/**
 * The intervals into which a numeric column is counted, once: fine enough for the bins, the finer grid and the
 * baseline's range, all of whose counts are sums over them.
 */
export class NumericLayout {
  readonly grid: IntervalGrid;
  readonly #bins: readonly number[];
  readonly #profile: readonly number[] | undefined;
  /** The intervals below this one, and from the next on, lie outside of the range. */
  readonly #range: { readonly below: number; readonly above: number } | undefined;
  /** Ascending: interval k holds the values above cut k − 1 and not above cut k. */
  readonly cuts: readonly number[];

  /** Throws InvalidInput where the finer grid lacks an edge of the bins. */
  constructor(column: NumericBins, { closed }: Pick<BinConvention, 'closed'>) {
    const { expectedRange, profileEdges } = column;
    this.#bins = toExclusive(column.binEdges, closed);
    this.#profile = profileEdges === undefined ? undefined : toExclusive(profileEdges, closed);
    assertHolds(profileEdges ?? column.binEdges, column);
    // v ≥ min exactly when v > nextBelow(min).
    const bounds = expectedRange === undefined ? [] : [nextBelow(expectedRange.min), expectedRange.max];
    const cuts = new Set([...(this.#profile ?? this.#bins), ...bounds]);
    this.cuts = [...cuts].sort((a, b) => a - b);
    this.grid = new IntervalGrid(this.cuts);
    const [min = NaN, max = NaN] = bounds;
    if (expectedRange !== undefined) {
      this.#range = { below: this.cuts.indexOf(min), above: this.cuts.indexOf(max) };
    }
  }

  binCounts(counts: Float64Array): number[] {
    return this.#sumBetween(this.#bins, counts);
  }

  profileCounts(counts: Float64Array): number[] | undefined {
    return this.#profile === undefined ? undefined : this.#sumBetween(this.#profile, counts);
  }

  outOfRangeCount(counts: Float64Array): number | undefined {
    const range = this.#range;
    if (range === undefined) return undefined;
    let sum = 0;
    counts.subarray(0, this.grid.intervalCount).forEach((count, interval) => {
      if (interval <= range.below || interval > range.above) sum += count;
    });
    return sum;
  }

  /** Counts of the intervals between some of the cuts. */
  #sumBetween(edges: readonly number[], counts: Float64Array): number[] {
    const sums = new Tally(edges.length + 1);
    let own = 0;
    counts.subarray(0, this.grid.intervalCount).forEach((count, interval) => {
      sums.add(own, count);
      if (own < edges.length && this.cuts[interval] === edges[own]) own += 1;
    });
    return [...sums.counts];
  }
}

function assertHolds(edges: readonly number[], { name, binEdges }: NumericBins): void {
  const known = new Set(edges);
  const lacking = binEdges.filter((edge) => !known.has(edge));
  if (lacking.length === 0) return;
  const message = `The finer grid of column '${name}' lacks the bin edges ${lacking.join(', ')}.`;
  throw new InvalidInput(message, [{ pointer: '/columns', message }]);
}
