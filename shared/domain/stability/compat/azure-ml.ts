import type { ColumnSample } from './column-sample.ts';
import { haveMissing, haveValues, valueCount } from './column-sample.ts';
import { fromProportions, notes, withoutPsi, type CompatResult } from './compat-result.ts';
import { pairLevels, pairValues, type PairedBin, type PairedValues } from './paired-bins.ts';
import { areFinite, countUpTo, jointRange, rangeOf } from './sorted-values.ts';

/** Steps that differ by less count as equal in Spark's histogram, which then divides instead of searching. */
const EVEN_WITHIN = 1e-10;

const NO_VALUES = 'A sample has no values.';
const INFINITE = 'Azure ML has no bins for infinite values.';
const SIZES_DIFFER = 'The samples differ in size, which alone makes the index larger than 0.';
const BOTH_SAMPLES = 'The bins follow from both samples: they change with the current one.';
const ROWS_DROPPED = 'Azure ML drops a row when any of its columns is missing; here only this column counts.';
const ONE_BIN = 'Both samples hold one value, for which there is one bin from it to 1.01 times as much.';
const NO_BIN =
  'Both samples hold one value that is not above 0: from it to 1.01 times as much there is no bin, and Spark refuses.';
const TOO_NARROW = "The range is too narrow for its number of edges: Spark's histogram refuses equal ones.";

/**
 * Azure ML's model monitoring, "PopulationStabilityIndex" (Azure/azureml-assets, assets/model_monitoring/components/src:
 * data_drift_compute_metrics/numerical_data_drift_metrics.py and categorical_data_drift_metrics.py,
 * shared_utilities/histogram_utils.py).
 *
 * - Bins: ceil(log2(n) + 1) equal widths, n of the smaller sample, over the range of both, counted by Spark's
 *   `RDD.histogram`. Where both hold one value v, one bin from v to 1.01·v; for v ≤ 0 Spark refuses its edges.
 * - Levels: one bin each, new ones too. Whole numbers are levels when fewer than 5 % of the values are distinct.
 * - Missing values: rows with any column missing are dropped before; here each column is looked at alone.
 * - Empty bins: 1 is added to every count, bins empty on both sides included, and then divided by the number of rows
 *   without those. So the proportions sum to more than 1, and equal distributions of samples that differ in size give
 *   more than 0.
 */
export function compareAsAzureMl(baseline: ColumnSample, current: ColumnSample): CompatResult {
  if (!haveValues(baseline, current)) return withoutPsi(NO_VALUES);
  const totals = { expected: valueCount(baseline), actual: valueCount(current) };
  const values = pairValues(baseline, current);
  const binned =
    values === undefined ? { bins: pairLevels(baseline, current), note: false as const } : bySpark(values);
  if (typeof binned === 'string') return withoutPsi(binned);
  return fromProportions(
    binned.bins,
    ({ expected, actual }) => ({
      expected: (expected + 1) / totals.expected,
      actual: (actual + 1) / totals.actual,
    }),
    notes(
      binned.note,
      totals.expected !== totals.actual && SIZES_DIFFER,
      haveMissing(baseline, current) && ROWS_DROPPED,
    ),
  );
}

interface Binned {
  readonly bins: readonly PairedBin[];
  readonly note: string | false;
}

/** The bins, or why there are none. */
function bySpark({ expected, actual }: PairedValues): Binned | string {
  if (!areFinite(expected, actual)) return INFINITE;
  const { min, max } = jointRange(expected, actual);
  if (min === max) {
    return min > 0 ? { bins: histogram(expected, actual, [min, min * 1.01]), note: ONE_BIN } : NO_BIN;
  }
  const count = Math.ceil(Math.log2(Math.min(expected.length, actual.length)) + 1);
  const width = (max - min) / count;
  const edges = Array.from({ length: count + 1 }, (_, edge) => min + edge * width);
  if (new Set(edges).size < edges.length) return TOO_NARROW;
  return { bins: histogram(expected, actual, edges), note: BOTH_SAMPLES };
}

/** pyspark's `RDD.histogram`: values beyond the edges are in no bin, which rounding of the last one can cause. */
function histogram(expected: Float64Array, actual: Float64Array, edges: readonly number[]): PairedBin[] {
  const inner = Float64Array.from(edges);
  const { min, max } = rangeOf(inner);
  const steps = inner.subarray(1).map((edge, at) => edge - Number(inner[at]));
  const isEven = Math.max(...steps) - Math.min(...steps) < EVEN_WITHIN;
  const step = (max - min) / steps.length;
  const last = steps.length - 1;
  const binOf = isEven
    ? (value: number): number => Math.trunc((value - min) / step)
    : (value: number): number => countUpTo(inner, value) - 1;
  const count = (values: Float64Array): Float64Array => {
    const counts = new Float64Array(steps.length);
    for (const value of values) {
      if (value > max) break;
      const bin = Math.min(binOf(value), last);
      counts[bin] = Number(counts[bin]) + 1;
    }
    return counts;
  };
  const [e, a] = [count(expected), count(actual)];
  return [...steps.keys()].map((bin) => ({
    label: `[${edges[bin]},${edges[bin + 1]}${bin === last ? ']' : ')'}`,
    expected: Number(e[bin]),
    actual: Number(a[bin]),
  }));
}
