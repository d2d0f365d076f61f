import { describe, expect, test } from 'vitest';
import { dateOfDay } from '../../../shared/domain/schedule/calendar.ts';
import {
  calendarDateIssues,
  isCalendarName,
  isSameCalendar,
  MAX_CALENDAR_DATES,
} from '../../../shared/domain/schedule/named-calendar.ts';

function days(count: number): string[] {
  return Array.from({ length: count }, (_, day) => dateOfDay(day));
}

describe('isCalendarName', () => {
  test.each(['bank', 'UK-bank_2026.v2', '1', 'a'.repeat(64)])('takes %j', (name) => {
    expect(isCalendarName(name)).toBe(true);
  });

  test.each(['', '.', '..', '-a', 'a b', 'a/b', 'ä', 'bank\n', 'a'.repeat(65)])('refuses %j', (name) => {
    expect(isCalendarName(name)).toBe(false);
  });
});

describe('calendarDateIssues', () => {
  test('finds nothing in dates of any order', () => {
    expect(calendarDateIssues(['2026-12-26', '2026-12-25', '2028-02-29'])).toEqual([]);
  });

  test('names each that is no date, and each that comes again', () => {
    const dates = ['2026-12-25', '2026-02-30', '25.12.2026', '2026-12-25', '1969-12-31'];

    expect(calendarDateIssues(dates).map(({ pointer }) => pointer)).toEqual(['/1', '/2', '/3', '/4']);
  });

  test('says where a date was first', () => {
    expect(calendarDateIssues(['2026-12-24', '2026-12-25', '2026-12-25'])).toEqual([
      { pointer: '/2', message: '"2026-12-25" is in the list already, at 1.' },
    ]);
  });

  test('takes five thousand dates and not one more', () => {
    expect(calendarDateIssues(days(MAX_CALENDAR_DATES))).toEqual([]);
    expect(calendarDateIssues(days(MAX_CALENDAR_DATES + 1))).toEqual([
      { pointer: '', message: 'must be at most 5000 dates' },
    ]);
  });

  test('names faults beside there being too many', () => {
    const pointers = calendarDateIssues(['x', ...days(MAX_CALENDAR_DATES)]).map(({ pointer }) => pointer);

    expect(pointers).toEqual(['', '/0']);
  });
});

describe('isSameCalendar', () => {
  const calendar = { name: 'bank', dates: ['2026-12-25'], description: 'Closed' };

  test('sees no difference between two of the same content', () => {
    expect(isSameCalendar(calendar, { ...calendar, dates: ['2026-12-25'] })).toBe(true);
  });

  test.each([
    { dates: ['2026-12-26'] },
    { dates: [] },
    { dates: ['2026-12-25', '2026-12-26'] },
    { description: 'Open' },
  ])('sees that %j is another', (change) => {
    expect(isSameCalendar(calendar, { ...calendar, ...change })).toBe(false);
  });
});
