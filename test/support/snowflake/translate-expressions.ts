import { unknownTo } from './refused.ts';
import { FUNCTIONS, NOT_FUNCTIONS } from './sql-functions.ts';
import { literalOf, textOf, type Token } from './sql-tokens.ts';
import { typeAt } from './sql-types.ts';

/** A statement in DuckDB's words, and the name of the bind that each of its `$1`, `$2` … stands for. */
export interface Translated {
  readonly sql: string;
  readonly binds: readonly string[];
}

/** The DuckDB type that a bind was declared with, by the bind's name. Throws Refused where there is none. */
export type BindTypes = (name: string) => string;

/**
 * Translates queries and DML: binds, types, functions, paths into a VARIANT (`value:key::TYPE`) and
 * `TABLE(FLATTEN(INPUT => …))`. Throws Refused for functions and types that it has not been taught.
 */
export function translateExpressions(tokens: readonly Token[], bindTypes: BindTypes): Translated {
  const parts: string[] = [];
  const binds: string[] = [];
  for (let at = 0; at < tokens.length;) {
    const next = partAt({ tokens, at, parts, binds, bindTypes });
    parts.push(next.text);
    at = next.end;
  }
  return { sql: parts.join(' '), binds };
}

interface Place {
  readonly tokens: readonly Token[];
  readonly at: number;
  readonly parts: string[];
  readonly binds: string[];
  readonly bindTypes: BindTypes;
}

interface Part {
  readonly text: string;
  readonly end: number;
}

function partAt(place: Place): Part {
  const { tokens, at } = place;
  const token = tokens[at];
  if (token === undefined) return { text: '', end: at + 1 };
  switch (token.kind) {
    case 'string':
      return { text: literalOf(textOf(token.text)), end: at + 1 };
    case 'bind':
      return bindAt(place, token);
    case 'word':
      return wordAt(place, token);
    case 'symbol':
      return symbolAt(place, token);
    case 'quoted':
    case 'number':
      return { text: token.text, end: at + 1 };
  }
}

/** `?` stands for the next bind, `:2` for the second. */
function bindAt({ tokens, at, binds, bindTypes }: Place, token: Token): Part {
  const marks = tokens.slice(0, at + 1).filter(({ kind, text }) => kind === 'bind' && text === '?');
  const name = token.text === '?' ? String(marks.length) : token.text.slice(1);
  binds.push(name);
  return { text: `CAST($${binds.length} AS ${bindTypes(name)})`, end: at + 1 };
}

function symbolAt(place: Place, { text }: Token): Part {
  const { tokens, at, parts } = place;
  if (text === '::') {
    const { type, end } = typeAt(tokens, at + 1);
    return { text: `:: ${type}`, end };
  }
  if (text !== ':' && text !== '[') return { text, end: at + 1 };
  const base = [parts.pop() ?? ''];
  while (parts.at(-1) === '.') base.unshift(...parts.splice(-2));
  return pathAt(place, base.join(''));
}

/** `base:key::TYPE`, `base[0]::TYPE`: a JSON null is a NULL as soon as it is cast to anything but a VARIANT. */
function pathAt({ tokens, at }: Place, base: string): Part {
  const { path, end: castAt } = keyAt(tokens, at);
  const next = tokens[castAt]?.text;
  if (next === ':' || next === '[') throw unknownTo('paths of more than one key into a VARIANT');
  if (next !== '::') return { text: `json_extract(${base}, ${path})`, end: castAt };
  const { type, end } = typeAt(tokens, castAt + 1);
  if (type === 'JSON') return { text: `json_extract(${base}, ${path})`, end };
  return { text: `CAST(json_extract_string(${base}, ${path}) AS ${type})`, end };
}

/** The path in DuckDB's form, as a literal. */
function keyAt(tokens: readonly Token[], at: number): { readonly path: string; readonly end: number } {
  const written = tokens
    .slice(at, at + 3)
    .map((token) => token.written)
    .join('');
  const [index] = /^\[\d+\]/.exec(written) ?? [];
  if (index !== undefined) return { path: literalOf(`$${index}`), end: at + 3 };
  const key = tokens[at + 1];
  if (key?.kind !== 'word') throw unknownTo('this path into a VARIANT');
  return { path: literalOf(`$."${key.written}"`), end: at + 2 };
}

function wordAt(place: Place, { text }: Token): Part {
  const { tokens, at } = place;
  const next = tokens[at + 1]?.text;
  if (text === 'TABLE' && next === '(') return flattenAt(place);
  if (text === 'CAST' && next === '(') throw unknownTo('CAST( … AS …); write ::');
  if (next !== '(' || NOT_FUNCTIONS.has(text)) return { text, end: at + 1 };
  if (isNameOfColumns(tokens, at)) return { text, end: at + 1 };
  const name = FUNCTIONS[text];
  if (name === undefined) throw unknownTo(`the function ${text}`);
  return { text: name, end: at + 1 };
}

/** `INTO t (a, b)` and `WITH t (a) AS`: a name with its columns. */
function isNameOfColumns(tokens: readonly Token[], at: number): boolean {
  for (let before = at - 1; before >= 0; before -= 2) {
    const text = tokens[before]?.text;
    if (text === 'INTO') return true;
    if (text !== '.') return false;
  }
  return false;
}

function flattenAt({ tokens, at }: Place): Part {
  const isFlatten = ['FLATTEN', '(', 'INPUT', '=>'].every(
    (text, index) => tokens[at + 2 + index]?.text === text,
  );
  if (!isFlatten) throw unknownTo('a table function but TABLE(FLATTEN(INPUT => …))');
  // Its closing parenthesis is TABLE's: one is enough in DuckDB, the other is put around the argument.
  return { text: 'json_each((', end: at + 6 };
}
