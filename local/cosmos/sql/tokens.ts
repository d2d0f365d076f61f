import { syntaxError } from './syntax-error.ts';

type TokenKind = 'word' | 'number' | 'string' | 'parameter' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written; for a string its value, without quotes and escapes. */
  readonly text: string;
  readonly position: number;
}

// Longest symbols first: `<=` must not be read as `<`.
const TOKEN =
  /(?<space>\s+|--[^\n]*)|(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_]\w*)|(?<parameter>@\w+)|(?<string>'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*")|(?<symbol>\?\?|<=|>=|!=|<>|\|\||[-+*/%=<>()[\]{}.,:?~])/y;

const KINDS = ['number', 'word', 'parameter', 'string', 'symbol'] as const;

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Cuts a query into tokens, the last of kind `end`; throws a 400 at the first character that begins none. */
export function tokenize(query: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < query.length) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(query);
    if (match === null) throw syntaxError(query.charAt(position), position);
    const token = toToken(match, position);
    if (token !== undefined) tokens.push(token);
    position = TOKEN.lastIndex;
  }
  tokens.push({ kind: 'end', text: '<end of query>', position });
  return tokens;
}

function toToken(match: RegExpExecArray, position: number): Token | undefined {
  const kind = KINDS.find((candidate) => match.groups?.[candidate] !== undefined);
  if (kind === undefined) return undefined;
  return { kind, text: kind === 'string' ? unquote(match[0]) : match[0], position };
}

function unquote(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(
      /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g,
      (_whole, code: string | undefined, char: string | undefined) =>
        code === undefined
          ? (ESCAPES[char ?? ''] ?? char ?? '')
          : String.fromCharCode(Number.parseInt(code, 16)),
    );
}
