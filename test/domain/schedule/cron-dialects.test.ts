import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCron } from '../../../shared/domain/schedule/read-cron.ts';
import { nextDueAt } from '../../../shared/domain/schedule/next-due-at.ts';
import type { CronRecurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { recurrenceIssues } from '../../../shared/domain/schedule/validate-recurrence.ts';
import { dueBetween, firstDue } from './cron-recurrence.ts';

type Dialect = CronRecurrence['dialect'];

function recurrence(dialect: Dialect, expression: string, timeZone = 'UTC'): CronRecurrence {
  return { type: 'cron', dialect, expression, timeZone, dst: 'shift' };
}

/** The first due times after the start of 2026. */
function due(dialect: Dialect, expression: string, count = 3): string[] {
  return firstDue(recurrence(dialect, expression), '2025-12-31T23:59:59.999Z', count);
}

/** The days (UTC) of 2026 and 2027 that an expression names. */
function days(expression: string): string[] {
  const found = dueBetween(recurrence('quartz', expression), '2025-12-31T23:59:59Z', '2027-12-31T23:59:59Z');
  return found.map((instant) => instant.slice(0, 10));
}

function problemsOf(dialect: Dialect, expression: string): string {
  const reading = readCron(dialect, expression);
  return reading.outcome === 'refused' ? reading.issues.map(({ message }) => message).join('\n') : '';
}

describe('ncrontab6', () => {
  test('counts seconds first', () => {
    expect(due('ncrontab6', '5,35 10 9 * * *')).toEqual([
      '2026-01-01T09:10:05.000Z',
      '2026-01-01T09:10:35.000Z',
      '2026-01-02T09:10:05.000Z',
    ]);
  });

  test('is due every second with a star for seconds', () => {
    expect(due('ncrontab6', '* 30 9 * * *')).toEqual([
      '2026-01-01T09:30Z',
      '2026-01-01T09:30:01.000Z',
      '2026-01-01T09:30:02.000Z',
    ]);
  });

  test('goes from the last second of a minute to the first of the next', () => {
    const twice = recurrence('ncrontab6', '0,59 * * * * *');
    expect(firstDue(twice, '2026-01-01T23:59:58.500Z', 3)).toEqual([
      '2026-01-01T23:59:59.000Z',
      '2026-01-02T00:00Z',
      '2026-01-02T00:00:59.000Z',
    ]);
  });

  test('wants both day fields to agree', () => {
    expect(due('ncrontab6', '0 0 0 13 * FRI')).toEqual([
      '2026-02-13T00:00Z',
      '2026-03-13T00:00Z',
      '2026-11-13T00:00Z',
    ]);
  });

  test('counts weekdays from Sunday, 0', () => {
    expect(due('ncrontab6', '0 0 0 * * 0', 1)).toEqual(['2026-01-04T00:00Z']);
  });

  test.each(['0 0 0 1 jan *', '0 0 0 1 January *', '0 0 0 1 JANU *'])(
    'knows the month in "%s"',
    (written) => {
      expect(readCron('ncrontab6', written)).toEqual(readCron('ncrontab6', '0 0 0 1 1 *'));
    },
  );

  test('goes on to the end with a step that has no range', () => {
    expect(readCron('ncrontab6', '0 5/20 0 * * *')).toEqual(readCron('ncrontab6', '0 5,25,45 0 * * *'));
  });

  test.each([
    ['0 0 * * *', 'has 5 fields; ncrontab6 has 6: second, minute, hour'],
    ['0 0 0 * * 7', '7 is outside 0 to 6'],
    ['0 0 0 * MA *', '"MA" is not a number'],
    ['0 0 0 L * *', '"L" belongs to another cron dialect'],
    ['0 0 0 ? * 1', '"?" belongs to another cron dialect'],
    ['0 0 0 * * 5#2', '"5#2" belongs to another cron dialect'],
    ['0 0 0 * * SAT-MON', 'runs backwards'],
    ['@daily', 'ncrontab6 has no macros'],
  ])('refuses "%s"', (expression, message) => {
    expect(problemsOf('ncrontab6', expression)).toContain(message);
  });
});

describe('quartz', () => {
  test('counts weekdays from Sunday, 1', () => {
    expect(due('quartz', '0 0 0 ? * 1', 1)).toEqual(['2026-01-04T00:00Z']);
    expect(readCron('quartz', '0 0 0 ? * 2-6')).toEqual(readCron('quartz', '0 0 0 ? * MON-FRI'));
  });

  test('takes L in the day of week for Saturday', () => {
    expect(readCron('quartz', '0 0 0 ? * L')).toEqual(readCron('quartz', '0 0 0 ? * SAT'));
  });

  test('finds the last day of each month', () => {
    expect(days('0 0 0 L * ?').slice(0, 4)).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']);
  });

  test('goes back from the last day', () => {
    expect(days('0 0 0 L-3 2,3 ?')).toEqual(['2026-02-25', '2026-03-28', '2027-02-25', '2027-03-28']);
  });

  test('has no day thirty before the last of a month of thirty', () => {
    expect(days('0 0 0 L-30 1-4 ?')).toEqual(['2026-01-01', '2026-03-01', '2027-01-01', '2027-03-01']);
  });

  test('finds the last Monday to Friday of a month', () => {
    expect(days('0 0 0 LW 1-5 ?').slice(0, 5)).toEqual([
      '2026-01-30',
      '2026-02-27',
      '2026-03-31',
      '2026-04-30',
      '2026-05-29',
    ]);
  });

  test('moves a Saturday back and a Sunday on', () => {
    expect(days('0 0 0 15W 2-8 ?').slice(0, 7)).toEqual([
      '2026-02-16',
      '2026-03-16',
      '2026-04-15',
      '2026-05-15',
      '2026-06-15',
      '2026-07-15',
      '2026-08-14',
    ]);
  });

  test('keeps the nearest weekday in its month', () => {
    // 1 August 2026 is a Saturday, 31 May 2026 a Sunday.
    expect(days('0 0 0 1W 8 ?')[0]).toBe('2026-08-03');
    expect(days('0 0 0 31W 5 ?')[0]).toBe('2026-05-29');
  });

  test('finds the third Friday', () => {
    expect(days('0 0 0 ? 1-3 6#3').slice(0, 3)).toEqual(['2026-01-16', '2026-02-20', '2026-03-20']);
    expect(days('0 0 0 ? 1-3 FRI#3').slice(0, 3)).toEqual(['2026-01-16', '2026-02-20', '2026-03-20']);
  });

  test('leaves out the months without a fifth Friday', () => {
    expect(days('0 0 0 ? * 6#5').slice(0, 4)).toEqual([
      '2026-01-30',
      '2026-05-29',
      '2026-07-31',
      '2026-10-30',
    ]);
  });

  test('finds the last Friday', () => {
    expect(days('0 0 0 ? 1-2 6L').slice(0, 2)).toEqual(['2026-01-30', '2026-02-27']);
  });

  test('lets a list mix days and signs', () => {
    expect(days('0 0 0 1,15W,L 2 ?').slice(0, 3)).toEqual(['2026-02-01', '2026-02-16', '2026-02-28']);
  });

  test('goes on past the end of the turn', () => {
    expect(readCron('quartz', '0 0 22-2 ? NOV-FEB SAT-MON')).toEqual(
      readCron('quartz', '0 0 22,23,0,1,2 ? 11,12,1,2 7,1,2'),
    );
    expect(readCron('quartz', '0 0 22-3/2 * * ?')).toEqual(readCron('quartz', '0 0 22,0,2 * * ?'));
  });

  test('runs in the years it names and never again', () => {
    expect(due('quartz', '0 0 12 1 6 ? 2025,2027-2031/2', 5)).toEqual([
      '2027-06-01T12:00Z',
      '2029-06-01T12:00Z',
      '2031-06-01T12:00Z',
    ]);
  });

  test('finds a year a century and a half away', () => {
    expect(
      firstDue({ ...recurrence('quartz', '0 30 2 30 3 ? 2199', 'Europe/Berlin') }, '2026-01-01T00:00Z', 2),
    ).toEqual(['2199-03-30T01:30Z']);
  });

  test('takes a star for the year as no restriction', () => {
    expect(readCron('quartz', '0 0 12 * * ? *')).toEqual(readCron('quartz', '0 0 12 * * ?'));
  });

  test('refuses a date that none of the named years has', () => {
    expect(
      recurrenceIssues(recurrence('quartz', '0 0 0 29 2 ? 2025-2027')).map(({ pointer }) => pointer),
    ).toEqual(['/expression']);
  });

  test.each([
    ['0 0 12 * * *', 'exactly one of day of month and day of week is "?"'],
    ['0 0 12 ? * ?', 'exactly one of day of month and day of week is "?"'],
    ['0 0 12 1 * MON', 'exactly one of day of month and day of week is "?"'],
    ['0 0 12 * ?', 'has 5 fields; quartz has 6 or 7'],
    ['0 0 12 * * ? 2026 1', 'has 8 fields'],
    ['0 0 12 ? * 0', '0 is outside 1 to 7'],
    ['0 0 12 ? * 8', '8 is outside 1 to 7'],
    ['0 0 12 ? * 6#6', 'a month has weekdays #1 to #5'],
    ['0 0 12 ? * 6#', 'a month has weekdays #1 to #5'],
    ['0 0 12 32W * ?', '32 is outside 1 to 31'],
    ['0 0 12 L-31 * ?', 'goes back more than 30 days'],
    ['0 0 12 ? L MON', '"L" belongs to another cron dialect or field'],
    ['0 0 12 5#1 * ?', '"5#1" belongs to another cron dialect or field'],
    ['0 0 12 ? * 15W', '"15W" belongs to another cron dialect or field'],
    ['0 0 ? * * ?', '"?" belongs to another cron dialect or field'],
    ['0 0 12 * * ? 1969', '1969 is outside 1970 to 2199'],
    ['0 0 12 * * ? 2030-2026', 'runs backwards'],
    ['@hourly', 'quartz has no macros'],
  ])('refuses "%s"', (expression, message) => {
    expect(problemsOf('quartz', expression)).toContain(message);
  });
});

const minute = fc.oneof(fc.constant('*'), fc.integer({ min: 0, max: 59 }).map(String), fc.constant('*/7'));
const hour = fc.oneof(fc.constant('*'), fc.integer({ min: 0, max: 23 }).map(String), fc.constant('*/5'));
const month = fc.oneof(fc.constant('*'), fc.constant('2-9/3'), fc.constant('JAN,DEC'));
const weekday = fc.oneof(fc.constant('*'), fc.constant('MON-FRI'), fc.constant('SUN,WED'));
const zone = fc.constantFrom('UTC', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe');
const instant = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) });

describe('one rule in three dialects', () => {
  test('is due at the same instants', () => {
    fc.assert(
      fc.property(
        fc.tuple(minute, hour, month, weekday),
        zone,
        instant,
        ([m, h, mon, dow], timeZone, after) => {
          const inUnix = recurrence('unix5', `${m} ${h} * ${mon} ${dow}`, timeZone);
          const inAzure = recurrence('ncrontab6', `0 ${m} ${h} * ${mon} ${dow}`, timeZone);
          const inQuartz = recurrence('quartz', `0 ${m} ${h} ? ${mon} ${dow}`, timeZone);
          const expected = nextDueAt([inUnix], after);

          expect(nextDueAt([inAzure], after)).toBe(expected);
          expect(nextDueAt([inQuartz], after)).toBe(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each(['0 0/10 1 ? * *', '0 */10 1 ? * *'])('keeps elapsed time with "%s"', (expression) => {
    const repeated = dueBetween(
      recurrence('quartz', expression, 'Europe/London'),
      '2026-10-24T23:59:59Z',
      '2026-10-25T02:00Z',
    );
    expect(repeated).toHaveLength(12);
  });
});
