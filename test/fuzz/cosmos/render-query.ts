import type { JsonValue } from '../../../local/cosmos/json.ts';
import type { FromItem, QueryModel, Term } from './query-model.ts';

/** Writes the query as text; every operand in parentheses, so that precedence is no matter. */
export function renderQuery(query: QueryModel): string {
  return [
    'SELECT',
    query.distinct ? 'DISTINCT' : '',
    query.top === undefined ? '' : `TOP ${query.top}`,
    renderSelect(query.select),
    query.from.length === 0 ? '' : `FROM ${query.from.map(renderFrom).join(' JOIN ')}`,
    query.where === undefined ? '' : `WHERE ${renderCondition(query.where)}`,
    query.groupBy.length === 0 ? '' : `GROUP BY ${query.groupBy.map(renderTerm).join(', ')}`,
    query.orderBy.length === 0 ? '' : `ORDER BY ${query.orderBy.map(renderOrder).join(', ')}`,
    query.offset === undefined ? '' : `OFFSET ${query.offset} LIMIT ${query.limit ?? 0}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** The values of the constants that are passed as parameters. */
export function parametersOf(query: QueryModel): Map<string, JsonValue> {
  const found = new Map<string, JsonValue>();
  JSON.stringify(query, (_key, value: unknown) => {
    collect(value, found);
    return value;
  });
  return found;
}

function collect(value: unknown, found: Map<string, JsonValue>): void {
  if (isParameter(value)) found.set(value.asParameter, value.value);
}

function isParameter(value: unknown): value is { asParameter: string; value: JsonValue } {
  return (
    typeof value === 'object' && value !== null && 'asParameter' in value && value.asParameter !== undefined
  );
}

// A chain of ANDs is written without parentheses, as people write it.
function renderCondition(term: Term): string {
  return term.is === 'operator' && term.operator === 'AND'
    ? `${renderCondition(term.left)} AND ${renderTerm(term.right)}`
    : renderTerm(term);
}

function renderSelect(select: QueryModel['select']): string {
  if (select.as === 'star') return '*';
  if (select.as === 'value') return `VALUE ${renderTerm(select.term)}`;
  return select.items.map(([name, term]) => `${renderTerm(term)} AS ${name}`).join(', ');
}

function renderFrom({ alias, elementsOf, iteratesRows = false }: FromItem): string {
  if (elementsOf === undefined) return alias;
  if ('is' in elementsOf) return `${alias} IN ${renderTerm(elementsOf)}`;
  const rows = `(${renderQuery(elementsOf)})`;
  return iteratesRows ? `${alias} IN ${rows}` : `${rows} AS ${alias}`;
}

function renderOrder({ path, descending }: QueryModel['orderBy'][number]): string {
  return `c.${path.join('.')}${descending ? ' DESC' : ''}`;
}

function renderTerm(term: Term): string {
  switch (term.is) {
    case 'constant':
      return term.asParameter ?? renderValue(term.value);
    case 'path':
      return (
        term.of + term.steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')
      );
    case 'not':
      return `(NOT ${renderTerm(term.inner)})`;
    case 'minus':
      return `(- ${renderTerm(term.inner)})`;
    case 'operator':
      return `(${renderTerm(term.left)} ${term.operator} ${renderTerm(term.right)})`;
    case 'choice':
      return `(${renderTerm(term.test)} ? ${renderTerm(term.then)} : ${renderTerm(term.otherwise)})`;
    case 'in':
      return `(${renderTerm(term.value)} ${term.negated ? 'NOT IN' : 'IN'} (${term.options.map(renderTerm).join(', ')}))`;
    case 'between':
      return `(${renderTerm(term.value)} BETWEEN ${renderTerm(term.low)} AND ${renderTerm(term.high)})`;
    case 'like':
      return `(${renderTerm(term.value)} LIKE ${JSON.stringify(term.pattern)})`;
    case 'function':
      return `${term.name}(${term.given.map(renderTerm).join(', ')})`;
    case 'list':
      return `[${term.items.map(renderTerm).join(', ')}]`;
    case 'record':
      return `{${term.entries.map(([name, value]) => `${JSON.stringify(name)}: ${renderTerm(value)}`).join(', ')}}`;
    case 'aggregate':
      return `${term.name}(${renderTerm(term.of)})`;
    case 'exists':
      return `EXISTS(${renderQuery(term.query)})`;
    case 'array':
      return `ARRAY(${renderQuery(term.query)})`;
    case 'scalar':
      return `(${renderQuery(term.query)})`;
  }
}

function renderValue(value: JsonValue | undefined): string {
  return value === undefined ? 'undefined' : JSON.stringify(value);
}
