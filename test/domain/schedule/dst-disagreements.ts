/** Expressions, policies and dialects that are held against the walk on a day when clocks change. */
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import type { CronRecurrence, DstPolicy } from '../../../shared/domain/schedule/recurrence.ts';
import { dueAmong, walkMinutes } from './minute-by-minute-oracle.ts';

const DAY_MS = 86_400_000;

interface Expression {
  readonly minute: string;
  readonly hour: string;
  readonly starred: boolean;
  readonly matches: (hour: number, minute: number) => boolean;
}

const expressions: readonly Expression[] = [
  { minute: '0', hour: '2', starred: false, matches: (hour, minute) => hour === 2 && minute === 0 },
  { minute: '30', hour: '2', starred: false, matches: (hour, minute) => hour === 2 && minute === 30 },
  { minute: '30', hour: '1', starred: false, matches: (hour, minute) => hour === 1 && minute === 30 },
  { minute: '0', hour: '0', starred: false, matches: (hour, minute) => hour === 0 && minute === 0 },
  { minute: '45', hour: '23,0', starred: false, matches: (hour, minute) => hour % 23 === 0 && minute === 45 },
  {
    minute: '15',
    hour: '1-3',
    starred: false,
    matches: (hour, minute) => hour >= 1 && hour <= 3 && minute === 15,
  },
  { minute: '5-59/20', hour: '0-23', starred: false, matches: (_hour, minute) => minute % 20 === 5 },
  { minute: '*/15', hour: '*', starred: true, matches: (_hour, minute) => minute % 15 === 0 },
  { minute: '0', hour: '*/2', starred: true, matches: (hour, minute) => hour % 2 === 0 && minute === 0 },
  { minute: '*/20', hour: '1', starred: true, matches: (hour, minute) => hour === 1 && minute % 20 === 0 },
];

const policies: readonly DstPolicy[] = ['shift', 'skip', 'both'];

/** Settings tried for each day. */
export const SETTINGS_PER_DAY = expressions.length * policies.length * 3;

/**
 * The settings for which the schedule and the walk disagree from a quarter of a day before a day (UTC midnight,
 * epoch ms) to a quarter after it.
 */
export function disagreements(timeZone: string, day: number): string[] {
  const after = day - DAY_MS / 4;
  const until = day + 1.25 * DAY_MS;
  // The walk starts earlier, so that it has seen the minutes that may come again.
  const walk = walkMinutes(timeZone, after - DAY_MS / 4, until);
  return expressions.flatMap((expression) =>
    policies.flatMap((dst) => {
      const expected = dueAmong(walk, { ...expression, dst }).filter((instant) => instant > after);
      const differing = inAllDialects(expression, timeZone, dst).filter((recurrence) => {
        return dueTimes([recurrence], { after, until, limit: 10_000 }).join() !== expected.join();
      });
      return differing.map((recurrence) => {
        return `${timeZone} ${new Date(day).toISOString()} ${recurrence.expression} ${dst}`;
      });
    }),
  );
}

function inAllDialects(
  { minute, hour }: Expression,
  timeZone: string,
  dst: DstPolicy,
): readonly CronRecurrence[] {
  const rest = { type: 'cron', timeZone, dst } as const;
  return [
    { ...rest, dialect: 'unix5', expression: `${minute} ${hour} * * *` },
    { ...rest, dialect: 'ncrontab6', expression: `0 ${minute} ${hour} * * *` },
    { ...rest, dialect: 'quartz', expression: `0 ${minute} ${hour} ? * *` },
  ];
}
