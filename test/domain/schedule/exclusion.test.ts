import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import type { Calendars, Exclusion } from '../../../shared/domain/schedule/exclusion.ts';
import { nextDueAt } from '../../../shared/domain/schedule/next-due-at.ts';
import type { CronRecurrence, IntervalRecurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { recurrenceIssues } from '../../../shared/domain/schedule/validate-recurrence.ts';
import { cronRecurrence, dueBetween, firstDue } from './cron-recurrence.ts';
import { cpuMsOf } from '../../support/cpu-ms-of.ts';

const CHRISTMAS: Exclusion = { type: 'date', on: '2026-12-25' };
const HOLIDAYS: Exclusion = { type: 'date-range', startOn: '2026-12-24', endOn: '2027-01-02' };
const NIGHT: Exclusion = {
  type: 'instant-range',
  startAt: Date.parse('2026-12-25T22:00Z'),
  endAt: Date.parse('2026-12-26T02:00Z'),
};

function excluding(expression: string, timeZone: string, ...exclusions: Exclusion[]): CronRecurrence {
  return { ...cronRecurrence(expression, timeZone), exclusions };
}

describe('a recurrence with exclusions', () => {
  test('leaves out a date in its own zone', () => {
    const daily = excluding('0 6 * * *', 'Pacific/Auckland', CHRISTMAS);

    // 06:00 in Auckland is 17:00Z of the day before.
    expect(firstDue(daily, '2026-12-23T00:00Z', 2)).toEqual(['2026-12-23T17:00Z', '2026-12-25T17:00Z']);
  });

  test('leaves out a range of dates with its first and last', () => {
    const daily = excluding('0 6 * * *', 'UTC', HOLIDAYS);

    expect(firstDue(daily, '2026-12-23T00:00Z', 2)).toEqual(['2026-12-23T06:00Z', '2027-01-03T06:00Z']);
  });

  test('leaves out the instants of a range with its first and last', () => {
    const hourly = excluding('0 * * * *', 'UTC', NIGHT);

    expect(firstDue(hourly, '2026-12-25T20:30Z', 3)).toEqual([
      '2026-12-25T21:00Z',
      '2026-12-26T03:00Z',
      '2026-12-26T04:00Z',
    ]);
  });

  test('leaves out the dates of a calendar', () => {
    const daily = excluding('0 6 * * *', 'UTC', { type: 'calendar', name: 'bank' });
    const calendars: Calendars = new Map([['bank', new Set(['2026-12-25', '2026-12-26', '2026-12-28'])]]);
    const range = { after: Date.parse('2026-12-24T12:00Z'), until: Infinity, limit: 2, calendars };

    expect(dueTimes([daily], range)).toEqual([
      Date.parse('2026-12-27T06:00Z'),
      Date.parse('2026-12-29T06:00Z'),
    ]);
  });

  test('does not ask a calendar of another name', () => {
    const daily = excluding('0 6 * * *', 'UTC', { type: 'calendar', name: 'bank' });

    expect(() => nextDueAt([daily], 0, new Map([['banks', new Set<string>()]]))).toThrow(InvalidInput);
  });

  test('applies one exclusion after the other', () => {
    const daily = excluding('0 6 * * *', 'UTC', NIGHT, CHRISTMAS, { type: 'date', on: '2026-12-26' });

    expect(firstDue(daily, '2026-12-24T12:00Z', 1)).toEqual(['2026-12-27T06:00Z']);
  });

  test('leaves out both copies of a repeated hour of an excluded date', () => {
    const half = excluding('30 * * * *', 'Europe/London', { type: 'date', on: '2026-10-25' });

    expect(dueBetween(half, '2026-10-24T22:00Z', '2026-10-26T01:00Z')).toEqual([
      '2026-10-24T22:30Z',
      '2026-10-26T00:30Z',
    ]);
  });

  test('counts a slot moved over midnight by the day on which it would run', () => {
    // 24 April 2026 begins in Cairo at 01:00; 00:30 runs then.
    const daily = excluding('30 0 * * *', 'Africa/Cairo', { type: 'date', on: '2026-04-24' });

    expect(firstDue(daily, '2026-04-23T12:00Z', 1)).toEqual(['2026-04-24T21:30Z']);
  });

  test('leaves out dates of an interval in UTC', () => {
    const every12h: IntervalRecurrence = {
      type: 'interval',
      everySeconds: 43_200,
      anchorAt: 0,
      exclusions: [CHRISTMAS],
    };

    expect(firstDue(every12h, '2026-12-24T12:00Z', 1)).toEqual(['2026-12-26T00:00Z']);
  });

  test('leaves out dates of an interval in the zone it gives', () => {
    const every12h: IntervalRecurrence = {
      ...{ type: 'interval', everySeconds: 43_200, anchorAt: 0, timeZone: 'Asia/Tokyo' },
      exclusions: [CHRISTMAS],
    };

    expect(firstDue(every12h, '2026-12-24T00:00Z', 2)).toEqual(['2026-12-24T12:00Z', '2026-12-26T00:00Z']);
  });

  test('finds no slot when all are excluded, and soon', () => {
    const always: Exclusion = { type: 'date-range', startOn: '1970-01-01', endOn: '9999-12-31' };
    let found: number | undefined = 0;

    const cpuMs = cpuMsOf(() => {
      found = nextDueAt([excluding('0 6 * * *', 'Europe/London', always)], Date.UTC(2026, 0, 1));
    });

    expect(found).toBeUndefined();
    expect(cpuMs).toBeLessThan(3000);
  });

  test('steps over a year of excluded seconds', () => {
    const everySecond: CronRecurrence = {
      ...{
        type: 'cron',
        dialect: 'ncrontab6',
        expression: '* * * * * *',
        timeZone: 'Europe/London',
        dst: 'shift',
      },
      exclusions: [{ type: 'date-range', startOn: '2026-01-01', endOn: '2026-12-31' }],
    };

    expect(firstDue(everySecond, '2026-01-01T00:00Z', 1)).toEqual(['2027-01-01T00:00Z']);
  });

  test('is due exactly where it was and is not excluded', () => {
    const day = fc.integer({ min: 0, max: 40 });
    const exclusions = fc.array(
      fc.tuple(day, day).map(([a, b]): Exclusion => {
        const date = (offset: number) => new Date(Date.UTC(2026, 2, 10 + offset)).toISOString().slice(0, 10);
        return { type: 'date-range', startOn: date(Math.min(a, b)), endOn: date(Math.max(a, b)) };
      }),
      { maxLength: 4 },
    );
    const expressions = fc.constantFrom('30 1 * * *', '0 */7 * * *', '15 2 * * 1,3', '0 0 * * *');
    fc.assert(
      fc.property(expressions, exclusions, (expression, given) => {
        const range = { after: Date.UTC(2026, 2, 1), until: Date.UTC(2026, 4, 1), limit: 1000 };
        const plain = cronRecurrence(expression, 'Europe/Berlin');
        const dateOf = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short' });
        const expected = dueTimes([plain], range).filter((instant) => {
          const date = dateOf.format(instant);
          return !given.some((one) => one.type === 'date-range' && one.startOn <= date && date <= one.endOn);
        });

        expect(dueTimes([{ ...plain, exclusions: given }], range)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

describe('recurrenceIssues', () => {
  const daily = cronRecurrence('0 6 * * *');

  test.each<[string, string, Exclusion]>([
    ['a day that no calendar has', '/exclusions/0/on', { type: 'date', on: '2026-02-29' }],
    ['a date in other words', '/exclusions/0/on', { type: 'date', on: '25.12.2026' }],
    ['a date before 1970', '/exclusions/0/on', { type: 'date', on: '1969-12-31' }],
    [
      'dates that run backwards',
      '/exclusions/0/endOn',
      { type: 'date-range', startOn: '2026-02-02', endOn: '2026-02-01' },
    ],
    ['instants that run backwards', '/exclusions/0/endAt', { type: 'instant-range', startAt: 5, endAt: 4 }],
    ['half a millisecond', '/exclusions/0/startAt', { type: 'instant-range', startAt: 0.5, endAt: 4 }],
    ['an unknown calendar', '/exclusions/0/name', { type: 'calendar', name: 'bank' }],
  ])('finds %s', (_what, pointer, exclusion) => {
    expect(recurrenceIssues({ ...daily, exclusions: [exclusion] }).map((issue) => issue.pointer)).toEqual([
      pointer,
    ]);
  });

  test('knows the calendars that it is given', () => {
    const exclusions: Exclusion[] = [{ type: 'calendar', name: 'bank' }];

    expect(recurrenceIssues({ ...daily, exclusions }, new Map([['bank', new Set<string>()]]))).toEqual([]);
  });

  test('finds a range whose every slot is excluded', () => {
    const bounded = {
      ...daily,
      startAt: Date.parse('2026-12-25T00:00Z'),
      endAt: Date.parse('2026-12-25T23:00Z'),
      exclusions: [CHRISTMAS],
    };

    expect(recurrenceIssues(bounded).map((issue) => issue.pointer)).toEqual(['/endAt']);
  });
});
