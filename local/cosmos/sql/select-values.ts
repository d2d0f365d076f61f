import type { JsonObject, JsonValue, Value } from '../json.ts';
import { isGrouped, type CompiledSelect, type ExpandSource } from './compiled-select.ts';
import { canonicalJson } from './order-values.ts';
import type { Scope } from './scope.ts';

/** All values of a SELECT over the given scopes, in their order: of groups where it has groups. */
export function selectValues(query: CompiledSelect, scopes: Iterable<Scope>): readonly JsonValue[] {
  const matching = matchingScopes(query, scopes);
  const values = isGrouped(query) ? groupValues(query, matching) : valuesOf(query, matching);
  const kept = query.distinct ? distinct(values) : values;
  return kept.slice(query.offset, query.offset + query.limit);
}

/** Whether the query gives a row of the document at all, whatever the row. */
export function picks(query: CompiledSelect, document: JsonObject): boolean {
  return matchingScopes(query, [{ variables: [document], aggregates: [] }]).next().done === false;
}

/** The scopes that FROM and JOIN make of each given one, and that WHERE picks. */
export function* matchingScopes(query: CompiledSelect, scopes: Iterable<Scope>): IterableIterator<Scope> {
  for (const scope of scopes) {
    for (const expanded of expand(query.sources, scope)) if (query.matches(expanded)) yield expanded;
  }
}

// One scope at a time: three arrays of a thousand make more than memory holds.
function* expand([source, ...others]: readonly ExpandSource[], scope: Scope): IterableIterator<Scope> {
  if (source === undefined) {
    yield scope;
    return;
  }
  const { variables, aggregates } = scope;
  for (const value of source(scope)) yield* expand(others, { variables: [...variables, value], aggregates });
}

function valuesOf({ select }: CompiledSelect, scopes: Iterable<Scope>): readonly JsonValue[] {
  const values: JsonValue[] = [];
  for (const scope of scopes) {
    const value = select(scope);
    if (value !== undefined) values.push(value);
  }
  return values;
}

/** One value for each group of equal GROUP BY values; without GROUP BY one for all, also when there is no scope. */
function groupValues(query: CompiledSelect, scopes: Iterable<Scope>): readonly JsonValue[] {
  const groups = new Map<string, Scope[]>();
  if (query.groupBy.length === 0) groups.set('', []);
  for (const scope of scopes) {
    const key = query.groupBy.map((evaluate) => canonicalJson(evaluate(scope))).join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [scope]);
    else group.push(scope);
  }
  return valuesOf(
    query,
    Array.from(groups.values(), (group) => groupScope(query, group)),
  );
}

function groupScope({ aggregates, width }: CompiledSelect, scopes: readonly Scope[]): Scope {
  // Without a scope every name is undefined, but in its place, so that subqueries find theirs after it.
  const variables = scopes[0]?.variables ?? Array.from<Value>({ length: width });
  return {
    variables,
    aggregates: aggregates.map(({ aggregate, argument }) =>
      aggregate(scopes.map((scope) => argument(scope))),
    ),
  };
}

function distinct(values: readonly JsonValue[]): readonly JsonValue[] {
  const firsts = new Map<string, JsonValue>();
  for (const value of values) {
    const key = canonicalJson(value);
    if (!firsts.has(key)) firsts.set(key, value);
  }
  return [...firsts.values()];
}
