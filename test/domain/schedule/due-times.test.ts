import { describe, expect, test } from 'vitest';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import { cronRecurrence } from './cron-recurrence.ts';

const MIDNIGHT = Date.parse('2026-06-01T00:00Z');
const HOUR_MS = 3_600_000;
const hourly = [cronRecurrence('@hourly')];

describe('dueTimes', () => {
  test('leave out the start of the range and include its end', () => {
    const range = { after: MIDNIGHT, until: MIDNIGHT + 2 * HOUR_MS, limit: 10 };

    expect(dueTimes(hourly, range)).toEqual([MIDNIGHT + HOUR_MS, MIDNIGHT + 2 * HOUR_MS]);
  });

  test('stop at the limit', () => {
    expect(dueTimes(hourly, { after: MIDNIGHT, until: Infinity, limit: 3 })).toHaveLength(3);
  });

  test('are none for a limit of 0', () => {
    expect(dueTimes(hourly, { after: MIDNIGHT, until: Infinity, limit: 0 })).toEqual([]);
  });

  test('are none in a range that ends before it starts', () => {
    expect(dueTimes(hourly, { after: MIDNIGHT, until: MIDNIGHT - HOUR_MS, limit: 3 })).toEqual([]);
  });

  test('end when the recurrences do', () => {
    const recurrences = [{ ...cronRecurrence('@hourly'), endAt: MIDNIGHT + HOUR_MS }];

    expect(dueTimes(recurrences, { after: MIDNIGHT, until: Infinity, limit: 3 })).toEqual([
      MIDNIGHT + HOUR_MS,
    ]);
  });

  test.each([-1, 1.5, Infinity, NaN])('refuse a limit of %s', (limit) => {
    expect(() => dueTimes(hourly, { after: MIDNIGHT, until: Infinity, limit })).toThrow(RangeError);
  });
});
