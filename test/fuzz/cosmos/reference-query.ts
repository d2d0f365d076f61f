import type { JsonObject, JsonValue } from '../../../local/cosmos/json.ts';
import type { FromItem, QueryModel, Term } from './query-model.ts';
import { aggregate, callFunction } from './reference-functions.ts';
import {
  both,
  equal,
  isList,
  keyOf,
  like,
  member,
  not,
  operate,
  order,
  type Maybe,
} from './reference-values.ts';

type Names = ReadonlyMap<string, Maybe>;

/** All rows of the query over the documents (in the order of their creation), by reading everything. */
export function referenceRows(query: QueryModel, documents: readonly JsonObject[]): readonly JsonValue[] {
  const inOrder = documents
    .map((document, created) => ({ document, created }))
    .sort((left, right) => orderOf(query, left, right))
    .map(({ document }) => document);
  const documentScopes = inOrder.map((document): Names => new Map([['c', document]]));
  return rowsOf({ ...query, from: query.from.slice(1) }, documentScopes);
}

interface Placed {
  readonly document: JsonObject;
  readonly created: number;
}

/** By ORDER BY, then by creation, backwards when the first property goes backwards. */
function orderOf({ orderBy }: QueryModel, left: Placed, right: Placed): number {
  for (const { path, descending } of orderBy) {
    const sign = order(at(left.document, path), at(right.document, path));
    if (sign !== 0) return descending ? -sign : sign;
  }
  return (left.created - right.created) * (orderBy[0]?.descending === true ? -1 : 1);
}

function rowsOf(query: QueryModel, outer: readonly Names[]): readonly JsonValue[] {
  let scopes = outer;
  for (const item of query.from) scopes = scopes.flatMap((names) => joined(item, names));
  const { where } = query;
  const picked = scopes.filter((names) => where === undefined || valueOf(where, names, []) === true);
  const values = isGrouping(query)
    ? groupsOf(query, picked).map((group) => selected(query, group[0] ?? new Map<string, Maybe>(), group))
    : picked.map((names) => selected(query, names, []));
  let rows = values.filter((value) => value !== undefined);
  if (query.distinct) {
    rows = rows.filter((row, index) => rows.findIndex((other) => keyOf(other) === keyOf(row)) === index);
  }
  const first = query.offset ?? 0;
  return rows.slice(first, first + (query.top ?? query.limit ?? Infinity));
}

function joined({ alias, elementsOf, iteratesRows = false }: FromItem, names: Names): readonly Names[] {
  if (elementsOf === undefined) return [names];
  let values = 'is' in elementsOf ? valueOf(elementsOf, names, []) : rowsOf(elementsOf, [names]);
  if (!('is' in elementsOf) && iteratesRows && isList(values)) values = values.filter(isList).flat();
  return isList(values) ? values.map((value) => new Map([...names, [alias, value]])) : [];
}

function isGrouping({ groupBy, select }: QueryModel): boolean {
  const terms =
    select.as === 'list' ? select.items.map(([, term]) => term) : select.as === 'value' ? [select.term] : [];
  return groupBy.length > 0 || terms.some(({ is }) => is === 'aggregate');
}

function groupsOf({ groupBy }: QueryModel, scopes: readonly Names[]): readonly (readonly Names[])[] {
  if (groupBy.length === 0) return [scopes];
  const keys = scopes.map((names) => groupBy.map((term) => keyOf(valueOf(term, names, []))).join(';'));
  return [...new Set(keys)].map((key) => scopes.filter((_names, index) => keys[index] === key));
}

function selected({ select, from }: QueryModel, names: Names, group: readonly Names[]): Maybe {
  if (select.as === 'star') return names.get(from.at(-1)?.alias ?? 'c');
  if (select.as === 'value') return valueOf(select.term, names, group);
  return recordOf(select.items, names, group);
}

function recordOf(
  entries: readonly (readonly [string, Term])[],
  names: Names,
  group: readonly Names[],
): JsonObject {
  const record: Record<string, JsonValue> = {};
  for (const [name, term] of entries) {
    const value = valueOf(term, names, group);
    if (value !== undefined) record[name] = value;
  }
  return record;
}

function valueOf(term: Term, names: Names, group: readonly Names[]): Maybe {
  const value = (inner: Term): Maybe => valueOf(inner, names, group);
  switch (term.is) {
    case 'constant':
      return term.value;
    case 'path':
      return at(names.get(term.of), term.steps);
    case 'not':
      return not(value(term.inner));
    case 'minus': {
      const number = value(term.inner);
      return typeof number === 'number' ? -number : undefined;
    }
    case 'operator':
      return operate(term.operator, value(term.left), value(term.right));
    case 'choice':
      return value(term.test) === true ? value(term.then) : value(term.otherwise);
    case 'in': {
      const sought = value(term.value);
      if (sought === undefined) return undefined;
      const found = term.options.some((option) => equal(sought, value(option)) === true);
      return found !== term.negated;
    }
    case 'between': {
      const middle = value(term.value);
      return both(operate('>=', middle, value(term.low)), operate('<=', middle, value(term.high)));
    }
    case 'like': {
      const text = value(term.value);
      return typeof text === 'string' ? like(text, term.pattern) : undefined;
    }
    case 'function':
      return callFunction(term.name, term.given.map(value));
    case 'list':
      return term.items.map(value).filter((item) => item !== undefined);
    case 'record':
      return recordOf(term.entries, names, group);
    case 'aggregate':
      return aggregate(
        term.name,
        group.map((member) => valueOf(term.of, member, [])),
      );
    case 'exists':
      return rowsOf(term.query, [names]).length > 0;
    case 'array':
      return rowsOf(term.query, [names]);
    case 'scalar':
      return rowsOf(term.query, [names])[0];
  }
}

function at(value: Maybe, steps: readonly (string | number)[]): Maybe {
  let found = value;
  for (const step of steps) found = member(found, step);
  return found;
}
