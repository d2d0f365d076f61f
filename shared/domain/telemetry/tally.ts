import { describeMetric, isMetricName, type MetricName } from './metric-catalogue.ts';

/** The values of a metric's attributes, by their names. */
export type Attributes = Readonly<Record<string, string>>;

/** Observations by size. */
export interface Histogram {
  /** How many in each of the metric's buckets, and beyond the last bound; each observation in one of them. */
  readonly counts: readonly number[];
  /** The sums of those that were counted in each. */
  readonly sums: readonly number[];
}

/** One line of a metric: a figure, or a histogram. */
export interface Series {
  readonly metric: MetricName;
  readonly attributes: Attributes;
  readonly value: number | Histogram;
}

/** As it is kept: by metric and the attributes' values; a histogram as count, sum, count, sum … */
export type KeptTally = Readonly<Record<string, Readonly<Record<string, number | readonly number[]>>>>;

/** Between the values of attributes; it cannot be in one of them. */
const SEPARATOR = '\t';

/** Figures of the catalogue by their attributes, to be added to. */
export class Tally {
  readonly #figures = new Map<MetricName, Map<string, number | number[]>>();

  /** What was kept; metrics that there are no more are left out. */
  static from(kept: KeptTally): Tally {
    const tally = new Tally();
    for (const [metric, lines] of Object.entries(kept)) {
      if (!isMetricName(metric)) continue;
      for (const [key, value] of Object.entries(lines)) {
        tally.#of(metric).set(key, typeof value === 'number' ? value : [...value]);
      }
    }
    return tally;
  }

  /** Adds to a counter. */
  add(metric: MetricName, attributes: Attributes, by = 1): void {
    const key = keyOf(metric, attributes);
    const before = this.#of(metric).get(key);
    this.#of(metric).set(key, (typeof before === 'number' ? before : 0) + by);
  }

  /** Raises a gauge to a value, if it is not higher already. */
  raise(metric: MetricName, attributes: Attributes, to: number): void {
    const key = keyOf(metric, attributes);
    const before = this.#of(metric).get(key);
    this.#of(metric).set(key, typeof before === 'number' ? Math.max(before, to) : to);
  }

  /** Counts an observation in the bucket of a histogram that has it: the first whose bound is not below it. */
  observe(metric: MetricName, attributes: Attributes, value: number): void {
    const { buckets = [] } = describeMetric(metric);
    const key = keyOf(metric, attributes);
    const size = 2 * (buckets.length + 1);
    const before = this.#of(metric).get(key);
    // Buckets that were others once cannot be counted on with.
    const pairs = Array.isArray(before) && before.length === size ? before : Array<number>(size).fill(0);
    const found = buckets.findIndex((bound) => value <= bound);
    const place = 2 * (found < 0 ? buckets.length : found);
    pairs[place] = (pairs[place] ?? 0) + 1;
    pairs[place + 1] = rounded((pairs[place + 1] ?? 0) + value);
    this.#of(metric).set(key, pairs);
  }

  /** All lines, in the order in which they came. */
  series(): readonly Series[] {
    return [...this.#figures].flatMap(([metric, lines]) =>
      [...lines].map(([key, value]) => ({
        metric,
        attributes: attributesOf(metric, key),
        value: typeof value === 'number' ? value : toHistogram(value),
      })),
    );
  }

  kept(): KeptTally {
    return Object.fromEntries(
      [...this.#figures].map(([metric, lines]) => [metric, Object.fromEntries(lines)]),
    );
  }

  #of(metric: MetricName): Map<string, number | number[]> {
    const lines = this.#figures.get(metric) ?? new Map<string, number | number[]>();
    this.#figures.set(metric, lines);
    return lines;
  }
}

/** Two lines of one metric as one: their sum, or the later of two instants. */
export function mergedSeries(line: Series, other: Series): Series {
  const { value: a } = line;
  const { value: b } = other;
  if (typeof a === 'number') {
    if (typeof b !== 'number') return line;
    const { kind, unit } = describeMetric(line.metric);
    return { ...line, value: kind === 'gauge' && unit === 's' ? Math.max(a, b) : a + b };
  }
  if (typeof b === 'number') return line;
  return { ...line, value: { counts: added(a.counts, b.counts), sums: added(a.sums, b.sums) } };
}

function added(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, index) => value + (b[index] ?? 0));
}

function keyOf(metric: MetricName, attributes: Attributes): string {
  const { attributes: names } = describeMetric(metric);
  return names.map((name) => (attributes[name] ?? '').replaceAll(SEPARATOR, ' ')).join(SEPARATOR);
}

function attributesOf(metric: MetricName, key: string): Attributes {
  const values = key.split(SEPARATOR);
  const { attributes: names } = describeMetric(metric);
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

function toHistogram(pairs: readonly number[]): Histogram {
  return {
    counts: pairs.filter((_, index) => index % 2 === 0),
    sums: pairs.filter((_, index) => index % 2 === 1),
  };
}

/** Milliseconds are as fine as instants are: sums of them stay short where they are kept. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
