import { toString as cronInWords } from 'cronstrue';
import { CRON_DIALECTS } from '../../domain/schedule/cron-dialects.ts';
import { readCron } from '../../domain/schedule/read-cron.ts';
import type { CronRecurrence } from '../../domain/schedule/recurrence.ts';

/** The local times of a cron expression in English; the expression itself where there are no words for it. */
export function describeCron({
  dialect,
  expression,
}: Pick<CronRecurrence, 'dialect' | 'expression'>): string {
  const reading = readCron(dialect, expression);
  const asWritten = `When "${expression}" (${dialect}) says so`;
  if (reading.outcome === 'refused') return asWritten;
  const { eitherDay } = reading.cron;
  const written = CRON_DIALECTS.get(dialect)?.macros.get(expression.trim().toLowerCase()) ?? expression;
  try {
    const words = cronInWords(written, {
      use24HourTimeFormat: true,
      dayOfWeekStartIndexZero: dialect !== 'quartz',
      logicalAndDayFields: !eitherDay,
      verbose: false,
    });
    // "on day 1 of the month, and on Monday" can be read as both at once.
    return eitherDay ? `${words} (either day is enough)` : words;
  } catch {
    // It throws texts at signs that it does not know together, such as `1,15W`.
    return asWritten;
  }
}
