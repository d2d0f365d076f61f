import { describe, expect, test } from 'vitest';
import { isLostPart, remedyFor } from '../../../web/shell/lost-part.ts';

describe('a part of the page that is gone', () => {
  test.each([
    'Failed to fetch dynamically imported module: http://127.0.0.1/chunk-A.js',
    'error loading dynamically imported module: http://127.0.0.1/chunk-A.js',
    'Importing a module script failed.',
  ])('is known by "%s"', (message) => {
    expect(isLostPart(new TypeError(message))).toBe(true);
  });

  test('is not any other fault', () => {
    expect(isLostPart(new TypeError('x is undefined'))).toBe(false);
  });

  const now = { isServerThere: true, reloadedAt: undefined, nowMs: 100_000 };

  test('is made good by loading the page again', () => {
    expect(remedyFor(now)).toBe('reload');
  });

  test('is not loaded for again and again', () => {
    expect(remedyFor({ ...now, reloadedAt: 99_000 })).toBe('say-broken');
    expect(remedyFor({ ...now, reloadedAt: 40_000 })).toBe('reload');
  });

  test('is not left for the error page of a browser while the server does not answer', () => {
    expect(remedyFor({ ...now, isServerThere: false })).toBe('say-unreachable');
  });
});
