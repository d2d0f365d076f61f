import { unknownTo } from './refused.ts';
import { translateExpressions } from './translate-expressions.ts';
import type { Token } from './sql-tokens.ts';
import { typeAt } from './sql-types.ts';

/**
 * Translates `CREATE TABLE` and `CREATE VIEW`. What DuckDB has no word for (comments, clustering) is left out, and so
 * are primary keys: Snowflake does not enforce them, and a stand-in that did would hide what that allows.
 */
export function translateCreate(tokens: readonly Token[]): string {
  const what = tokens.findIndex(({ text }) => text === 'TABLE' || text === 'VIEW');
  const head = tokens.slice(0, what).map(({ text }) => text);
  if (what < 0 || !['CREATE', 'CREATE OR REPLACE'].includes(head.join(' ')))
    throw unknownTo(`${head.join(' ')} …`);
  return tokens[what]?.text === 'VIEW' ? createView(tokens, what) : createTable(tokens, what);
}

function createView(tokens: readonly Token[], view: number): string {
  const as = tokens.findIndex(({ text }) => text === 'AS');
  // What is between the name and AS says who may read it and what it is for.
  const options = tokens.findIndex(({ text }, at) => ['COMMENT', 'COPY'].includes(text) && at < as);
  const name = tokens.slice(0, options < 0 ? as : options).map(({ text }) => text);
  if (view < 0 || as < 0 || name.includes('(')) throw unknownTo('this form of CREATE VIEW');
  const noBinds = () => {
    throw unknownTo('binds in a view');
  };
  return `${name.join(' ')} AS ${translateExpressions(tokens.slice(as + 1), noBinds).sql}`;
}

function createTable(tokens: readonly Token[], table: number): string {
  const open = tokens.findIndex(({ text }) => text === '(');
  if (table < 0 || open < 0) throw unknownTo('CREATE TABLE without columns');
  const name = tokens.slice(0, open).map(({ text }) => text);
  const { items, end } = itemsAt(tokens, open);
  assertTableOptions(tokens.slice(end));
  const columns = items.filter((item) => !isConstraint(item)).map(columnOf);
  return `${name.join(' ')} (${columns.join(', ')})`;
}

/** The parts between parentheses that commas separate. */
function itemsAt(tokens: readonly Token[], open: number): { items: readonly Token[][]; end: number } {
  const items: Token[][] = [[]];
  let depth = 0;
  for (const [index, token] of tokens.slice(open + 1).entries()) {
    if (token.text === ')' && depth === 0) return { items, end: open + index + 2 };
    if (token.text === ',' && depth === 0) items.push([]);
    else items.at(-1)?.push(token);
    depth += Number(token.text === '(') - Number(token.text === ')');
  }
  throw unknownTo('an open parenthesis');
}

function isConstraint(item: readonly Token[]): boolean {
  return item[0]?.text === 'CONSTRAINT' || (item[0]?.text === 'PRIMARY' && item[1]?.text === 'KEY');
}

/** `NAME TYPE [NOT NULL] [DEFAULT SYSDATE()] [COMMENT '…']`. */
function columnOf(item: readonly Token[]): string {
  const { type, end } = typeAt(item, 1);
  const comment = item.findIndex(({ text }) => text === 'COMMENT');
  const rest = item.slice(end, comment < 0 ? item.length : comment).map(({ text }) => text);
  const rule = rest.join(' ');
  if (!['', 'NOT NULL', 'DEFAULT SYSDATE ( )', 'NOT NULL DEFAULT SYSDATE ( )'].includes(rule)) {
    throw unknownTo(`'${rule}' of a column`);
  }
  return `${item[0]?.text ?? ''} ${type} ${rule.toLowerCase()}`;
}

/** `CLUSTER BY (…)` and `COMMENT = '…'`, in any order. */
function assertTableOptions(tokens: readonly Token[]): void {
  for (let at = 0; at < tokens.length;) {
    const words = tokens
      .slice(at, at + 2)
      .map(({ text }) => text)
      .join(' ');
    if (words === 'COMMENT =') at += 3;
    else if (words === 'CLUSTER BY') at = itemsAt(tokens, at + 2).end;
    else throw unknownTo(`'${words}' of a table`);
  }
}
