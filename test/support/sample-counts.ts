import type {
  ColumnCounts,
  CountedColumn,
  SampleCounts,
} from '../../shared/domain/stability/sample-counts.ts';

/** A column's counts, with nothing besides its own bins unless a test says so. */
export function counted(
  name: string,
  binCounts: readonly number[],
  more: Partial<CountedColumn> = {},
): CountedColumn {
  return {
    ...{ name, status: 'counted', binCounts, specialCounts: [] },
    ...{ missingCount: 0, otherCount: 0, invalidCount: 0, otherLevels: [] },
    ...more,
  };
}

/** A sample with as many rows as its first counted column has. */
export function sample(columns: readonly ColumnCounts[], more: Partial<SampleCounts> = {}): SampleCounts {
  const [rowCount = 0] = columns.flatMap((column) => (column.status === 'counted' ? [rowsOf(column)] : []));
  return { rowCount, columns, extraColumns: [], ...more };
}

function rowsOf({ binCounts, specialCounts, missingCount, otherCount, invalidCount }: CountedColumn): number {
  return [...binCounts, ...specialCounts, missingCount, otherCount, invalidCount].reduce(
    (sum, count) => sum + count,
    0,
  );
}
