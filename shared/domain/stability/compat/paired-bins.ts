import type { ColumnSample } from './column-sample.ts';
import { countBelow, countUpTo } from './sorted-values.ts';

/** A bin of two samples. */
export interface PairedBin {
  readonly label: string;
  readonly expected: number;
  readonly actual: number;
}

/** The values of both samples, ascending. */
export interface PairedValues {
  readonly expected: Float64Array;
  readonly actual: Float64Array;
}

/** The values of two numeric samples; undefined where one of them has levels. */
export function pairValues(baseline: ColumnSample, current: ColumnSample): PairedValues | undefined {
  return baseline.type === 'numeric' && current.type === 'numeric'
    ? { expected: baseline.values, actual: current.values }
    : undefined;
}

/** Every level of either sample; numbers, ascending, by their shortest text. Missing values are no level. */
export function pairLevels(baseline: ColumnSample, current: ColumnSample): PairedBin[] {
  const values = pairValues(baseline, current);
  if (values !== undefined) return pairNumbers(values);
  const [expected, actual] = [levelsOf(baseline), levelsOf(current)];
  const labels = new Set([...expected.keys(), ...actual.keys()]);
  return [...labels].map((label) => ({
    label,
    expected: expected.get(label) ?? 0,
    actual: actual.get(label) ?? 0,
  }));
}

/** One walk through both, as there may be millions of distinct numbers. */
function pairNumbers({ expected, actual }: PairedValues): PairedBin[] {
  const bins: PairedBin[] = [];
  let [fromExpected, fromActual] = [0, 0];
  while (fromExpected < expected.length || fromActual < actual.length) {
    const value = Math.min(expected[fromExpected] ?? Infinity, actual[fromActual] ?? Infinity);
    const toExpected = endOfRun(expected, fromExpected, value);
    const toActual = endOfRun(actual, fromActual, value);
    bins.push({
      // One zero, whatever its sign.
      label: String(value),
      expected: toExpected - fromExpected,
      actual: toActual - fromActual,
    });
    [fromExpected, fromActual] = [toExpected, toActual];
  }
  return bins;
}

function endOfRun(values: Float64Array, from: number, value: number): number {
  let end = from;
  while (values[end] === value) end += 1;
  return end;
}

/** Intervals between ascending inner edges, the outer two open to infinity: `(a, b]` or `[a, b)`. */
export function pairOpenIntervals(
  values: PairedValues,
  innerEdges: readonly number[],
  closed: 'right' | 'left',
): PairedBin[] {
  const countOf = closed === 'right' ? countUpTo : countBelow;
  const [open, shut] = closed === 'right' ? ['(', ']'] : ['[', ')'];
  const { expected, actual } = values;
  const inner = innerEdges.map((edge) => ({
    edge,
    expected: countOf(expected, edge),
    actual: countOf(actual, edge),
  }));
  return between([
    { edge: -Infinity, expected: 0, actual: 0 },
    ...inner,
    { edge: Infinity, expected: expected.length, actual: actual.length },
  ]).map(({ from, to, ...counts }) => ({ label: `${open}${from},${to}${shut}`, ...counts }));
}

/** numpy's `histogram`: `[a, b)` between the edges, the last one `[a, b]`; values beyond the edges are in none. */
export function pairClosedIntervals(
  { expected, actual }: PairedValues,
  edges: readonly number[],
): PairedBin[] {
  const last = edges.length - 1;
  const ends = edges.map((edge, at) => {
    const countOf = at === last ? countUpTo : countBelow;
    return { edge, expected: countOf(expected, edge), actual: countOf(actual, edge) };
  });
  return between(ends).map(({ from, to, ...counts }, bin) => ({
    label: `[${from},${to}${bin === last - 1 ? ']' : ')'}`,
    ...counts,
  }));
}

/** An edge, with the number of values before it. */
interface End {
  readonly edge: number;
  readonly expected: number;
  readonly actual: number;
}

interface Interval extends Omit<PairedBin, 'label'> {
  readonly from: number;
  readonly to: number;
}

/** What lies between neighbouring ends. */
function between(ends: readonly End[]): Interval[] {
  const intervals: Interval[] = [];
  let start: End | undefined;
  for (const end of ends) {
    if (start !== undefined) intervals.push(toInterval(start, end));
    start = end;
  }
  return intervals;
}

function toInterval(start: End, end: End): Interval {
  return {
    from: start.edge,
    to: end.edge,
    expected: end.expected - start.expected,
    actual: end.actual - start.actual,
  };
}

function levelsOf(sample: ColumnSample): ReadonlyMap<string, number> {
  if (sample.type === 'categorical') return sample.counts;
  const counts = new Map<string, number>();
  const { values } = sample;
  for (let from = 0; from < values.length;) {
    const value = Number(values[from]);
    const to = countUpTo(values, value);
    counts.set(String(value), to - from);
    from = to;
  }
  return counts;
}
