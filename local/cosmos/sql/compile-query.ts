import { badRequest } from '../cosmos-error.ts';
import type { JsonObject, JsonValue, Value } from '../json.ts';
import { ExpressionCompiler, toObject, type AggregateCall, type Evaluate } from './compile-expression.ts';
import type { Expression, OrderBy, Query, Selection } from './query.ts';

/** A query ready to run: parameters bound, every expression a function. */
export interface CompiledQuery {
  readonly matches: (document: JsonObject) => boolean;
  readonly select: Evaluate;
  readonly groupBy: readonly Evaluate[];
  readonly aggregates: readonly AggregateCall[];
  readonly orderBy: readonly OrderBy[];
  readonly distinct: boolean;
  /** Whether the SELECT is a single VALUE; a value that is undefined then gives no row. */
  readonly hasSelectValue: boolean;
  readonly offset: number;
  /** The most rows the query gives over all its pages. */
  readonly limit: number;
}

/** What a query is compiled with. */
export interface QueryInput {
  readonly parameters: ReadonlyMap<string, JsonValue>;
  readonly nowMs: number;
}

/** Throws a 400 for what cannot be evaluated: unknown functions, missing parameters, aggregates in the wrong place. */
export function compileQuery(query: Query, { parameters, nowMs }: QueryInput): CompiledQuery {
  const compiler = new ExpressionCompiler(parameters, nowMs);
  const where = query.where === undefined ? undefined : compiler.compile(query.where);
  const groupBy = query.groupBy.map((key) => compiler.compile(key));
  if (compiler.aggregateCalls.length > 0) throw badRequest('Aggregates are allowed in the SELECT list only.');
  const select = compileSelection(query.selection, compiler);
  assertGrouping(query, compiler.aggregateCalls);
  const countOf = (count: Expression | undefined, whenAbsent: number): number =>
    count === undefined ? whenAbsent : toCount(compiler.compile(count)(NOTHING));
  return {
    matches: where === undefined ? () => true : (document) => where({ document, aggregates: [] }) === true,
    select,
    groupBy,
    aggregates: compiler.aggregateCalls,
    orderBy: query.orderBy,
    distinct: query.distinct,
    hasSelectValue: query.selection.kind === 'value',
    offset: countOf(query.offset, 0),
    limit: countOf(query.top ?? query.limit, Infinity),
  };
}

/** Aggregates and GROUP BY give rows of groups rather than of documents. */
export function isGrouped(query: CompiledQuery): boolean {
  return query.groupBy.length > 0 || query.aggregates.length > 0;
}

const NOTHING = { document: {}, aggregates: [] };

function compileSelection(selection: Selection, compiler: ExpressionCompiler): Evaluate {
  switch (selection.kind) {
    case 'star':
      return (scope) => scope.document;
    case 'value':
      return compiler.compile(selection.expression);
    case 'list': {
      const entries = selection.items.map(
        ({ name, expression }) => [name, compiler.compile(expression)] as const,
      );
      return (scope) => toObject(entries, scope);
    }
  }
}

function assertGrouping(query: Query, aggregates: readonly AggregateCall[]): void {
  if (query.groupBy.length > 0 && query.selection.kind === 'star') {
    throw badRequest("'SELECT *' cannot be combined with GROUP BY.");
  }
  if (query.orderBy.length > 0 && aggregates.length > 0) {
    throw badRequest('ORDER BY cannot be combined with aggregates.');
  }
}

function toCount(value: Value): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw badRequest('TOP, OFFSET and LIMIT take a whole number of at least 0.');
}
