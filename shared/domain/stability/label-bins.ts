import type { CategoricalBins, NumericBins } from './bin-specification.ts';
import type { BinConvention } from './convention.ts';
import { nextBelow } from './next-below.ts';

export const MISSING_LABEL = '__MISSING__';
export const UNSEEN_LABEL = '__NEW__';
export const INVALID_LABEL = '__INVALID__';
/** The levels of the baseline that have no bin of their own. */
export const OTHER_LABEL = '__OTHER__';

/** No group of levels may have one of these labels. */
export const RESERVED_LABELS: ReadonlySet<string> = new Set([
  MISSING_LABEL,
  UNSEEN_LABEL,
  INVALID_LABEL,
  OTHER_LABEL,
]);

/** The labels of a column's own bins, in their order; the bins of special codes and the special bins aside. */
export function labelOwnBins(
  column: NumericBins | CategoricalBins,
  closed: BinConvention['closed'],
): readonly string[] {
  if (column.type === 'numeric') return labelIntervals(column.binEdges, closed);
  return column.groups?.labels ?? column.levels;
}

/** The label of the bin of a special code: `{-9}`. */
export function labelSpecialCode(code: number): string {
  return `{${code}}`;
}

/**
 * Labels of the bins between inner edges: `(-inf,7.4]`, `(7.4,11]`, `(11,inf)`; `[5]` for a bin that holds a single
 * double, and `(4,5)` for its lower neighbour, whose edge is the double next to 5.
 */
export function labelIntervals(edges: readonly number[], closed: BinConvention['closed']): string[] {
  return Array.from({ length: edges.length + 1 }, (_, bin) => {
    const lower = edges[bin - 1];
    const upper = edges[bin];
    return closed === 'right'
      ? labelRightClosed(lower, upper, edges[bin + 1])
      : labelLeftClosed(lower, upper);
  });
}

function labelRightClosed(
  lower: number | undefined,
  upper: number | undefined,
  above: number | undefined,
): string {
  const from = `(${lower ?? '-inf'}`;
  if (upper === undefined) return `${from},inf)`;
  if (lower !== undefined && nextBelow(upper) === lower) return `[${upper}]`;
  return above !== undefined && nextBelow(above) === upper ? `${from},${above})` : `${from},${upper}]`;
}

function labelLeftClosed(lower: number | undefined, upper: number | undefined): string {
  return `${lower === undefined ? '(-inf' : `[${lower}`},${upper ?? 'inf'})`;
}
