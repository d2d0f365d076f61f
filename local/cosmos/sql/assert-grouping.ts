import { badRequest } from '../cosmos-error.ts';
import { AGGREGATES } from './aggregates.ts';
import type { Expression, Query, Selection } from './query.ts';

/**
 * Throws the service's 400 when the SELECT list of a grouped query names a property that is neither grouped by nor
 * inside an aggregate: it has many values in a group. Also when ORDER BY or `*` stand beside groups.
 */
export function assertGrouping({ selection, groupBy, orderBy }: Query): void {
  if (selection.kind === 'star') throw badRequest("'SELECT *' cannot be combined with GROUP BY.");
  if (orderBy.length > 0) throw badRequest('ORDER BY cannot be combined with aggregates.');
  const keys = new Set(groupBy.map((key) => JSON.stringify(key)));
  for (const expression of expressionsOf(selection)) assertGrouped(expression, keys);
}

/**
 * Whether each item of a SELECT list is an aggregate alone or has none inside: the only shapes whose parts from
 * several partitions can be put together.
 */
export function hasPlainAggregates(selection: Selection): boolean {
  return expressionsOf(selection).every(
    (expression) => isAggregate(expression) || !holdsAggregate(expression),
  );
}

function expressionsOf(selection: Selection): readonly Expression[] {
  if (selection.kind === 'star') return [];
  return selection.kind === 'value'
    ? [selection.expression]
    : selection.items.map(({ expression }) => expression);
}

function assertGrouped(expression: Expression, keys: ReadonlySet<string>): void {
  if (keys.has(JSON.stringify(expression)) || isAggregate(expression)) return;
  if (expression.kind === 'variable' || 'query' in expression) {
    throw badRequest(
      'A property reference in the select list is invalid because it is not contained in either an aggregate function or the GROUP BY clause.',
    );
  }
  for (const part of partsOf(expression)) assertGrouped(part, keys);
}

function isAggregate(expression: Expression): boolean {
  return expression.kind === 'call' && AGGREGATES.has(expression.name);
}

function holdsAggregate(expression: Expression): boolean {
  return isAggregate(expression) || partsOf(expression).some(holdsAggregate);
}

/** The expressions an expression is made of, without those inside subqueries. */
function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'parameter':
    case 'variable':
    case 'exists':
    case 'array-of':
    case 'scalar':
      return [];
    case 'property':
      return [expression.target];
    case 'element':
      return [expression.target, expression.index];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.test, expression.whenTrue, expression.whenFalse];
    case 'in':
      return [expression.value, ...expression.options];
    case 'like':
      return [expression.value, expression.pattern];
    case 'call':
      return expression.arguments;
    case 'array':
      return expression.items;
    case 'object':
      return expression.entries.map(([, value]) => value);
  }
}
