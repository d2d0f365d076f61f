import { describe, expect, test } from 'vitest';
import type { RecurrenceDraft } from '../../../shared/domain/schedule/recurrence.ts';
import { recurrenceIssues } from '../../../shared/domain/schedule/validate-recurrence.ts';
import { cronRecurrence } from './cron-recurrence.ts';

const NOON = Date.parse('2026-06-01T12:00Z');
const HOUR_MS = 3_600_000;
const hourly = { type: 'interval', everySeconds: 3600, anchorAt: NOON } as const;
const daily = cronRecurrence('0 12 * * *', 'Europe/London');

function pointersOf(recurrence: RecurrenceDraft): string[] {
  return recurrenceIssues(recurrence).map((issue) => issue.pointer);
}

describe('recurrenceIssues', () => {
  test.each<RecurrenceDraft>([
    daily,
    { ...daily, startAt: NOON, endAt: NOON + 48 * HOUR_MS },
    { ...daily, timeZone: 'europe/london', dst: 'both' },
    cronRecurrence('0 0 29 2 *'),
    cronRecurrence('0 0 29 2 */7'),
    cronRecurrence('0 0 31 2,3 *'),
    cronRecurrence('0 0 30 2 1'),
    hourly,
    { ...hourly, startAt: NOON + 1, endAt: NOON + HOUR_MS },
    { ...hourly, anchorAt: 0, everySeconds: 1 },
    { type: 'once', at: NOON },
  ])('has no fault to find in %o', (recurrence) => {
    expect(recurrenceIssues(recurrence)).toEqual([]);
  });

  test.each<[string, string[], RecurrenceDraft]>([
    ['a minute out of range', ['/expression'], { ...daily, expression: '60 * * * *' }],
    ['two bad fields', ['/expression', '/expression'], { ...daily, expression: '60 24 * * *' }],
    ['30 February', ['/expression'], { ...daily, expression: '0 0 30 2 *' }],
    ['31 April and 31 June', ['/expression'], { ...daily, expression: '0 0 31 4,6 *' }],
    ['an unknown zone', ['/timeZone'], { ...daily, timeZone: 'Europe/Atlantis' }],
    ['an empty zone', ['/timeZone'], { ...daily, timeZone: '' }],
    ['an offset for a zone', ['/timeZone'], { ...daily, timeZone: '+02:00' }],
    ['a Windows name for a zone', ['/timeZone'], { ...daily, timeZone: 'W. Europe Standard Time' }],
    ['five fields of unix5 under another dialect', ['/expression'], { ...daily, dialect: 'quartz' }],
    ['an unknown policy', ['/dst'], { ...daily, dst: 'twice' }],
    ['an end before the start', ['/endAt'], { ...daily, startAt: NOON, endAt: NOON - 1 }],
    ['a start that is not an instant', ['/startAt'], { ...daily, startAt: 0.5 }],
    ['an end before 1970', ['/endAt'], { ...daily, endAt: -1 }],
    ['an end after 9999', ['/endAt'], { ...daily, endAt: 253_402_300_800_000 }],
    ['a cron with no slot in its range', ['/endAt'], { ...daily, startAt: NOON, endAt: NOON + HOUR_MS }],
    ['an interval of nothing', ['/everySeconds'], { ...hourly, everySeconds: 0 }],
    ['half a second', ['/everySeconds'], { ...hourly, everySeconds: 0.5 }],
    ['an interval that is not a number', ['/everySeconds'], { ...hourly, everySeconds: NaN }],
    ['an interval of a thousand years', ['/everySeconds'], { ...hourly, everySeconds: 4e10 }],
    ['an anchor that is not an instant', ['/anchorAt'], { ...hourly, anchorAt: Infinity }],
    ['an interval that ends before it begins', ['/endAt'], { ...hourly, endAt: NOON - 1 }],
    [
      'an interval with no slot in its range',
      ['/endAt'],
      { ...hourly, startAt: NOON + 1, endAt: NOON + HOUR_MS - 1 },
    ],
    ['one instant that is none', ['/at'], { type: 'once', at: NaN }],
  ])('finds %s', (_fault, pointers, recurrence) => {
    expect(pointersOf(recurrence)).toEqual(pointers);
  });

  test('finds every fault at once', () => {
    const recurrence = {
      type: 'cron',
      dialect: 'unix5',
      expression: '99 * * * *',
      timeZone: 'Nowhere',
      dst: 'maybe',
      startAt: NaN,
      endAt: -5,
    } as const;

    expect(pointersOf(recurrence)).toEqual(['/expression', '/timeZone', '/dst', '/startAt', '/endAt']);
  });

  test('says which date never comes', () => {
    expect(recurrenceIssues(cronRecurrence('0 0 30 2 *'))).toEqual([
      { pointer: '/expression', message: '"0 0 30 2 *" never runs: no month it names has such a day.' },
    ]);
  });
});
