import type { parseDecimal } from '../dataset/parse-decimal.ts';
import type { Issue } from '../errors.ts';
import type { BinPoints, CategoricalBins, NumericBins } from './bin-specification.ts';
import { labelOwnBins } from './label-bins.ts';

const REPORTED_LEVELS = 10;

/** Points, or what is wrong with them; the pointers start at the points. */
export type CheckedPoints = { readonly points: BinPoints } | { readonly faults: readonly Issue[] };

/** The points of a column's bins, once these are known; `parse` reads numbers as the baseline writes them. */
export function pointsOf(
  bins: NumericBins | CategoricalBins,
  points: BinPoints | 'own-values',
  parse: typeof parseDecimal,
): CheckedPoints {
  const labels = labelOwnBins(bins, 'right');
  if (points === 'own-values') return readPoints(labels, parse);
  const fault = lengthFault(points.ofBins, labels.length);
  return fault === undefined ? { points } : { faults: [{ pointer: '/ofBins', message: fault }] };
}

/** What is wrong with a list of points for so many bins, if anything. */
export function lengthFault(points: readonly number[], binCount: number): string | undefined {
  return points.length === binCount
    ? undefined
    : `has ${points.length} entries; the column has ${binCount} such bins`;
}

/** Each level is its own number of points; levels without a bin have none. */
function readPoints(levels: readonly string[], parse: typeof parseDecimal): CheckedPoints {
  // `+ 0` makes a negative zero a zero, which is what JSON makes of it.
  const ofBins = levels.map(encode).map((bytes) => parse(bytes, 0, bytes.length) + 0);
  const unreadable = levels.filter((_, bin) => !Number.isFinite(ofBins[bin]));
  if (unreadable.length === 0) return { points: { ofBins, ofSpecialCodes: [] } };
  const faults = unreadable.slice(0, REPORTED_LEVELS).map((level) => ({
    pointer: '',
    message: `cannot be the own values: the level '${level}' is no number`,
  }));
  return { faults };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
