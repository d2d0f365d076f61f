import { propertyOf, type JsonObject, type JsonValue, type Value } from '../json.ts';
import type { CompiledQuery } from './compile-query.ts';
import { isGrouped } from './compiled-select.ts';
import type { Continuation, Position } from './continuation.ts';
import { canonicalJson, orderValues } from './order-values.ts';
import { planQuery } from './plan-query.ts';
import type { QueryRecord, QueryRecords } from './query-records.ts';
import type { Scope } from './scope.ts';
import { matchingScopes, selectValues } from './select-values.ts';

export interface PageRequest {
  readonly maxItemCount: number;
  readonly continuation: Continuation | undefined;
}

export interface Page {
  readonly rows: readonly JsonValue[];
  /** Where to go on; undefined after the last page. */
  readonly continuation: Continuation | undefined;
  readonly work: QueryWork;
}

/** What it took: documents read, picked or not, and the characters of their texts. */
interface QueryWork {
  readonly documents: number;
  readonly characters: number;
}

interface Row extends Position {
  readonly value: JsonValue;
}

/**
 * One page of a query's rows: filtered, ordered (by ORDER BY, then by creation), after the continuation.
 *
 * Rows of groups and aggregates come all in one page: there is no document to continue after.
 */
export function runQuery(query: CompiledQuery, records: QueryRecords, page: PageRequest): Page {
  const { continuation } = page;
  const skipped = continuation === undefined ? query.offset : 0;
  const plan = planQuery(query, records, {
    rows: skipped + Math.min(page.maxItemCount, query.limit) + 1,
    // What is distinct depends on all rows from the start.
    after: query.distinct ? undefined : continuation?.after,
  });
  const counted = new CountedRecords(plan.records);
  if (isGrouped(query)) {
    const inOrder = plan.isOrdered ? counted : [...counted].sort(byCreation);
    const rows = selectValues(query, scopesOf(inOrder));
    return { rows, continuation: undefined, work: counted.work };
  }
  const order = orderingOf(query);
  const after = continuation?.after;
  const isNext = (row: Row): boolean => after === undefined || order(row, after) > 0;
  const found = rowsOf(query, counted);
  const inOrder = plan.isOrdered ? found : [...found].sort(order).values();
  const rows = (query.distinct ? distinctRows(inOrder) : inOrder).filter(isNext).drop(skipped);
  return { ...takePage(query, rows, page), work: counted.work };
}

class CountedRecords {
  readonly #records: Iterable<QueryRecord>;
  #documents = 0;
  #characters = 0;

  constructor(records: Iterable<QueryRecord>) {
    this.#records = records;
  }

  get work(): QueryWork {
    return { documents: this.#documents, characters: this.#characters };
  }

  *[Symbol.iterator](): IterableIterator<QueryRecord> {
    for (const record of this.#records) {
      this.#documents += 1;
      this.#characters += record.text.length;
      yield record;
    }
  }
}

function* scopesOf(records: Iterable<QueryRecord>): IterableIterator<Scope> {
  for (const { body } of records) yield { variables: [body], aggregates: [] };
}

function byCreation(left: QueryRecord, right: QueryRecord): number {
  return left.recordNumber - right.recordNumber;
}

function* rowsOf(query: CompiledQuery, records: Iterable<QueryRecord>): Generator<Row> {
  for (const { recordNumber, body } of records) {
    const orderValues = query.orderBy.map(({ path }) => valueAt(body, path));
    const scopes = matchingScopes(query, [{ variables: [body], aggregates: [] }]);
    let ordinal = 0;
    for (const scope of scopes) {
      const value = query.select(scope);
      if (value !== undefined) yield { recordNumber, ordinal, value, orderValues };
      ordinal += 1;
    }
  }
}

/** The first row of each value, in the query's order; it stands for the value in a continuation. */
function* distinctRows(rows: Iterable<Row>): Generator<Row> {
  const seen = new Set<string>();
  for (const row of rows) {
    const key = canonicalJson(row.value);
    if (seen.has(key)) continue;
    seen.add(key);
    yield row;
  }
}

// The service's limit on one page of results.
const MAX_PAGE_CHARACTERS = 4 * 1024 * 1024;

/** As many rows as asked for and as one answer may hold, but always one; a row beyond them tells that there are more. */
function takePage(
  query: CompiledQuery,
  rows: Iterable<Row>,
  { continuation, maxItemCount }: PageRequest,
): Pick<Page, 'rows' | 'continuation'> {
  const given = continuation?.given ?? 0;
  const values: JsonValue[] = [];
  let last: Position | undefined;
  let characters = 0;
  for (const row of rows) {
    if (given + values.length >= query.limit) break;
    characters += JSON.stringify(row.value).length;
    const isFull = values.length === maxItemCount || characters > MAX_PAGE_CHARACTERS;
    if (isFull && last !== undefined) {
      return { rows: values, continuation: { after: last, given: given + values.length } };
    }
    values.push(row.value);
    const { orderValues, recordNumber, ordinal } = row;
    last = { orderValues, recordNumber, ordinal };
  }
  return { rows: values, continuation: undefined };
}

function orderingOf({ orderBy }: CompiledQuery): (left: Position, right: Position) => number {
  // The record number follows the direction of the first property, as the service's index scan does.
  const sign = orderBy[0]?.descending === true ? -1 : 1;
  return (left, right) => {
    for (const [index, { descending }] of orderBy.entries()) {
      const order = orderValues(left.orderValues[index], right.orderValues[index]);
      if (order !== 0) return descending ? -order : order;
    }
    return sign * (left.recordNumber - right.recordNumber) || left.ordinal - right.ordinal;
  };
}

function valueAt(document: JsonObject, path: readonly string[]): Value {
  return path.reduce<Value>(propertyOf, document);
}
