import { describe, expect, test } from 'vitest';
import { cronRecurrence, firstDue } from './cron-recurrence.ts';

describe('nextLocalTime', () => {
  // In UTC, so that only the calendar is at work.
  test.each([
    ['* * * * *', '2026-01-01T00:00Z', ['2026-01-01T00:01Z', '2026-01-01T00:02Z']],
    ['* * * * *', '2026-01-01T00:00:59.999Z', ['2026-01-01T00:01Z']],
    ['0 0 * * *', '2025-12-31T23:59:59.999Z', ['2026-01-01T00:00Z', '2026-01-02T00:00Z']],
    ['*/15 * * * *', '2026-01-01T00:44Z', ['2026-01-01T00:45Z', '2026-01-01T01:00Z', '2026-01-01T01:15Z']],
    ['29,30 5 * * *', '2026-01-01T05:00Z', ['2026-01-01T05:29Z', '2026-01-01T05:30Z', '2026-01-02T05:29Z']],
    ['59 23 31 12 *', '2026-06-01T00:00Z', ['2026-12-31T23:59Z', '2027-12-31T23:59Z']],
    ['0 9-17/4 * * *', '2026-01-01T09:00Z', ['2026-01-01T13:00Z', '2026-01-01T17:00Z', '2026-01-02T09:00Z']],
    ['0 9 * * MON-FRI', '2026-01-02T09:00Z', ['2026-01-05T09:00Z', '2026-01-06T09:00Z']],
    ['0 0 * * 7', '2026-01-01T00:00Z', ['2026-01-04T00:00Z', '2026-01-11T00:00Z']],
    ['0 0 31 * *', '2026-01-31T00:00Z', ['2026-03-31T00:00Z', '2026-05-31T00:00Z', '2026-07-31T00:00Z']],
    ['0 0 31 2,3 *', '2026-01-01T00:00Z', ['2026-03-31T00:00Z', '2027-03-31T00:00Z']],
    ['0 0 1 */3 *', '2026-01-01T00:00Z', ['2026-04-01T00:00Z', '2026-07-01T00:00Z', '2026-10-01T00:00Z']],
    ['0 0 */10 * *', '2026-01-21T00:00Z', ['2026-01-31T00:00Z', '2026-02-01T00:00Z', '2026-02-11T00:00Z']],
    ['0 0 29 2 *', '2026-01-01T00:00Z', ['2028-02-29T00:00Z', '2032-02-29T00:00Z']],
  ])('follows "%s" after %s', (expression, after, expected) => {
    expect(firstDue(cronRecurrence(expression), after, expected.length)).toEqual(expected);
  });

  test('runs on the 13th and on Fridays when both day fields are restricted', () => {
    expect(firstDue(cronRecurrence('0 0 13 * 5'), '2026-01-03T00:00Z', 4)).toEqual([
      '2026-01-09T00:00Z',
      '2026-01-13T00:00Z',
      '2026-01-16T00:00Z',
      '2026-01-23T00:00Z',
    ]);
  });

  test('runs every day when the day of month is spelled out as 1-31 beside a weekday', () => {
    expect(firstDue(cronRecurrence('0 0 1-31 * 1'), '2026-01-01T00:00Z', 2)).toEqual([
      '2026-01-02T00:00Z',
      '2026-01-03T00:00Z',
    ]);
  });

  test('runs on odd days that are Mondays, because a stepped star does not restrict', () => {
    expect(firstDue(cronRecurrence('0 0 */2 * 1'), '2026-01-01T00:00Z', 3)).toEqual([
      '2026-01-05T00:00Z',
      '2026-01-19T00:00Z',
      '2026-02-09T00:00Z',
    ]);
  });

  test('finds 29 February on a Sunday, every 28 years', () => {
    expect(firstDue(cronRecurrence('0 0 29 2 */7'), '2026-01-01T00:00Z', 2)).toEqual([
      '2032-02-29T00:00Z',
      '2060-02-29T00:00Z',
    ]);
  });

  test('finds 29 February on a Sunday across the 40 years around 2100', () => {
    expect(firstDue(cronRecurrence('0 0 29 2 */7'), '2088-02-29T00:00Z', 1)).toEqual(['2128-02-29T00:00Z']);
  });

  test('knows that 2100 is not a leap year and 2000 was', () => {
    expect(firstDue(cronRecurrence('0 0 29 2 *'), '2096-02-29T00:00Z', 1)).toEqual(['2104-02-29T00:00Z']);
    expect(firstDue(cronRecurrence('0 0 29 2 *'), '1996-02-29T00:00Z', 1)).toEqual(['2000-02-29T00:00Z']);
  });

  test('finds nothing on 30 February', () => {
    expect(firstDue(cronRecurrence('0 0 30 2 *'), '2026-01-01T00:00Z', 1)).toEqual([]);
  });
});
