const CELLS = 2_048;
const MAX_GRID_EDGES = 65_535;
/** Shares of the edges that are left out of the grid on either side, to be tried in this order. */
const TRIMS = [0, 1 / 64, 1 / 16, 1 / 8, 1 / 4];
/** Comparisons beyond the first, on average, up to which a grid is taken without looking for a better one. */
const GOOD_STEPS = 0.25;
/** Above it halving the edges is faster than walking along them. */
const MAX_STEPS = 4;

/** Equal cells over a range; what lies outside belongs to the outermost ones. */
interface Cells {
  readonly origin: number;
  readonly scale: number;
  readonly firstInterval: Uint16Array;
  /** How far the search has to walk, on average over values that fill all intervals alike. */
  readonly meanSteps: number;
}

/**
 * Finds the interval of a value between ascending edges: interval k holds the values above edge k − 1 and not above
 * edge k, the outer two are open to ±Infinity. Exact for every double but NaN.
 *
 * A grid of equal cells says in which interval the search starts. The cell of a value rises with the value even
 * after rounding, so an edge whose cell lies lower is surely passed and only edges in the same cell are compared:
 * about one comparison a value. Where edges crowd too much for that (powers of ten, a range that is no finite number),
 * the search halves them instead.
 */
export class IntervalGrid {
  readonly intervalCount: number;
  /** The last one stops every search. */
  readonly #edges: Float64Array;
  readonly #cells: Cells | undefined;

  constructor(edges: readonly number[]) {
    this.intervalCount = edges.length + 1;
    this.#edges = Float64Array.of(...edges, Infinity);
    this.#cells = layCells(edges);
  }

  /** Adds 1 to the count of the interval of each of `values[0, length)`. */
  countInto(counts: Float64Array, values: Float64Array, length: number): void {
    if (this.#cells === undefined) {
      for (const value of values.subarray(0, length)) addOne(counts, this.#halve(value));
      return;
    }
    const edges = this.#edges;
    const { origin, scale, firstInterval } = this.#cells;
    // Twice as fast as an iterator.
    for (let index = 0; index < length; index += 1) {
      const value = Number(values[index]);
      const x = (value - origin) * scale;
      // The same expression as cellOf, written out because this loop is the hot one.
      let interval = Number(firstInterval[x > 0 ? (x < CELLS ? x | 0 : CELLS - 1) : 0]);
      while (value > Number(edges[interval])) interval += 1;
      addOne(counts, interval);
    }
  }

  /** The interval of one value. */
  intervalOf(value: number): number {
    if (this.#cells === undefined) return this.#halve(value);
    const { origin, scale, firstInterval } = this.#cells;
    let interval = Number(firstInterval[cellOf((value - origin) * scale)]);
    while (value > Number(this.#edges[interval])) interval += 1;
    return interval;
  }

  #halve(value: number): number {
    const edges = this.#edges;
    let low = 0;
    let high = edges.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value > Number(edges[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function addOne(counts: Float64Array, interval: number): void {
  counts[interval] = Number(counts[interval]) + 1;
}

function cellOf(x: number): number {
  return x > 0 ? (x < CELLS ? x | 0 : CELLS - 1) : 0;
}

/** The grid with the fewest comparisons; undefined where none has few enough. */
function layCells(edges: readonly number[]): Cells | undefined {
  if (edges.length > MAX_GRID_EDGES) return undefined;
  let best: Cells | undefined;
  for (const trim of TRIMS) {
    const skipped = Math.floor(trim * edges.length);
    const cells = cellsOver(edges, edges.slice(skipped, edges.length - skipped));
    if (cells === undefined || cells.meanSteps >= (best?.meanSteps ?? MAX_STEPS)) continue;
    best = cells;
    if (cells.meanSteps <= GOOD_STEPS) break;
  }
  return best;
}

/** Cells over the inner edges; undefined where their span is no use. */
function cellsOver(edges: readonly number[], inner: readonly number[]): Cells | undefined {
  const [from = 0] = inner;
  const span = (inner.at(-1) ?? 0) - from;
  // A single edge, or several that are one cell apart at most: any scale will do.
  const scale = span > 0 ? CELLS / span : 1;
  if (!Number.isFinite(scale) || !Number.isFinite(span) || scale === 0) return undefined;
  const firstInterval = new Uint16Array(CELLS);
  let steps = 0;
  let cell = 0;
  let passed = 0;
  edges.forEach((edge, index) => {
    const own = cellOf((edge - from) * scale);
    if (own > cell) {
      firstInterval.fill(index, cell + 1, own + 1);
      cell = own;
      passed = index;
    }
    steps += index - passed;
  });
  firstInterval.fill(edges.length, cell + 1);
  return { origin: from, scale, firstInterval, meanSteps: steps / Math.max(1, edges.length) };
}
