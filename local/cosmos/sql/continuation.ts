import { createHash } from 'node:crypto';
import { z } from 'zod';
import { badRequest, unsupported } from '../cosmos-error.ts';
import type { Value } from '../json.ts';

/** Where a row stands in the result: by the ORDER BY values, then the record number, then its place within the document. */
export interface Position {
  readonly orderValues: readonly Value[];
  readonly recordNumber: number;
  /** JOIN makes several rows of a document: 0 is the first. */
  readonly ordinal: number;
}

/**
 * Where a page ended. It names the last row rather than a count of rows, so that rows which come or go between two
 * pages neither repeat others nor hide them.
 */
export interface Continuation {
  readonly after: Position;
  /** Rows given so far; what TOP and LIMIT still allow depends on it. */
  readonly given: number;
}

// Node refuses requests with more than 16 KB of headers, and the token has to come back in one.
const MAX_TOKEN_CHARACTERS = 8 * 1024;

const tokenSchema = z.tuple([
  z.string(),
  z.number().int(),
  z.number().int().nonnegative(),
  z.number().int().nonnegative(),
  z.array(z.tuple([z.json()]).or(z.tuple([]))),
]);

/** A short name of what is asked; a token is good for the very query that gave it. */
export function fingerprint(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 12);
}

/** Base64, because ORDER BY values need not be plain ASCII and a header must. */
export function toToken(query: string, { after, given }: Continuation): string {
  const values = after.orderValues.map((value) => (value === undefined ? [] : [value]));
  const token = Buffer.from(
    JSON.stringify([query, after.recordNumber, after.ordinal, given, values]),
  ).toString('base64');
  if (token.length <= MAX_TOKEN_CHARACTERS) return token;
  throw unsupported(
    `a continuation token of more than ${MAX_TOKEN_CHARACTERS} characters (long ORDER BY values)`,
  );
}

/** Throws a 400 for anything that {@link toToken} did not make for the same query. */
export function fromToken(query: string, token: string): Continuation {
  const parsed = tokenSchema.safeParse(parseJson(Buffer.from(token, 'base64').toString()));
  if (!parsed.success || parsed.data[0] !== query) throw badRequest('Invalid Continuation Token');
  const [, recordNumber, ordinal, given, values] = parsed.data;
  return { after: { recordNumber, ordinal, orderValues: values.map(([value]) => value) }, given };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
