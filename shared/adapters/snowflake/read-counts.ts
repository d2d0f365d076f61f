import { z } from 'zod';
import { InvalidInput } from '../../domain/errors.ts';
import type { Bins } from '../../domain/stability/bin-specification.ts';
import type { SampleWindow } from '../../domain/stability/sample-counter.ts';
import type { ColumnCounts, GroupCounts, SampleCounts } from '../../domain/stability/sample-counts.ts';
import { compareKeys } from '../../domain/stability/pair-segments.ts';
import { MAX_SEGMENTS } from '../../domain/stability/segment-table.ts';
import { MAX_COUNTS, type PresentColumn, SIZE, WITHOUT_WEIGHT } from './count-query.ts';
import { type CountRow, readColumn } from './read-column.ts';
import type { WarehouseColumns } from './warehouse-columns.ts';

const figure = z.number().nullable();

interface Counted {
  readonly bins: Bins;
  readonly window: SampleWindow | undefined;
  readonly columns: WarehouseColumns;
  readonly present: readonly PresentColumn[];
}

interface Segment {
  readonly key: readonly string[];
  readonly rows: readonly CountRow[];
  readonly rowCount: number;
}

/** The counts that the rows of a count query are. Throws InvalidInput for more of them than are read. */
export function readCounts(rows: readonly unknown[][], counted: Counted): SampleCounts {
  if (rows.length > MAX_COUNTS) {
    const message = `The sample has more than ${MAX_COUNTS} counts: its segment columns have too many values.`;
    throw new InvalidInput(message, [{ pointer: '', message }]);
  }
  const { bins } = counted;
  const read = parseRows(rows, bins.segmentBy.length);
  const withoutWeight = sizeOf(read, WITHOUT_WEIGHT);
  const inGroups = read.filter(({ column }) => column !== WITHOUT_WEIGHT);
  const segments = segmentsOf(inGroups);
  const told = segments.slice(0, MAX_SEGMENTS);
  const beyondSegmentLimit =
    bins.segmentBy.length === 0 ? 0 : sum(segments.slice(MAX_SEGMENTS).map(({ rowCount }) => rowCount));
  const leftOut = {
    ...(withoutWeight > 0 && { withoutWeight }),
    ...(beyondSegmentLimit > 0 && { beyondSegmentLimit }),
  };
  return {
    ...readGroup(inGroups, counted),
    extraColumns: extraColumnsOf(counted),
    ...(Object.keys(leftOut).length > 0 && { leftOut }),
    ...(bins.segmentBy.length > 0 && {
      segments: told
        .map(({ key, rows: own }) => ({ key, ...readGroup(own, counted) }))
        .sort((a, b) => compareKeys(a.key, b.key)),
    }),
  };
}

function parseRows(rows: readonly unknown[][], segmentColumns: number): CountRow[] {
  const shape = z.tuple([
    z.number(),
    z.number(),
    z.string().nullable(),
    figure,
    figure,
    figure,
    figure,
    figure,
  ]);
  const keyShape = z.array(z.string());
  return rows.map((row) => {
    const [column, cell, level, size, rest, finite, sum, squares] = shape.parse(row.slice(segmentColumns));
    const key = keyShape.parse(row.slice(0, segmentColumns));
    const sums = { rest: rest ?? 0, finite: finite ?? 0, sum: sum ?? 0, squares: squares ?? 0 };
    return { key, column, cell, level: level ?? '', size: size ?? 0, ...sums };
  });
}

/** The largest first. */
function segmentsOf(rows: readonly CountRow[]): Segment[] {
  return [...Map.groupBy(rows, ({ key }) => JSON.stringify(key)).values()]
    .flatMap((own) => own.slice(0, 1).map(({ key }) => ({ key, rows: own, rowCount: sizeOf(own, SIZE) })))
    .sort((a, b) => b.rowCount - a.rowCount || compareKeys(a.key, b.key));
}

function readGroup(rows: readonly CountRow[], { bins, present }: Counted): GroupCounts {
  const byColumn = Map.groupBy(rows, ({ column }) => column);
  const sizes = byColumn.get(SIZE) ?? [];
  const found = new Map(present.map((column) => [column.index, column]));
  return {
    rowCount: sum(sizes.map(({ size }) => size)),
    ...(bins.weightColumn !== undefined && {
      weights: {
        sum: sum(sizes.map(({ finite }) => finite)),
        sumOfSquares: sum(sizes.map((row) => row.sum)),
      },
    }),
    columns: bins.columns.map(({ name, status }, index): ColumnCounts => {
      if (status !== 'ok') return { name, status: 'not-computable' };
      const column = found.get(index);
      if (column === undefined) return { name, status: 'missing-column' };
      return readColumn(column.bins, byColumn.get(index) ?? [], bins.convention);
    }),
  };
}

/** In the source's order. */
function extraColumnsOf({ bins, window, columns }: Counted): string[] {
  const asked = [
    ...bins.columns.map(({ name }) => name),
    ...bins.segmentBy,
    ...(bins.weightColumn === undefined ? [] : [bins.weightColumn]),
    ...(window === undefined ? [] : [window.column]),
  ];
  const known = new Set(asked.map((name) => columns.find(name)?.name));
  return columns.names.filter((name) => !known.has(name));
}

function sizeOf(rows: readonly CountRow[], column: number): number {
  return sum(rows.filter((row) => row.column === column).map(({ size }) => size));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
