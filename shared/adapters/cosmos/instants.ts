import { z } from 'zod';

/** An instant in a document: ISO 8601 UTC with milliseconds, so that text order is time order; epoch ms inside. */
export const instant = z.iso.datetime({ precision: 3 }).transform((text) => Date.parse(text));

/** The stored form of an instant given in epoch ms. */
export function toInstant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
