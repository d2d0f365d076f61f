import { expect } from 'vitest';

/** Any text that holds another. */
export function textContaining(part: string): unknown {
  return expect.stringContaining(part);
}

/** Any text that matches. */
export function textMatching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}
