import type { ColumnSample } from './column-sample.ts';
import { haveMissing, haveValues, rowCount } from './column-sample.ts';
import {
  fromProportions,
  notes,
  proportionFloor,
  totalsOf,
  withoutPsi,
  type CompatResult,
} from './compat-result.ts';
import { pairLevels, pairOpenIntervals, pairValues, type PairedBin } from './paired-bins.ts';
import { areFinite, evenEdges, numpyQuantile, rangeOf } from './sorted-values.ts';

const BINS = 10;
const FLOOR = 1e-4;

const FEW_ROWS = 'feature_engine raises an error for a sample of fewer rows than bins (10).';
const INFINITE =
  'feature_engine refuses infinite values (with missing_values="ignore", its edges make no sense).';
const NO_NUMBERS = 'feature_engine raises an error for a column without values.';
const MISSING = 'Missing values are dropped (missing_values="ignore"; the default "raise" refuses them).';
const CONSTANT =
  'The baseline has one value: its only edge becomes infinity, no value is in a bin, and the index is 0 whatever comes.';

/**
 * feature_engine's `DropHighPSIFeatures` (feature_engine/selection/drop_psi_features.py and
 * discretisation/equal_frequency.py, equal_width.py; commit 43d6c89), `missing_values='ignore'`.
 *
 * - Bins: the baseline's deciles as `pandas.qcut(duplicates='drop')` has them, or ten equal widths as `pandas.cut`; the
 *   first edge becomes −∞ and the last +∞ after repeats have been dropped, so that a mass at the smallest value shares
 *   a bin with its neighbour, and one at the largest too. Right-closed.
 * - Levels: one bin each, the current sample's new ones too, however many there are.
 * - Missing values are dropped from both samples and from the totals.
 * - Empty bins: a proportion of 0 becomes 1e-4, nothing is renormalised; bins empty on both sides do not exist.
 * - Few distinct values: no difference. A baseline of one value gives 0 with deciles, whatever the current values are.
 */
export function compareAsFeatureEngine(
  baseline: ColumnSample,
  current: ColumnSample,
  strategy: 'equal_frequency' | 'equal_width' = 'equal_frequency',
): CompatResult {
  if (Math.min(rowCount(baseline), rowCount(current)) < BINS) return withoutPsi(FEW_ROWS);
  const missing = haveMissing(baseline, current) && MISSING;
  const values = pairValues(baseline, current);
  if (values === undefined) return fromBins(pairLevels(baseline, current), notes(missing));
  if (!haveValues(baseline, current)) return withoutPsi(NO_NUMBERS);
  const { expected, actual } = values;
  if (!areFinite(expected, actual)) return withoutPsi(INFINITE);
  const edges = strategy === 'equal_frequency' ? decileEdges(expected) : widthEdges(expected);
  if (edges.length === 1) return { psi: 0, bins: [], note: notes(CONSTANT, missing) };
  const binEdges = edges.slice(1, -1);
  return { ...fromBins(pairOpenIntervals(values, binEdges, 'right'), notes(missing)), binEdges };
}

function fromBins(bins: readonly PairedBin[], note: string): CompatResult {
  return fromProportions(bins, proportionFloor(totalsOf(bins), FLOOR), note);
}

/** The probabilities are numpy's `linspace(0, 1, 11)`. */
function decileEdges(values: Float64Array): number[] {
  return [...new Set(evenEdges(0, 1, BINS).map((probability) => numpyQuantile(values, probability)))];
}

/** pandas widens the range of a constant column by a thousandth of its value, or of 1. */
function widthEdges(values: Float64Array): number[] {
  const { min, max } = rangeOf(values);
  if (min < max) return [...new Set(evenEdges(min, max, BINS))];
  const margin = min === 0 ? 0.001 : 0.001 * Math.abs(min);
  return evenEdges(min - margin, max + margin, BINS);
}
