import { describe, expect, test } from 'vitest';
import { readRetryAfter } from '../../../shared/domain/report/retry-after.ts';

const NOW = Date.parse('2026-03-01T06:00:00Z');

describe('readRetryAfter', () => {
  test.each([
    ['no field', undefined, undefined],
    ['seconds', '120', 120_000],
    ['no seconds', '0', 0],
    ['seconds with blanks', ' 5 ', 5_000],
    ['a date', 'Sun, 01 Mar 2026 06:00:30 GMT', 30_000],
    ['a date that has passed', 'Sun, 01 Mar 2026 05:00:00 GMT', 0],
    ['at most a day', '999999', 86_400_000],
    ['at most a day, also by a date', 'Fri, 01 Jan 2100 00:00:00 GMT', 86_400_000],
    ['a fraction', '1.5', undefined],
    ['a negative number', '-1', undefined],
    ['a date of another form', '2026-03-01T06:00:30Z', undefined],
    ['a date that there is not', 'Sun, 99 Mar 2026 06:00:30 GMT', undefined],
    ['words', 'soon', undefined],
    ['nothing', '', undefined],
  ])('%s', (_name, field, ms) => {
    expect(readRetryAfter(field, NOW)).toBe(ms);
  });
});
