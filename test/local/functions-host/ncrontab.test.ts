import { describe, expect, test } from 'vitest';

import { parseNcrontab } from '../../../local/functions-host/timers/ncrontab.ts';

function next(expression: string, after: string): string | undefined {
  const at = parseNcrontab(expression).next(Date.parse(after));
  return at === undefined ? undefined : new Date(at).toISOString();
}

describe('parseNcrontab', () => {
  test.each([
    ['*/5 * * * * *', '2026-03-01T00:00:00.000Z', '2026-03-01T00:00:05.000Z'],
    ['*/5 * * * * *', '2026-03-01T00:00:04.999Z', '2026-03-01T00:00:05.000Z'],
    ['0 */5 * * * *', '2026-03-01T23:57:00Z', '2026-03-02T00:00:00.000Z'],
    ['0 30 9-17/4 * * Mon-Fri', '2026-03-06T17:30:00Z', '2026-03-09T09:30:00.000Z'],
    ['0 0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 0 1 jan,JUL *', '2026-03-01T00:00:00Z', '2026-07-01T00:00:00.000Z'],
    ['10/20 0 0 * * *', '2026-03-01T00:00:30Z', '2026-03-01T00:00:50.000Z'],
    ['*/5 * * * *', '2026-03-01T00:01:00Z', '2026-03-01T00:05:00.000Z'],
    // Both day fields have to fit: the first Friday the 13th after March 2026.
    ['0 0 0 13 * 5', '2026-03-14T00:00:00Z', '2026-11-13T00:00:00.000Z'],
    ['0 0 0 * * 5-1', '2026-03-07T00:00:00Z', '2026-03-09T00:00:00.000Z'],
  ])('%s after %s is %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  test('knows when there is no such day', () => {
    expect(next('0 0 0 30 2 *', '2026-01-01T00:00:00Z')).toBeUndefined();
  });

  test.each([
    '* * *',
    '60 * * * * *',
    '* * * * * 7',
    '* * * 0 * *',
    '*/0 * * * * *',
    'a * * * * *',
    '00:05:00',
  ])('refuses %s', (expression) => {
    expect(() => parseNcrontab(expression)).toThrow(RangeError);
  });
});
