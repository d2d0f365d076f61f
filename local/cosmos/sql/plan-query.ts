import type { CompiledQuery } from './compile-query.ts';
import { isGrouped } from './compiled-select.ts';
import type { Position } from './continuation.ts';
import type { QueryRecord, QueryRecords, RecordIndex } from './query-records.ts';
import { EVERYTHING, type ValueRange } from './value-range.ts';

/** Which documents to look at; all that the query picks are among them. */
export interface Plan {
  readonly records: Iterable<QueryRecord>;
  /** Whether they come in the query's order, so that reading can stop when a page is full. */
  readonly isOrdered: boolean;
}

interface Wanted {
  /** Rows asked for, those to skip included. */
  readonly rows: number;
  /** Where the page before ended; undefined to read from the start. */
  readonly after: Position | undefined;
}

interface Reading {
  readonly index: RecordIndex;
  readonly ranges: readonly ValueRange[];
  readonly count: number;
}

/**
 * Chooses between reading in the query's order until enough rows are found, and reading the smallest set that one
 * condition of the WHERE clause leaves and sorting it. Counts come from the indexes; conditions are taken to be
 * independent of the order, so the first way is expected to read rows wanted × (in order) / (smallest set).
 */
export function planQuery(query: CompiledQuery, records: QueryRecords, wanted: Wanted): Plan {
  const all: Reading = { index: records.creationOrder, ranges: [EVERYTHING], count: records.size };
  const filters = query.conditions.map(({ path, ranges }) => toReading(records.index(path), ranges) ?? all);
  const smallest = filters.reduce((least, filter) => (filter.count < least.count ? filter : least), all);
  const ordered = isGrouped(query) ? undefined : orderedReading(query, records, all);
  if (ordered !== undefined) {
    const expected = (wanted.rows * ordered.count) / Math.max(smallest.count, 1);
    if (ordered.count <= smallest.count || expected <= smallest.count) {
      return { records: read(ordered, query, wanted.after), isOrdered: true };
    }
  }
  // Not in the query's order, but always in the same one: groups come in the order of their first document.
  return { records: read(smallest, undefined, undefined), isOrdered: false };
}

/** Undefined when no index has the order that is asked for. */
function orderedReading(query: CompiledQuery, records: QueryRecords, all: Reading): Reading | undefined {
  const [first, second] = query.orderBy;
  if (first === undefined) return all;
  if (second !== undefined) return undefined;
  const isSame = (path: readonly string[]): boolean => JSON.stringify(path) === JSON.stringify(first.path);
  const condition = query.conditions.find(({ path }) => isSame(path));
  return toReading(records.index(first.path), condition?.ranges ?? [EVERYTHING]);
}

function toReading(index: RecordIndex | undefined, ranges: readonly ValueRange[]): Reading | undefined {
  if (index === undefined) return undefined;
  return { index, ranges, count: ranges.reduce((sum, range) => sum + index.count(range), 0) };
}

function* read(
  { index, ranges }: Reading,
  query: CompiledQuery | undefined,
  position: Position | undefined,
): IterableIterator<QueryRecord> {
  const descending = query?.orderBy[0]?.descending === true;
  // The document of the last row is read again: it may have given further rows.
  const after =
    position === undefined
      ? undefined
      : { value: position.orderValues[0], recordNumber: position.recordNumber + (descending ? 1 : -1) };
  for (const range of descending ? ranges.toReversed() : ranges) {
    yield* index.read(range, { descending, after });
  }
}
