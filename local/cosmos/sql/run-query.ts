import { propertyOf, type JsonObject, type JsonValue, type Value } from '../json.ts';
import { isGrouped, type CompiledQuery } from './compile-query.ts';
import type { Continuation, Position } from './continuation.ts';
import { groupRows } from './group-rows.ts';
import { canonicalJson, orderValues } from './order-values.ts';
import type { QueryRecord } from './query-record.ts';

export interface PageRequest {
  readonly maxItemCount: number;
  readonly continuation: Continuation | undefined;
}

export interface Page {
  readonly rows: readonly JsonValue[];
  /** Where to go on; undefined after the last page. */
  readonly continuation: Continuation | undefined;
}

interface Row extends Position {
  readonly value: JsonValue;
}

/**
 * One page of a query's rows: filtered, ordered (by ORDER BY, then by creation), after the continuation.
 *
 * Rows of groups and aggregates come all in one page: there is no document to continue after.
 */
export function runQuery(query: CompiledQuery, records: Iterable<QueryRecord>, page: PageRequest): Page {
  const matching = Iterator.from(records).filter((record) => query.matches(record.body));
  if (isGrouped(query)) return { rows: limited(query, groupRows(query, matching)), continuation: undefined };
  const rows = query.distinct ? distinctRows(query, matching) : rowsOf(query, matching);
  return pageOf(query, rows, page);
}

function rowsOf(query: CompiledQuery, records: Iterable<QueryRecord>): Row[] {
  const rows: Row[] = [];
  for (const { recordNumber, body } of records) {
    const value = query.select({ document: body, aggregates: [] });
    if (value === undefined) continue;
    rows.push({ recordNumber, value, orderValues: query.orderBy.map(({ path }) => valueAt(body, path)) });
  }
  return rows;
}

/** The first row of each value, in the query's order; it stands for the value in a continuation. */
function distinctRows(query: CompiledQuery, records: Iterable<QueryRecord>): Row[] {
  const firsts = new Map<string, Row>();
  for (const row of rowsOf(query, records).sort(orderingOf(query))) {
    const key = canonicalJson(row.value);
    if (!firsts.has(key)) firsts.set(key, row);
  }
  return [...firsts.values()];
}

function pageOf(query: CompiledQuery, rows: Row[], { continuation, maxItemCount }: PageRequest): Page {
  const order = orderingOf(query);
  const after = continuation?.after;
  // Rows already given are dropped before sorting: the pages of a long result get cheaper as they go.
  const rest = (after === undefined ? rows : rows.filter((row) => order(row, after) > 0)).sort(order);
  const given = continuation?.given ?? 0;
  const available = rest.slice(continuation === undefined ? query.offset : 0).slice(0, query.limit - given);
  const taken = fitting(available.slice(0, maxItemCount));
  const last = taken.at(-1);
  return {
    rows: taken.map((row) => row.value),
    continuation:
      last === undefined || taken.length === available.length
        ? undefined
        : {
            after: { orderValues: last.orderValues, recordNumber: last.recordNumber },
            given: given + taken.length,
          },
  };
}

// The service's limit on one page of results.
const MAX_PAGE_CHARACTERS = 4 * 1024 * 1024;

/** As many rows as one answer may hold, but always one. */
function fitting(rows: readonly Row[]): readonly Row[] {
  let characters = 0;
  const end = rows.findIndex((row) => (characters += JSON.stringify(row.value).length) > MAX_PAGE_CHARACTERS);
  return end === -1 ? rows : rows.slice(0, Math.max(end, 1));
}

function limited<T>(query: CompiledQuery, rows: readonly T[]): readonly T[] {
  return rows.slice(query.offset).slice(0, query.limit);
}

function orderingOf({ orderBy }: CompiledQuery): (left: Position, right: Position) => number {
  // The record number follows the direction of the first property, as the service's index scan does.
  const sign = orderBy[0]?.descending === true ? -1 : 1;
  return (left, right) => {
    for (const [index, { descending }] of orderBy.entries()) {
      const order = orderValues(left.orderValues[index], right.orderValues[index]);
      if (order !== 0) return descending ? -order : order;
    }
    return sign * (left.recordNumber - right.recordNumber);
  };
}

function valueAt(document: JsonObject, path: readonly string[]): Value {
  return path.reduce<Value>(propertyOf, document);
}
