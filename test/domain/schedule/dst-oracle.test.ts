import { describe, expect, test } from 'vitest';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import type { DstPolicy } from '../../../shared/domain/schedule/recurrence.ts';
import { cronRecurrence } from './cron-recurrence.ts';
import { daysOfChange, dueAmong, walkMinutes } from './minute-by-minute-oracle.ts';

const DAY_MS = 86_400_000;
const FROM = Date.UTC(2024, 0, 1);
const TO = Date.UTC(2031, 0, 1);

const zones = [
  'America/New_York',
  'America/Santiago',
  'America/Nuuk',
  'America/St_Johns',
  'America/Asuncion',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/London',
  'Pacific/Chatham',
];

interface Expression {
  readonly text: string;
  readonly starred: boolean;
  readonly matches: (hour: number, minute: number) => boolean;
}

const expressions: readonly Expression[] = [
  { text: '0 2 * * *', starred: false, matches: (hour, minute) => hour === 2 && minute === 0 },
  { text: '30 2 * * *', starred: false, matches: (hour, minute) => hour === 2 && minute === 30 },
  { text: '30 1 * * *', starred: false, matches: (hour, minute) => hour === 1 && minute === 30 },
  { text: '0 0 * * *', starred: false, matches: (hour, minute) => hour === 0 && minute === 0 },
  { text: '45 23,0 * * *', starred: false, matches: (hour, minute) => hour % 23 === 0 && minute === 45 },
  {
    text: '15 1-3 * * *',
    starred: false,
    matches: (hour, minute) => hour >= 1 && hour <= 3 && minute === 15,
  },
  { text: '5-59/20 0-23 * * *', starred: false, matches: (_hour, minute) => minute % 20 === 5 },
  { text: '*/15 * * * *', starred: true, matches: (_hour, minute) => minute % 15 === 0 },
  { text: '0 */2 * * *', starred: true, matches: (hour, minute) => hour % 2 === 0 && minute === 0 },
  { text: '*/20 1 * * *', starred: true, matches: (hour, minute) => hour === 1 && minute % 20 === 0 },
];

const policies: readonly DstPolicy[] = ['shift', 'skip', 'both'];

interface Setting {
  readonly expression: Expression;
  readonly dst: DstPolicy;
}

const settings: readonly Setting[] = expressions.flatMap((expression) =>
  policies.map((dst) => ({ expression, dst })),
);

/** The settings for which the two disagree from a quarter of a day before a day to a quarter after it. */
function disagreements(timeZone: string, day: number): string[] {
  const after = day - DAY_MS / 4;
  const until = day + 1.25 * DAY_MS;
  // The walk starts earlier, so that it has seen the minutes that may come again.
  const walk = walkMinutes(timeZone, after - DAY_MS / 4, until);
  const differing = settings.filter(({ expression, dst }) => {
    const expected = dueAmong(walk, { ...expression, dst }).filter((instant) => instant > after);
    const found = dueTimes([cronRecurrence(expression.text, timeZone, dst)], { after, until, limit: 10_000 });
    return found.join() !== expected.join();
  });
  return differing.map(({ expression, dst }) => `${new Date(day).toISOString()} ${expression.text} ${dst}`);
}

describe('nextDueAt beside a minute-by-minute walk', () => {
  test.each(zones)('agrees through every clock change of %s from 2024 to 2030', (timeZone) => {
    const days = daysOfChange(timeZone, FROM, TO);

    expect(days.length).toBeGreaterThan(0);
    expect(days.flatMap((day) => disagreements(timeZone, day))).toEqual([]);
  });

  test('agrees on the day that Apia left out', () => {
    expect(disagreements('Pacific/Apia', Date.UTC(2011, 11, 30))).toEqual([]);
  });
});
