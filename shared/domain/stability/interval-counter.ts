import { IntervalGrid } from './interval-grid.ts';
import { nextBelow } from './next-below.ts';

/** Counts values into the intervals between ascending finite edges; the outer two are open to ±Infinity. */
export class IntervalCounter {
  /** How many values fell into each interval so far. */
  readonly counts: Float64Array;
  readonly #grid: IntervalGrid;

  constructor(edges: readonly number[], closed: 'right' | 'left') {
    this.#grid = new IntervalGrid(toExclusive(edges, closed));
    this.counts = new Float64Array(edges.length + 1);
  }

  /** Counts `values[0, length)`. There must be no NaN among them. */
  add(values: Float64Array, length: number): void {
    this.#grid.countInto(this.counts, values, length);
  }

  /** Where `value` is counted. */
  binOf(value: number): number {
    return this.#grid.intervalOf(value);
  }
}

/** Edges that lie below every value of the interval above them: v ≥ e exactly when v > nextBelow(e). */
export function toExclusive(edges: readonly number[], closed: 'right' | 'left'): readonly number[] {
  return closed === 'right' ? edges : edges.map(nextBelow);
}
