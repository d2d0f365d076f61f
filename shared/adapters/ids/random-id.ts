import { randomUUID } from 'node:crypto';

/** A text that has never been given before. */
export function randomId(): string {
  return randomUUID();
}
