import { nextBelow } from './next-below.ts';

const CELLS = 256;

/**
 * Counts values into the intervals between ascending finite edges; the outer two are open to ±Infinity.
 *
 * A grid of equal cells over the edges' range says in which interval the search starts. The cell of a value rises
 * with the value even after rounding, so an edge whose cell lies lower is surely passed and only edges in the same
 * cell are compared: exact, and about one comparison a value.
 */
export class IntervalCounter {
  /** How many values fell into each interval so far. */
  readonly counts: Float64Array;
  readonly #edges: Float64Array;
  readonly #firstBin = new Int32Array(CELLS);
  readonly #origin: number;
  readonly #scale: number;

  constructor(edges: readonly number[], closed: 'right' | 'left') {
    // v ≥ e exactly when v > nextBelow(e): one kernel counts both closures. The last edge stops every search.
    const exclusive = closed === 'right' ? edges : edges.map(nextBelow);
    this.#edges = Float64Array.of(...exclusive, Infinity);
    this.counts = new Float64Array(edges.length + 1);
    const span = (exclusive.at(-1) ?? 0) - (exclusive[0] ?? 0);
    const scale = CELLS / span;
    this.#origin = exclusive[0] ?? 0;
    this.#scale = Number.isFinite(scale) ? scale : 0;
    for (let cell = 0; cell < CELLS; cell += 1) {
      this.#firstBin[cell] = exclusive.filter((edge) => this.#cellOf(edge) < cell).length;
    }
  }

  /** Counts `values[0, length)`. There must be no NaN among them. */
  add(values: Float64Array, length: number): void {
    const edges = this.#edges;
    const firstBin = this.#firstBin;
    const counts = this.counts;
    const origin = this.#origin;
    const scale = this.#scale;
    for (let index = 0; index < length; index += 1) {
      const value = values[index] ?? 0;
      const x = (value - origin) * scale;
      // The same expression as #cellOf, written out because this loop is the hot one.
      const cell = x > 0 ? (x < CELLS ? x | 0 : CELLS - 1) : 0;
      let bin = firstBin[cell] ?? 0;
      while (value > (edges[bin] ?? Infinity)) bin += 1;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }

  /** Where `value` is counted. */
  binOf(value: number): number {
    let bin = this.#firstBin[this.#cellOf(value)] ?? 0;
    while (value > (this.#edges[bin] ?? Infinity)) bin += 1;
    return bin;
  }

  /** NaN, from an infinite value and scale 0, goes to cell 0, where the search starts at the first interval. */
  #cellOf(value: number): number {
    const x = (value - this.#origin) * this.#scale;
    return x > 0 ? (x < CELLS ? x | 0 : CELLS - 1) : 0;
  }
}
