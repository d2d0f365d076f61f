import { badRequest, unsupported } from '../cosmos-error.ts';
import { ExpressionParser } from './parse-expression.ts';
import type { Expression, OrderBy, Query, Selection } from './query.ts';
import { TokenReader } from './token-reader.ts';

/**
 * Parses a SELECT over one container (`FROM <alias>`).
 *
 * Throws a 400 for what is not the query language, and a 501 for what is but is not served here
 * (joins, subqueries, user-defined functions).
 */
export function parseQuery(text: string): Query {
  const tokens = new TokenReader(text);
  // The SELECT list comes before the FROM clause that names its alias, so the alias is looked up first.
  const alias = findAlias(text);
  const expressions = new ExpressionParser(tokens, alias);
  tokens.expectWord('SELECT');
  const distinct = tokens.takeWord('DISTINCT');
  const top = tokens.takeWord('TOP') ? parseCount(tokens) : undefined;
  const selection = parseSelection(tokens, expressions, alias);
  skipFrom(tokens);
  const where = tokens.takeWord('WHERE') ? expressions.parse() : undefined;
  const groupBy = parseGroupBy(tokens, expressions);
  const orderBy = parseOrderBy(tokens, expressions);
  const offset = tokens.takeWord('OFFSET') ? parseCount(tokens) : undefined;
  if (offset !== undefined) tokens.expectWord('LIMIT');
  const limit = offset === undefined ? undefined : parseCount(tokens);
  if (tokens.peek().kind !== 'end') throw tokens.unexpected();
  const query = { distinct, top, selection, where, groupBy, orderBy, offset, limit };
  assertCombinable(query);
  return query;
}

function assertCombinable({ top, limit, groupBy, orderBy }: Query): void {
  if (top !== undefined && limit !== undefined) throw badRequest('TOP cannot be combined with OFFSET LIMIT.');
  if (groupBy.length === 0 || orderBy.length === 0) return;
  throw badRequest('ORDER BY cannot be combined with GROUP BY.');
}

function findAlias(text: string): string {
  const tokens = new TokenReader(text);
  while (!tokens.isWord('FROM')) {
    if (tokens.peek().kind === 'end') {
      throw badRequest('The query has no FROM clause, which the local Cosmos stand-in needs.');
    }
    // A property named `from` (`c.from`) is not the clause.
    if (tokens.takeSymbol('.')) tokens.expectAnyWord();
    else tokens.next();
  }
  return skipFrom(tokens);
}

const CLAUSES = ['WHERE', 'ORDER', 'GROUP', 'OFFSET'];

function skipFrom(tokens: TokenReader): string {
  tokens.expectWord('FROM');
  const source = tokens.expectAnyWord();
  if (tokens.isSymbol('.') || tokens.isSymbol('[')) throw unsupported('FROM a path inside documents');
  if (tokens.isWord('IN')) throw unsupported('FROM … IN (iteration)');
  const isNamed = tokens.takeWord('AS') || (tokens.peek().kind === 'word' && !isClause(tokens));
  const alias = isNamed ? tokens.expectAnyWord() : source;
  if (tokens.isWord('JOIN')) throw unsupported('JOIN');
  if (tokens.isWord('IN')) throw unsupported('FROM … IN (iteration)');
  return alias;
}

function isClause(tokens: TokenReader): boolean {
  return tokens.isWord('JOIN') || CLAUSES.some((clause) => tokens.isWord(clause));
}

function parseSelection(tokens: TokenReader, expressions: ExpressionParser, root: string): Selection {
  if (tokens.takeSymbol('*')) return { kind: 'star' };
  if (tokens.takeWord('VALUE')) return { kind: 'value', expression: expressions.parse() };
  const items: { readonly expression: Expression; readonly name: string }[] = [];
  let unnamed = 0;
  do {
    const expression = expressions.parse();
    const alias = tokens.takeWord('AS') ? tokens.expectAnyWord() : takeBareAlias(tokens);
    const name = alias ?? nameOf(expression, root) ?? `$${(unnamed += 1)}`;
    if (items.some((item) => item.name === name)) {
      throw badRequest(`The property name '${name}' is specified more than once in the SELECT list.`);
    }
    items.push({ expression, name });
  } while (tokens.takeSymbol(','));
  return { kind: 'list', items };
}

function takeBareAlias(tokens: TokenReader): string | undefined {
  return tokens.peek().kind === 'word' && !tokens.isWord('FROM') ? tokens.expectAnyWord() : undefined;
}

function nameOf(expression: Expression, root: string): string | undefined {
  if (expression.kind === 'property') return expression.name;
  return expression.kind === 'root' ? root : undefined;
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
    const path = toPath(expressions.parse());
    const descending = tokens.takeWord('DESC');
    if (!descending) tokens.takeWord('ASC');
    items.push({ path, descending });
  } while (tokens.takeSymbol(','));
  return items;
}

function toPath(expression: Expression): readonly string[] {
  const path: string[] = [];
  let target = expression;
  while (target.kind === 'property') {
    path.unshift(target.name);
    target = target.target;
  }
  if (target.kind !== 'root' || path.length === 0) {
    throw badRequest(
      'Unsupported ORDER BY clause. ORDER BY item expression could not be mapped to a document path.',
    );
  }
  return path;
}
