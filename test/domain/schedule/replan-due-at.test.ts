import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import type { Calendars } from '../../../shared/domain/schedule/exclusion.ts';
import type { Recurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { replanDueAt } from '../../../shared/domain/schedule/replan-due-at.ts';
import { cronRecurrence } from './cron-recurrence.ts';

const DAILY: Recurrence = {
  ...cronRecurrence('0 6 * * *'),
  exclusions: [{ type: 'calendar', name: 'bank' }],
};

/** The next slot of the daily job at `now`, by the calendar as it is. */
function replanned(now: string, undispatched: string | undefined, ...closed: string[]): string | undefined {
  const calendars: Calendars = new Map([['bank', new Set(closed)]]);
  const undispatchedAt = undispatched === undefined ? undefined : Date.parse(undispatched);
  const dueAt = replanDueAt([DAILY], { now: Date.parse(now), undispatchedAt, calendars });
  return dueAt === undefined ? undefined : new Date(dueAt).toISOString();
}

describe('replanDueAt', () => {
  test('moves past a slot that has become excluded', () => {
    expect(replanned('2026-03-01T12:00Z', '2026-03-02T06:00Z', '2026-03-02', '2026-03-03')).toBe(
      '2026-03-04T06:00:00.000Z',
    );
  });

  test('comes back to a future slot that has become free', () => {
    expect(replanned('2026-03-01T12:00Z', '2026-03-05T06:00Z')).toBe('2026-03-02T06:00:00.000Z');
  });

  test('leaves a past slot excluded that has become free', () => {
    expect(replanned('2026-03-01T06:00Z', '2026-03-02T06:00Z')).toBe('2026-03-02T06:00:00.000Z');
  });

  test('keeps the slots that dispatch still has to work off', () => {
    expect(replanned('2026-03-04T12:00Z', '2026-03-02T06:00Z', '2026-03-03')).toBe(
      '2026-03-02T06:00:00.000Z',
    );
  });

  test('takes away a slot to work off that has become excluded', () => {
    expect(replanned('2026-03-04T12:00Z', '2026-03-02T06:00Z', '2026-03-02')).toBe(
      '2026-03-03T06:00:00.000Z',
    );
  });

  test('keeps a slot that is due this very moment and not dispatched', () => {
    expect(replanned('2026-03-02T06:00Z', '2026-03-02T06:00Z')).toBe('2026-03-02T06:00:00.000Z');
  });

  test('finds slots again where there were none left', () => {
    expect(replanned('2026-03-01T12:00Z', undefined)).toBe('2026-03-02T06:00:00.000Z');
  });

  test('finds no slot when all that come are excluded', () => {
    const once: Recurrence = { ...DAILY, endAt: Date.parse('2026-03-02T12:00Z') };
    const calendars = new Map([['bank', new Set(['2026-03-02'])]]);
    const now = Date.parse('2026-03-01T12:00Z');

    expect(replanDueAt([once], { now, undispatchedAt: now + 1, calendars })).toBeUndefined();
  });

  test('throws when a calendar is missing', () => {
    const options = { now: 0, undispatchedAt: 0, calendars: new Map() };

    expect(() => replanDueAt([DAILY], options)).toThrow(InvalidInput);
  });
});
