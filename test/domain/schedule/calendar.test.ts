import { expect, test } from 'vitest';
import { monthAfter, monthOfDay } from '../../../shared/domain/schedule/calendar.ts';

const DAY_MS = 86_400_000;

test('monthOfDay agrees with Date on every month from 1969 to 2410', () => {
  let month = monthOfDay(-1);
  for (let index = 0; index < 441 * 12; index++) {
    const date = new Date(Date.UTC(1969, 11 + index, 1));
    const next = new Date(Date.UTC(1969, 12 + index, 1));
    const expected = {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      length: (next.getTime() - date.getTime()) / DAY_MS,
      firstDay: date.getTime() / DAY_MS,
      firstWeekday: date.getUTCDay(),
    };

    expect(month).toEqual(expected);
    expect(monthOfDay(expected.firstDay)).toEqual(expected);
    expect(monthOfDay(expected.firstDay + expected.length - 1)).toEqual(expected);
    month = monthAfter(month);
  }
});
