import type { NamedCalendar } from '../../shared/domain/schedule/named-calendar.ts';
import type { CronRecurrence } from '../../shared/domain/schedule/recurrence.ts';
import { DAILY } from './example-job.ts';

/** Every day at 06:00 UTC that is not in the calendar `bank`. */
export const DAILY_EXCEPT_BANK: CronRecurrence = {
  ...DAILY,
  exclusions: [{ type: 'calendar', name: 'bank' }],
};

/** The calendar `bank` with these dates. */
export function bankClosedOn(...dates: string[]): NamedCalendar {
  return { name: 'bank', dates };
}
