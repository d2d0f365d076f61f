import { badRequest } from '../cosmos-error.ts';
import type { JsonValue, Value } from '../json.ts';
import { assertGrouping } from './assert-grouping.ts';
import { ExpressionCompiler, toObject, type CompileContext, type Names } from './compile-expression.ts';
import { compileSources } from './compile-sources.ts';
import type { CompiledSelect, ExpandSource } from './compiled-select.ts';
import { findConditions, type PathCondition } from './find-conditions.ts';
import type { Expression, OrderBy, Query, Selection } from './query.ts';
import type { Evaluate, Scope } from './scope.ts';
import { selectValues } from './select-values.ts';

/** A query ready to run: parameters bound, every expression a function. */
export interface CompiledQuery extends CompiledSelect {
  /** The SELECT list as written. */
  readonly selection: Selection;
  readonly orderBy: readonly OrderBy[];
  /** What the WHERE clause asks of values at paths of the document: each has to hold, other things too. */
  readonly conditions: readonly PathCondition[];
}

/** What a query is compiled with. */
export interface QueryInput {
  readonly parameters: ReadonlyMap<string, JsonValue>;
  readonly nowMs: number;
}

/** Throws a 400 for what cannot be evaluated: unknown functions, missing parameters, aggregates in the wrong place. */
export function compileQuery(query: Query, { parameters, nowMs }: QueryInput): CompiledQuery {
  const context: CompileContext = { parameters, nowMs, compileSubquery };
  const { documentAlias, names, sources } = compileSources(query.sources, context);
  const compiled = compileSelect(query, { context, names, sources });
  if (query.orderBy.some(({ root }) => root !== documentAlias)) {
    throw badRequest('Unsupported ORDER BY clause. ORDER BY takes paths of the document only.');
  }
  const constant = (expression: Expression): Value =>
    new ExpressionCompiler(context, NO_NAMES).compile(expression)(NOTHING);
  const conditions = documentAlias === undefined ? [] : findConditions(query.where, documentAlias, constant);
  return { ...compiled, selection: query.selection, orderBy: query.orderBy, conditions };

  function compileSubquery(
    inner: Query,
    outer: Names,
    isScalar: boolean,
  ): ReturnType<CompileContext['compileSubquery']> {
    const found = compileSources(inner.sources, context, outer);
    const select = compileSelect(inner, { context, names: found.names, sources: found.sources });
    if (isScalar && found.sources.length > 0 && select.aggregates.length === 0) {
      throw badRequest('The cardinality of a scalar subquery result set cannot be greater than one.');
    }
    return (scope) => selectValues(select, [{ variables: scope.variables, aggregates: [] }]);
  }
}

const NOTHING: Scope = { variables: [], aggregates: [] };
const NO_NAMES: Names = new Map();

interface SelectContext {
  readonly context: CompileContext;
  readonly names: Names;
  readonly sources: readonly ExpandSource[];
}

function compileSelect(query: Query, { context, names, sources }: SelectContext): CompiledSelect {
  const compiler = new ExpressionCompiler(context, names);
  const where = query.where === undefined ? undefined : compiler.compile(query.where);
  const groupBy = query.groupBy.map((key) => compiler.compile(key));
  if (compiler.aggregateCalls.length > 0) throw badRequest('Aggregates are allowed in the SELECT list only.');
  const select = compileSelection(query.selection, compiler, names);
  if (groupBy.length > 0 || compiler.aggregateCalls.length > 0) assertGrouping(query);
  const countOf = (count: Expression | undefined, whenAbsent: number): number =>
    count === undefined ? whenAbsent : toCount(compiler.compile(count)(NOTHING));
  return {
    sources,
    matches: where === undefined ? () => true : (scope) => where(scope) === true,
    select,
    groupBy,
    aggregates: compiler.aggregateCalls,
    distinct: query.distinct,
    offset: countOf(query.offset, 0),
    limit: countOf(query.top ?? query.limit, Infinity),
    width: Math.max(0, ...names.values()) + 1,
  };
}

function compileSelection(selection: Selection, compiler: ExpressionCompiler, names: Names): Evaluate {
  switch (selection.kind) {
    case 'star': {
      const last = Math.max(...names.values());
      return (scope) => scope.variables[last];
    }
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

function toCount(value: Value): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw badRequest('TOP, OFFSET and LIMIT take a whole number of at least 0.');
}
