import { describe, expect, test } from 'vitest';
import { lintRecurrences } from '../../../shared/domain/schedule/lint-recurrences.ts';
import type { CronRecurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { cronRecurrence } from './cron-recurrence.ts';

const NOW = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;

function codesOf(expression: string, dialect: CronRecurrence['dialect'] = 'unix5'): string[] {
  const recurrence = { ...cronRecurrence(expression), dialect };
  return lintRecurrences([recurrence], { now: NOW }).map(({ code }) => code);
}

describe('lintRecurrences', () => {
  test.each([
    ['0 6 * * *', []],
    ['0 6 28 * *', []],
    ['0 6 29 * *', ['skips-short-months']],
    ['0 6 30 * *', ['skips-short-months']],
    ['0 6 31 * *', ['skips-short-months']],
    ['0 6 31 1,3 *', []],
    ['0 6 31 3,4 *', ['skips-short-months']],
    ['0 6 29-31 * *', ['skips-short-months']],
    ['0 6 1,31 * *', []],
    ['0 6 29 2 *', ['only-leap-years']],
    ['0 6 29,30 2 *', ['only-leap-years']],
    ['0 6 29 2,3 *', ['skips-short-months']],
    ['0 6 13 * FRI', ['day-of-month-plus-day-of-week']],
    ['0 6 31 * FRI', ['day-of-month-plus-day-of-week']],
    ['0 6 */2 * FRI', []],
  ])('finds in "%s" %j', (expression, codes) => {
    expect(codesOf(expression)).toEqual(codes);
  });

  test.each<[string, CronRecurrence['dialect'], string[]]>([
    ['* */5 * * * *', 'ncrontab6', ['every-second']],
    ['*/2 */5 * * * *', 'ncrontab6', []],
    ['0 */5 * * * *', 'ncrontab6', []],
    ['0 0 6 13 * FRI', 'ncrontab6', []],
    ['0 0 6 L * ?', 'quartz', []],
    ['0 0 6 ? * 6#5', 'quartz', ['skips-short-months']],
    ['* * 6 * * ?', 'quartz', ['every-second']],
  ])('finds in "%s" of %s %j', (expression, dialect, codes) => {
    expect(codesOf(expression, dialect)).toEqual(codes);
  });

  test('points at the expression', () => {
    const given = [cronRecurrence('0 6 * * *'), cronRecurrence('0 6 31 * *')];

    expect(lintRecurrences(given, { now: NOW }).map(({ pointer }) => pointer)).toEqual(['/1/expression']);
  });

  test('warns of a calendar that is not there, and does not look at slots then', () => {
    const exclusions = [{ type: 'calendar', name: 'bank' }] as const;
    const given = [{ ...cronRecurrence('* * * * *'), exclusions }];

    expect(lintRecurrences(given, { now: NOW, usualRunMs: 5 * MINUTE_MS })).toEqual([
      {
        code: 'unknown-calendar',
        pointer: '/0/exclusions/0/name',
        message: 'There is no calendar "bank". Nothing is due until it is stored.',
      },
    ]);
  });

  test('looks at the slots that calendars leave', () => {
    const exclusions = [{ type: 'calendar', name: 'bank' }] as const;
    const given = [{ ...cronRecurrence('*/10 0 * * *'), endAt: NOW + 86_400_000, exclusions }];
    const options = { now: NOW, usualRunMs: 15 * MINUTE_MS };
    const calendars = (...dates: string[]) => new Map([['bank', new Set(dates)]]);

    expect(lintRecurrences(given, { ...options, calendars: calendars() })).toHaveLength(1);
    expect(lintRecurrences(given, { ...options, calendars: calendars('2026-01-01') })).toEqual([]);
  });

  test('warns of slots that come faster than a run ends', () => {
    const given = [cronRecurrence('*/10 * * * *')];

    expect(lintRecurrences(given, { now: NOW, usualRunMs: 12.5 * MINUTE_MS })).toEqual([
      {
        code: 'shorter-than-usual-run',
        pointer: '',
        message: 'Slots come 10 min apart, and a run usually takes 12.5 min: runs will overlap.',
      },
    ]);
  });

  test('looks at the slots of all recurrences together', () => {
    const given = [cronRecurrence('0 6 * * *'), cronRecurrence('5 6 * * *')];

    expect(lintRecurrences(given, { now: NOW, usualRunMs: 6 * MINUTE_MS })).toHaveLength(1);
    expect(lintRecurrences(given, { now: NOW, usualRunMs: 5 * MINUTE_MS })).toEqual([]);
  });

  test('warns of an instant that many jobs share', () => {
    const midnight = Date.UTC(2026, 0, 2);
    const herd = (instant: number) => (instant === midnight ? 1204 : 3);

    expect(lintRecurrences([cronRecurrence('0 */6 * * *')], { now: NOW, herd })).toEqual([
      {
        code: 'herd',
        pointer: '',
        message: '1204 other jobs are due at 2026-01-02T00:00:00.000Z as well; another minute is quicker.',
      },
    ]);
  });

  test('does not warn of a few jobs on an instant', () => {
    expect(lintRecurrences([cronRecurrence('0 6 * * *')], { now: NOW, herd: () => 99 })).toEqual([]);
  });
});
