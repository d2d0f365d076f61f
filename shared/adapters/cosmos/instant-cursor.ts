import { z } from 'zod';
import { toInstant } from './instants.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';

/*
 * Pages in order of an instant, the latest first. Several items may share an instant, so a page ends at an instant
 * and so many of it; unlike an offset from the start this stays right while items come and go.
 */

/** Later than every instant. */
const END_OF_TIME = '9999-12-31T23:59:59.999Z';

export interface InstantPosition {
  /** The next page has items of this instant and earlier ones. */
  readonly before: string;
  /** Items of exactly that instant on the pages so far. */
  readonly seen: number;
}

const position = z.object({ before: z.iso.datetime({ precision: 3 }), seen: z.int().min(0) });

/** Where the page behind this one begins; `instants` (epoch ms) are those of the page's items, in order. */
export function toInstantCursor(instants: readonly number[], { before, seen }: InstantPosition): string {
  const last = instants.at(-1) ?? Date.parse(before);
  const ofInstant = instants.filter((instant) => instant === last).length;
  const next = toInstant(last);
  const cursor: InstantPosition = { before: next, seen: next === before ? seen + ofInstant : ofInstant };
  return toJsonCursor(cursor);
}

/** The position that a cursor names, or the first. Throws InvalidInput for a text that is no cursor. */
export function fromInstantCursor(cursor: string | undefined): InstantPosition {
  if (cursor === undefined) return { before: END_OF_TIME, seen: 0 };
  return fromJsonCursor(cursor, position);
}
