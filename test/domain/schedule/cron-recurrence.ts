import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import type { CronRecurrence, DstPolicy, Recurrence } from '../../../shared/domain/schedule/recurrence.ts';

/** A cron recurrence with the default rule for clock changes. */
export function cronRecurrence(
  expression: string,
  timeZone = 'UTC',
  dst: DstPolicy = 'shift',
): CronRecurrence {
  return { type: 'cron', dialect: 'unix5', expression, timeZone, dst };
}

/** The due times of `(after, until]` as `2026-03-08T07:00Z`, so that a table can be read. */
export function dueBetween(recurrence: Recurrence, after: string, until: string): string[] {
  const range = { after: Date.parse(after), until: Date.parse(until), limit: 1000 };
  return dueTimes([recurrence], range).map(toMinuteText);
}

/** The first due times after an instant. */
export function firstDue(recurrence: Recurrence, after: string, count: number): string[] {
  const range = { after: Date.parse(after), until: Infinity, limit: count };
  return dueTimes([recurrence], range).map(toMinuteText);
}

function toMinuteText(instant: number): string {
  return new Date(instant).toISOString().replace(/:00\.000Z$/, 'Z');
}
