import type { JsonValue } from '../json.ts';
import type { AggregateCall, Scope } from './compile-expression.ts';
import type { CompiledQuery } from './compile-query.ts';
import { canonicalJson } from './order-values.ts';
import type { QueryRecord } from './query-record.ts';

/** One row for each group of equal GROUP BY values; without GROUP BY one row for all, also when there is no document. */
export function groupRows(query: CompiledQuery, records: Iterable<QueryRecord>): readonly JsonValue[] {
  const groups = new Map<string, Scope[]>();
  if (query.groupBy.length === 0) groups.set('', []);
  for (const { body } of records) {
    const scope: Scope = { document: body, aggregates: [] };
    const key = query.groupBy.map((evaluate) => canonicalJson(evaluate(scope))).join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [scope]);
    else group.push(scope);
  }
  const rows = Array.from(groups.values(), (scopes) => rowOf(query, scopes)).filter(
    (row) => row !== undefined,
  );
  return query.distinct ? distinct(rows) : rows;
}

function rowOf(query: CompiledQuery, scopes: readonly Scope[]): JsonValue | undefined {
  const aggregates = query.aggregates.map((call) => valueOf(call, scopes));
  return query.select({ document: scopes[0]?.document ?? {}, aggregates });
}

function valueOf({ aggregate, argument }: AggregateCall, scopes: readonly Scope[]): JsonValue | undefined {
  return aggregate(scopes.map((scope) => argument(scope)));
}

function distinct(rows: readonly JsonValue[]): readonly JsonValue[] {
  return [...new Map(rows.toReversed().map((row) => [canonicalJson(row), row])).values()].toReversed();
}
