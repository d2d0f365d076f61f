import type { z } from 'zod';
import { InvalidInput } from '../../domain/errors.ts';

/** A position as the text that callers give back to get the next page. */
export function toJsonCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** The position in a cursor. Throws InvalidInput for a text that no page gave. */
export function fromJsonCursor<T>(cursor: string, position: z.ZodType<T>): T {
  const read = position.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (read.success) return read.data;
  throw new InvalidInput('The cursor is not one that a page gave.', [
    { pointer: '/cursor', message: 'must be the "nextCursor" of the page before' },
  ]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
