import { describe, expect, test } from 'vitest';
import { readClock, readDay, readLocal, wordsOfLocal } from '../../../../web/kit/time/typed-day.ts';

describe('readDay', () => {
  test.for([
    ['21 Nov 2026', '2026-11-21'],
    ['1 september 2026', '2026-09-01'],
    ['  3  Feb 2027 ', '2027-02-03'],
    ['2026-11-21', '2026-11-21'],
    // The day first, never the month.
    ['03/04/2026', '2026-04-03'],
    ['3.4.2026', '2026-04-03'],
    ['29 Feb 2028', '2028-02-29'],
  ] as const)('%s is %s', ([text, day]) => {
    expect(readDay(text)).toBe(day);
  });

  test.for([
    '',
    '31 Feb 2026',
    '29 Feb 2026',
    '13/13/2026',
    '21 Nov',
    '21 Nov 26',
    '21 M 2026',
    '0 May 2026',
  ])('%j is no day', (text) => {
    expect(readDay(text)).toBeUndefined();
  });
});

describe('readClock', () => {
  test.for([
    ['9:05', '09:05'],
    ['09.05', '09:05'],
    ['0905', '09:05'],
    ['23:59', '23:59'],
  ] as const)('%s is %s', ([text, time]) => {
    expect(readClock(text)).toBe(time);
  });

  test.for(['', '24:00', '9', '9:5', '9:60', '2 pm', '905'])('%j is no time', (text) => {
    expect(readClock(text)).toBeUndefined();
  });
});

describe('readLocal', () => {
  test.for([
    ['21 Nov 2026, 14:05', '2026-11-21T14:05'],
    ['21 Nov 2026 1405', '2026-11-21T14:05'],
    ['21/11/2026 9:05', '2026-11-21T09:05'],
    ['2026-11-21T14:05', '2026-11-21T14:05'],
    ['2026-11-21 14:05', '2026-11-21T14:05'],
    ['1 Oct 2026, 00:30', '2026-10-01T00:30'],
    // A day alone begins at midnight.
    ['21 Oct 2026', '2026-10-21T00:00'],
  ] as const)('%s is %s', ([text, local]) => {
    expect(readLocal(text)).toBe(local);
  });

  test.for(['', '14:05', '21 Nov 2026, 1', '21 Nov 2026, 25:00', 'tomorrow 14:05'])('%j is none', (text) => {
    expect(readLocal(text)).toBeUndefined();
  });
});

describe('wordsOfLocal', () => {
  test('is read back as what it was', () => {
    for (let month = 1; month <= 12; month += 1) {
      const local = `2026-${String(month).padStart(2, '0')}-09T00:05`;

      expect(readLocal(wordsOfLocal(local))).toBe(local);
    }
  });

  test('is nothing of nothing', () => {
    expect(wordsOfLocal('')).toBe('');
  });
});
