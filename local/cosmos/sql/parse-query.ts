import { badRequest, unsupported } from '../cosmos-error.ts';
import { ExpressionParser } from './parse-expression.ts';
import { parseFrom } from './parse-from.ts';
import type { Expression, OrderBy, Query, Selection } from './query.ts';
import { TokenReader } from './token-reader.ts';

/**
 * Parses a SELECT over one container.
 *
 * Throws a 400 for what is not the query language, and a 501 for what is but is not served here
 * (user-defined functions, ORDER BY inside a subquery).
 */
export function parseQuery(text: string): Query {
  const tokens = new TokenReader(text);
  const query = parseSelect(tokens);
  if (tokens.peek().kind !== 'end') throw tokens.unexpected();
  if (query.sources.length === 0) {
    throw badRequest('The query has no FROM clause, which the local Cosmos stand-in needs.');
  }
  return query;
}

function parseSelect(tokens: TokenReader): Query {
  const parseSubquery = (): Query => assertSubquery(parseSelect(tokens));
  const expressions = new ExpressionParser(tokens, parseSubquery);
  tokens.expectWord('SELECT');
  const distinct = tokens.takeWord('DISTINCT');
  const top = tokens.takeWord('TOP') ? parseCount(tokens) : undefined;
  const selection = parseSelection(tokens, expressions);
  const sources = parseFrom(tokens, parseSubquery);
  const where = tokens.takeWord('WHERE') ? expressions.parse() : undefined;
  const groupBy = parseGroupBy(tokens, expressions);
  const orderBy = parseOrderBy(tokens, expressions);
  const offset = tokens.takeWord('OFFSET') ? parseCount(tokens) : undefined;
  if (offset !== undefined) tokens.expectWord('LIMIT');
  const limit = offset === undefined ? undefined : parseCount(tokens);
  const query = { distinct, top, selection, sources, where, groupBy, orderBy, offset, limit };
  assertCombinable(query);
  return query;
}

function assertSubquery(query: Query): Query {
  if (query.orderBy.length > 0) throw unsupported('ORDER BY inside a subquery');
  return query;
}

function assertCombinable({ top, limit, groupBy, orderBy, selection, sources }: Query): void {
  if (top !== undefined && limit !== undefined) throw badRequest('TOP cannot be combined with OFFSET LIMIT.');
  if (selection.kind === 'star' && sources.length !== 1) {
    throw badRequest("'SELECT *' is only valid with a single input set.");
  }
  if (groupBy.length === 0 || orderBy.length === 0) return;
  throw badRequest('ORDER BY cannot be combined with GROUP BY.');
}

function parseSelection(tokens: TokenReader, expressions: ExpressionParser): Selection {
  if (tokens.takeSymbol('*')) return { kind: 'star' };
  if (tokens.takeWord('VALUE')) return { kind: 'value', expression: expressions.parse() };
  const items: { readonly expression: Expression; readonly name: string }[] = [];
  let unnamed = 0;
  do {
    const expression = expressions.parse();
    const alias = tokens.takeWord('AS') ? tokens.expectAnyWord() : takeBareAlias(tokens);
    const name = alias ?? nameOf(expression) ?? `$${(unnamed += 1)}`;
    if (items.some((item) => item.name === name)) {
      throw badRequest(`The property name '${name}' is specified more than once in the SELECT list.`);
    }
    items.push({ expression, name });
  } while (tokens.takeSymbol(','));
  return { kind: 'list', items };
}

// A subquery without FROM may go on with any of these.
const AFTER_SELECTION = ['FROM', 'WHERE', 'GROUP', 'ORDER', 'OFFSET'];

function takeBareAlias(tokens: TokenReader): string | undefined {
  const isClause = AFTER_SELECTION.some((word) => tokens.isWord(word));
  return tokens.peek().kind === 'word' && !isClause ? tokens.expectAnyWord() : undefined;
}

function nameOf(expression: Expression): string | undefined {
  return expression.kind === 'property' || expression.kind === 'variable' ? expression.name : undefined;
}

/** A number or a parameter, and no more: `TOP 5 *` is not a product. */
function parseCount(tokens: TokenReader): Expression {
  const { kind, text } = tokens.peek();
  if (kind !== 'number' && kind !== 'parameter') throw tokens.unexpected();
  tokens.next();
  return kind === 'number' ? { kind: 'literal', value: Number(text) } : { kind: 'parameter', name: text };
}

function parseGroupBy(tokens: TokenReader, expressions: ExpressionParser): readonly Expression[] {
  if (!tokens.takeWord('GROUP')) return [];
  tokens.expectWord('BY');
  const keys = [expressions.parse()];
  while (tokens.takeSymbol(',')) keys.push(expressions.parse());
  return keys;
}

function parseOrderBy(tokens: TokenReader, expressions: ExpressionParser): readonly OrderBy[] {
  if (!tokens.takeWord('ORDER')) return [];
  tokens.expectWord('BY');
  const items: OrderBy[] = [];
  do {
    const target = toRootedPath(expressions.parse());
    const descending = tokens.takeWord('DESC');
    if (!descending) tokens.takeWord('ASC');
    items.push({ ...target, descending });
  } while (tokens.takeSymbol(','));
  return items;
}

function toRootedPath(expression: Expression): Pick<OrderBy, 'root' | 'path'> {
  const { root, path } = rootedPathOf(expression) ?? { root: '', path: [] };
  if (path.length > 0) return { root, path };
  throw badRequest(
    'Unsupported ORDER BY clause. ORDER BY item expression could not be mapped to a document path.',
  );
}

/** The name and the properties of `name.a.b`; undefined for any other expression. */
export function rootedPathOf(expression: Expression): Pick<OrderBy, 'root' | 'path'> | undefined {
  const path: string[] = [];
  let target = expression;
  while (target.kind === 'property') {
    path.unshift(target.name);
    target = target.target;
  }
  return target.kind === 'variable' ? { root: target.name, path } : undefined;
}
