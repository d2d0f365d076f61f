import type { Cron } from './cron.ts';
import { readCron } from './read-cron.ts';
import { unknownCalendars } from './calendar-names.ts';
import { NO_CALENDARS, type Calendars } from './exclusion.ts';
import { MINUTE_MS, SECOND_MS } from './instant.ts';
import { previewDueTimes } from './preview-due-times.ts';
import type { CronRecurrence, Recurrence } from './recurrence.ts';

export const LINT_CODES = [
  'only-leap-years',
  'skips-short-months',
  'day-of-month-plus-day-of-week',
  'every-second',
  'unknown-calendar',
  'shorter-than-usual-run',
  'herd',
  'no-upstream',
  'upstream-not-due',
] as const;
type LintCode = (typeof LINT_CODES)[number];

/** Something allowed that is seldom meant; the pointer leads into what was looked at. */
export interface LintWarning {
  readonly code: LintCode;
  readonly pointer: string;
  readonly message: string;
}

/** What there is to know about slots beside the recurrences that name them. */
export interface LintFacts {
  readonly calendars: Calendars;
  /** How long a run of the job usually takes. */
  readonly usualRunMs?: number;
  /** How many other jobs are due at an instant. */
  readonly herd?: (instant: number) => number;
}

interface LintOptions extends Partial<LintFacts> {
  /** Epoch ms. */
  readonly now: number;
}

/** So many jobs on one instant wait for each other noticeably; minutes beside it are usually free. */
export const HERD_LIMIT = 100;

const SLOTS_LOOKED_AT = 50;

const MAX_STEPS = 1000;

/** The lengths that a month can have, by month. */
const MONTH_LENGTHS = [[31], [28, 29], [31], [30], [31], [30], [31], [31], [30], [31], [30], [31]];

/**
 * What somebody who saves these recurrences should be told, without refusing them. Expects recurrences that
 * `recurrenceIssues` has no fault to find in (one that never runs is a fault, not a warning).
 */
export function lintRecurrences(
  recurrences: readonly Recurrence[],
  options: LintOptions,
): readonly LintWarning[] {
  const unknown = unknownCalendars(recurrences, options.calendars ?? NO_CALENDARS);
  return [
    ...recurrences.flatMap((recurrence, index) =>
      recurrence.type === 'cron' ? lintCron(recurrence, `/${index}/expression`) : [],
    ),
    ...unknown.map(({ pointer, message }) => ({
      code: 'unknown-calendar' as const,
      pointer,
      message: `${message} Nothing is due until it is stored.`,
    })),
    // Without its calendars nobody knows the slots.
    ...(unknown.length > 0 ? [] : lintSlots(recurrences, options)),
  ];
}

function lintCron({ dialect, expression }: CronRecurrence, pointer: string): readonly LintWarning[] {
  const reading = readCron(dialect, expression);
  if (reading.outcome === 'refused') return [];
  const { cron } = reading;
  return [
    ...monthWarnings(cron, expression).map((warning) => ({ ...warning, pointer })),
    ...(cron.eitherDay ? [{ ...EITHER_DAY, pointer }] : []),
    ...(namesEverySecond(cron) ? [{ ...EVERY_SECOND, pointer }] : []),
  ];
}

const EITHER_DAY = {
  code: 'day-of-month-plus-day-of-week',
  message:
    'Both day fields are restricted, so either is enough: it runs on those dates and on those weekdays.',
} as const;

const EVERY_SECOND = {
  code: 'every-second',
  message:
    'The first field is seconds: this runs every second of the minutes named. Write 0 for once a minute.',
} as const;

function namesEverySecond({ secondsTo29, secondsFrom30 }: Cron): boolean {
  const all = (1 << 30) - 1;
  return secondsTo29 === all && secondsFrom30 === all;
}

function monthWarnings(cron: Cron, expression: string): readonly Pick<LintWarning, 'code' | 'message'>[] {
  const named = MONTH_LENGTHS.flatMap((lengths, index) => {
    return ((cron.months >>> (index + 1)) & 1) === 1 ? [lengths.map((length) => hasDay(cron, length))] : [];
  });
  const isEveryYear = named.some((lengths) => lengths.every(Boolean));
  const isLeapYearOnly = !isEveryYear && named.some((lengths) => lengths.some(Boolean));
  if (isLeapYearOnly) {
    return [{ code: 'only-leap-years', message: `"${expression}" runs in leap years only, on 29 February.` }];
  }
  if (named.every((lengths) => lengths.every(Boolean))) return [];
  const message = `"${expression}" leaves out the months that are too short to have such a day.`;
  return [{ code: 'skips-short-months', message }];
}

/** Whether months of a length have a named day, whatever weekday they begin on. */
function hasDay({ daysByShape }: Cron, length: number): boolean {
  const from = 7 * (length - 28);
  return daysByShape.slice(from, from + 7).some((days) => days !== 0);
}

function lintSlots(recurrences: readonly Recurrence[], options: LintOptions): readonly LintWarning[] {
  const { now, usualRunMs, herd, calendars } = options;
  if (usualRunMs === undefined && herd === undefined) return [];
  const { slots } = previewDueTimes(recurrences, {
    ...{ after: now, count: SLOTS_LOOKED_AT, maxSteps: MAX_STEPS },
    ...(calendars === undefined ? {} : { calendars }),
  });
  const dueAts = slots.map(({ dueAt }) => dueAt);
  return [
    ...(usualRunMs === undefined ? [] : shortIntervals(dueAts, usualRunMs)),
    ...(herd === undefined ? [] : herds(dueAts, herd)),
  ];
}

function shortIntervals(dueAts: readonly number[], usualRunMs: number): readonly LintWarning[] {
  const gaps = dueAts.slice(1).map((dueAt, index) => dueAt - (dueAts[index] ?? dueAt));
  const shortest = Math.min(...gaps);
  if (shortest >= usualRunMs) return [];
  const message = `Slots come ${inWords(shortest)} apart, and a run usually takes ${inWords(usualRunMs)}: runs will overlap.`;
  return [{ code: 'shorter-than-usual-run', pointer: '', message }];
}

function herds(dueAts: readonly number[], herd: (instant: number) => number): readonly LintWarning[] {
  const counts = dueAts.map((dueAt) => ({ dueAt, jobs: herd(dueAt) }));
  const worst = counts.reduce((most, count) => (count.jobs > most.jobs ? count : most), {
    dueAt: 0,
    jobs: 0,
  });
  if (worst.jobs < HERD_LIMIT) return [];
  // Whoever counts may stop there.
  const many = worst.jobs === HERD_LIMIT ? `${HERD_LIMIT} or more` : worst.jobs;
  const message = `${many} other jobs are due at ${new Date(worst.dueAt).toISOString()} as well; another minute is quicker.`;
  return [{ code: 'herd', pointer: '', message }];
}

function inWords(durationMs: number): string {
  return durationMs < MINUTE_MS
    ? `${durationMs / SECOND_MS} s`
    : `${Number((durationMs / MINUTE_MS).toFixed(1))} min`;
}
