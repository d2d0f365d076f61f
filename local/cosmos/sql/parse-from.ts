import { badRequest } from '../cosmos-error.ts';
import type { Expression, Query, Source } from './query.ts';
import type { TokenReader } from './token-reader.ts';

/**
 * Reads `FROM <source> {JOIN <source>}`, or nothing when the next word is another.
 *
 * A source is `path [[AS] alias]`, `alias IN path`, `(SELECT …) [[AS] alias]` or `alias IN (SELECT …)`. Throws a 400
 * for an alias that is given twice.
 */
export function parseFrom(tokens: TokenReader, parseSubquery: () => Query): readonly Source[] {
  if (!tokens.takeWord('FROM')) return [];
  const sources = [parseSource(tokens, parseSubquery)];
  while (tokens.takeWord('JOIN')) sources.push(parseSource(tokens, parseSubquery));
  const aliases = sources.map(({ alias }) => alias).filter((alias) => alias !== undefined);
  const repeated = aliases.find((alias, index) => aliases.indexOf(alias) !== index);
  if (repeated !== undefined) {
    throw badRequest(`The input alias '${repeated}' is specified more than once in the FROM clause.`);
  }
  return sources;
}

function parseSource(tokens: TokenReader, parseSubquery: () => Query): Source {
  if (tokens.isSymbol('(')) {
    return { kind: 'rows', query: enclosed(tokens, parseSubquery), alias: takeAlias(tokens) };
  }
  if (!tokens.isWord('IN', 1)) {
    const path = parsePath(tokens);
    return { kind: 'value', path, alias: takeAlias(tokens) ?? lastNameOf(path) };
  }
  const alias = tokens.expectAnyWord();
  tokens.expectWord('IN');
  return tokens.isSymbol('(')
    ? { kind: 'row-elements', alias, query: enclosed(tokens, parseSubquery) }
    : { kind: 'elements', alias, path: parsePath(tokens) };
}

function enclosed(tokens: TokenReader, parseSubquery: () => Query): Query {
  tokens.expectSymbol('(');
  const query = parseSubquery();
  tokens.expectSymbol(')');
  return query;
}

function parsePath(tokens: TokenReader): Expression {
  let path: Expression = { kind: 'variable', name: tokens.expectAnyWord() };
  for (;;) {
    if (tokens.takeSymbol('.')) path = { kind: 'property', target: path, name: tokens.expectAnyWord() };
    else if (tokens.takeSymbol('[')) path = parseStep(tokens, path);
    else return path;
  }
}

/** `['name']` or `[0]`: the service takes nothing else in FROM. */
function parseStep(tokens: TokenReader, target: Expression): Expression {
  const { kind, text } = tokens.peek();
  if (kind !== 'string' && kind !== 'number') throw tokens.unexpected();
  tokens.next();
  tokens.expectSymbol(']');
  return kind === 'string'
    ? { kind: 'property', target, name: text }
    : { kind: 'element', target, index: { kind: 'literal', value: Number(text) } };
}

const CLAUSES = ['JOIN', 'WHERE', 'ORDER', 'GROUP', 'OFFSET'];

function takeAlias(tokens: TokenReader): string | undefined {
  const isNamed =
    tokens.takeWord('AS') ||
    (tokens.peek().kind === 'word' && !CLAUSES.some((clause) => tokens.isWord(clause)));
  return isNamed ? tokens.expectAnyWord() : undefined;
}

function lastNameOf(path: Expression): string {
  if (path.kind === 'variable' || path.kind === 'property') return path.name;
  throw badRequest('A FROM clause that ends in an array index needs an alias.');
}
