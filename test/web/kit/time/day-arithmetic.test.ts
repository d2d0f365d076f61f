import { expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  dayOf,
  daysInMonth,
  isDay,
  weekdayOf,
} from '../../../../web/kit/time/day-arithmetic.ts';

test('a month later is the last day of a month that is shorter', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
  expect(addMonths('2028-02-29', 12)).toBe('2029-02-28');
  expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
  expect(addMonths('2026-11-15', 2)).toBe('2027-01-15');
});

test('the days of a month are counted, of a leap year too', () => {
  expect(['2026-02-10', '2028-02-10', '2026-12-01', '2100-02-01'].map(daysInMonth)).toEqual([28, 29, 31, 28]);
});

test('days are counted over the ends of months and years, whatever clocks do', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2026-03-29', 1)).toBe('2026-03-30');
  expect(addDays('2026-10-25', -1)).toBe('2026-10-24');
});

test('the weekday of a day is that of the calendar', () => {
  expect([weekdayOf('2026-11-01'), weekdayOf('2026-11-21')]).toEqual([0, 6]);
});

test('a year below 100 is that year', () => {
  expect(dayOf(26, 10, 21)).toBe('0026-11-21');
});

test('a day is what the calendar has', () => {
  expect(['2026-11-21', '2026-02-29', '', '2026-11-21T00:00', undefined].map(isDay)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
