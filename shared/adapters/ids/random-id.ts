import { randomUUID } from 'node:crypto';

/** A text that has never been given before. */
export function randomId(): string {
  // eslint-disable-next-line no-restricted-syntax -- a request without a key asks for something new each time
  return randomUUID();
}
