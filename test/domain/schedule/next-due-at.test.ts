import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { dateOfDay } from '../../../shared/domain/schedule/calendar.ts';
import { DAY_MS } from '../../../shared/domain/schedule/instant.ts';
import { nextDueAt } from '../../../shared/domain/schedule/next-due-at.ts';
import type { IntervalRecurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { cronRecurrence, firstDue } from './cron-recurrence.ts';

const at = (text: string) => Date.parse(text);

const NOON = Date.parse('2026-06-01T12:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

function every(everySeconds: number, range: Partial<IntervalRecurrence> = {}): IntervalRecurrence {
  return { type: 'interval', everySeconds, anchorAt: NOON, ...range };
}

describe('nextDueAt', () => {
  test('is never for no recurrences', () => {
    expect(nextDueAt([], NOON)).toBeUndefined();
  });

  test('is the earliest of several recurrences', () => {
    const given = [cronRecurrence('30 12 * * *'), every(600), cronRecurrence('5 12 * * *')];

    expect(nextDueAt(given, NOON)).toBe(NOON + 5 * 60_000);
  });

  test('gives one slot to an instant that two recurrences name', () => {
    const given = [cronRecurrence('0 13 * * *'), every(3600)];

    expect(nextDueAt(given, NOON)).toBe(NOON + 3_600_000);
    expect(nextDueAt(given, NOON + 3_600_000)).toBe(NOON + 7_200_000);
  });

  test('gives one slot to two local times of two zones that are one instant', () => {
    const given = [
      cronRecurrence('0 9 * * *', 'Europe/Berlin'),
      cronRecurrence('30 12 * * *', 'Asia/Kolkata'),
    ];

    expect(nextDueAt(given, NOON)).toBe(Date.parse('2026-06-02T07:00Z'));
    expect(nextDueAt(given, Date.parse('2026-06-02T07:00Z'))).toBe(Date.parse('2026-06-03T07:00Z'));
  });

  test('takes an instant between milliseconds for what it is', () => {
    const given = [cronRecurrence('* * * * *')];

    expect(nextDueAt(given, NOON - 0.5)).toBe(NOON);
    expect(nextDueAt(given, NOON + 0.5)).toBe(NOON + 60_000);
  });

  test('starts in 1970 when asked from the beginning of time', () => {
    expect(nextDueAt([cronRecurrence('* * * * *')], -Infinity)).toBe(0);
  });

  test('ends with the year 9999', () => {
    const given = [cronRecurrence('* * * * *', 'America/New_York'), every(60)];

    expect(nextDueAt(given, LAST - 60_000)).toBe(LAST - 59_999);
    expect(nextDueAt(given, LAST - 59_999)).toBeUndefined();
    expect(nextDueAt(given, Infinity)).toBeUndefined();
  });

  test('refuses to look after what is not a number', () => {
    expect(() => nextDueAt([every(60)], NaN)).toThrow(InvalidInput);
  });
});

describe('cron recurrences', () => {
  test('include their start', () => {
    const recurrence = { ...cronRecurrence('0 12 * * *'), startAt: NOON };

    expect(nextDueAt([recurrence], 0)).toBe(NOON);
  });

  test('skip what is before their start', () => {
    const recurrence = { ...cronRecurrence('0 12 * * *'), startAt: NOON + 1 };

    expect(nextDueAt([recurrence], 0)).toBe(NOON + 86_400_000);
  });

  test('include their end and nothing after it', () => {
    const recurrence = { ...cronRecurrence('0 12 * * *'), endAt: NOON };

    expect(nextDueAt([recurrence], NOON - 1)).toBe(NOON);
    expect(nextDueAt([recurrence], NOON)).toBeUndefined();
  });

  test('are not due past an end that lies before the next slot', () => {
    const recurrence = { ...cronRecurrence('0 12 * * *'), endAt: NOON + 1000 };

    expect(nextDueAt([recurrence], NOON)).toBeUndefined();
  });

  test('do not run a second time for a start between the two copies of an hour', () => {
    const recurrence = {
      ...cronRecurrence('30 1 * * *', 'America/New_York'),
      startAt: Date.parse('2026-11-01T06:10Z'),
    };

    expect(firstDue(recurrence, '2026-10-01T00:00Z', 1)).toEqual(['2026-11-02T06:30Z']);
  });

  test.each([
    ['/expression', { expression: '61 * * * *' }],
    ['/timeZone', { timeZone: 'Mars/Olympus' }],
  ])('that cannot be read are refused with the pointer %s', (pointer, fault) => {
    const recurrence = { ...cronRecurrence('0 0 * * *'), ...fault };

    expect(() => nextDueAt([recurrence], NOON)).toThrow(
      expect.objectContaining({ name: 'InvalidInput', issues: [expect.objectContaining({ pointer })] }),
    );
  });
});

describe('interval recurrences', () => {
  test('are first due at the anchor', () => {
    expect(nextDueAt([every(90)], 0)).toBe(NOON);
  });

  test('are due one interval after the anchor when asked at the anchor', () => {
    expect(nextDueAt([every(90)], NOON)).toBe(NOON + 90_000);
  });

  test('start at the first aligned instant from their start', () => {
    expect(nextDueAt([every(90, { startAt: NOON + 100_000 })], 0)).toBe(NOON + 180_000);
  });

  test('include a start that is aligned', () => {
    expect(nextDueAt([every(90, { startAt: NOON + 180_000 })], 0)).toBe(NOON + 180_000);
  });

  test('are not due before the anchor even when they start earlier', () => {
    expect(nextDueAt([every(90, { startAt: NOON - 1_000_000 })], 0)).toBe(NOON);
  });

  test('include their end and nothing after it', () => {
    expect(nextDueAt([every(90, { endAt: NOON + 90_000 })], NOON)).toBe(NOON + 90_000);
    expect(nextDueAt([every(90, { endAt: NOON + 89_999 })], NOON)).toBeUndefined();
  });

  test('are calculated, not counted, from an anchor long ago', () => {
    // Counting would take 250 thousand million steps here.
    expect(nextDueAt([every(1, { anchorAt: 0 })], LAST - 1999)).toBe(LAST - 999);
  });

  test('keep elapsed time through a clock change', () => {
    const daily = every(86_400, { anchorAt: Date.parse('2026-03-07T07:30Z') });

    expect(firstDue(daily, '2026-03-07T07:30Z', 2)).toEqual(['2026-03-08T07:30Z', '2026-03-09T07:30Z']);
  });

  test.each([0, -5, 0.5, NaN, Infinity])('refuse %s seconds instead of standing still', (everySeconds) => {
    expect(() => nextDueAt([every(everySeconds)], NOON)).toThrow(InvalidInput);
  });

  test('refuse an anchor that is not an instant', () => {
    expect(() => nextDueAt([every(60, { anchorAt: NaN })], NOON)).toThrow(InvalidInput);
  });
});

describe('single due times', () => {
  test('are due until they have passed', () => {
    expect(nextDueAt([{ type: 'once', at: NOON }], NOON - 1)).toBe(NOON);
    expect(nextDueAt([{ type: 'once', at: NOON }], NOON)).toBeUndefined();
  });

  test('refuse what is not an instant', () => {
    expect(() => nextDueAt([{ type: 'once', at: NaN }], NOON)).toThrow(InvalidInput);
  });
});

describe('a recurrence whose every day is excluded', () => {
  const exclusions = [{ type: 'calendar', name: 'closed' }] as const;
  const firstDay = at('2026-03-01T00:00:00Z') / DAY_MS;
  const closed = new Set(Array.from({ length: 5000 }, (_, day) => dateOfDay(firstDay + day)));
  const calendars = new Map([['closed', closed]]);
  const shut = { ...cronRecurrence('* * * * *'), exclusions };
  const now = at('2026-03-01T00:00:00Z');

  test('does not hide a slot of another one, wherever it stands', () => {
    const yearly = cronRecurrence('0 6 1 1 *');
    const dueAt = at('2027-01-01T06:00:00Z');

    expect(nextDueAt([shut, yearly], now, calendars)).toBe(dueAt);
    expect(nextDueAt([yearly, shut], now, calendars)).toBe(dueAt);
  });

  test('does not hide a slot that comes after more than a year', () => {
    const once = { type: 'once', at: at('2030-01-01T00:00:00Z') } as const;

    expect(nextDueAt([shut, once], now, calendars)).toBe(once.at);
  });

  test('is due again on the first day that is free', () => {
    expect(nextDueAt([shut], now, calendars)).toBe((firstDay + 5000) * DAY_MS);
  });
});
