import type { ColumnStability, SegmentStability } from './stability-result.ts';

/** Columns of segments that are kept with their bins: a few megabytes of JSON, which a page can still load. */
const MAX_WHOLE_COLUMNS = 2_000;

/**
 * Segments without the bins of the columns that moved least, where they have more columns than are kept whole: a
 * thousand segments of fifty columns would be 150 MB. The index, what it is judged by and the alarm stay.
 */
export function shortenSegments(
  segments: readonly SegmentStability[],
  maxWhole = MAX_WHOLE_COLUMNS,
): readonly SegmentStability[] {
  const indexes = segments.flatMap(({ columns }) => columns.flatMap(({ psi }) => psi ?? []));
  if (indexes.length <= maxWhole) return segments;
  const least = Number(indexes.sort((a, b) => b - a)[maxWhole]);
  return segments.map((segment) => ({
    ...segment,
    // Ties are all shortened, so that which ones are kept does not depend on an order.
    columns: segment.columns.map((column) =>
      column.psi === null || column.psi > least ? column : shortened(column),
    ),
  }));
}

function shortened(column: ColumnStability): ColumnStability {
  const { distances: _distances, rates: _rates, shape: _shape, points: _points, ...rest } = column;
  const { unseenLevels: _unseen, otherLevels: _others, ...kept } = rest;
  return { ...kept, bins: [], isShortened: true };
}
