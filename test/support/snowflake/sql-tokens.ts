import { Refused } from './refused.ts';

/** `word` is an unquoted identifier or keyword, in upper case as Snowflake folds it; `bind` is `?` or `:1`. */
export interface Token {
  readonly kind: 'string' | 'quoted' | 'word' | 'number' | 'bind' | 'symbol';
  readonly text: string;
  /** As it was written: the keys of a path are not folded. */
  readonly written: string;
}

const BLANK = /\s+|--[^\n]*|\/\*[\s\S]*?\*\//y;
const KINDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['string', /'(?:[^'\\]|''|\\.)*'/y],
  ['quoted', /"(?:[^"]|"")+"/y],
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['word', /[A-Za-z_][A-Za-z0-9_$]*/y],
  ['bind', /\?|(?<!:):\d+/y],
  ['symbol', /::|<>|!=|<=|>=|=>|\|\||[-+*/%=<>(),.:;[\]]/y],
];

/** Cuts a statement into its tokens; blanks and comments go. Throws Refused at what begins no token. */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  for (let at = skipBlanks(sql, 0); at < sql.length; at = skipBlanks(sql, at)) {
    const token = tokenAt(sql, at);
    tokens.push(token);
    at += token.written.length;
  }
  return tokens;
}

function skipBlanks(sql: string, from: number): number {
  let at = from;
  for (;;) {
    BLANK.lastIndex = at;
    const blank = BLANK.exec(sql);
    if (blank === null) return at;
    at += blank[0].length;
  }
}

function tokenAt(sql: string, at: number): Token {
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = at;
    const written = pattern.exec(sql)?.[0];
    if (written !== undefined)
      return { kind, written, text: kind === 'word' ? written.toUpperCase() : written };
  }
  throw new Refused(
    '001003',
    '42000',
    `SQL compilation error: syntax error near '${sql.slice(at, at + 20)}'.`,
  );
}

/** The text that a string literal stands for; a backslash escapes, as it does in Snowflake. */
export function textOf(literal: string): string {
  return literal
    .slice(1, -1)
    .replaceAll(/''|\\(.)/g, (match, escaped: string | undefined) =>
      match === "''" ? "'" : unescaped(escaped),
    );
}

function unescaped(character: string | undefined): string {
  const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };
  return named[character ?? ''] ?? character ?? '';
}

export function literalOf(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
