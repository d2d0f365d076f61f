import { NO_CALENDARS, type Calendars } from './exclusion.ts';
import type { LintWarning } from './lint-recurrences.ts';
import { namesInstant } from './names-instant.ts';
import { previewDueTimes } from './preview-due-times.ts';
import type { Recurrence } from './recurrence.ts';

/** What there is to know about the job that a job comes after. */
export type UpstreamFacts =
  | { readonly jobId: string; readonly state: 'missing' }
  | {
      readonly jobId: string;
      readonly state: 'present';
      readonly recurrences: readonly Recurrence[];
      readonly calendars: Calendars;
    };

interface Schedule {
  readonly recurrences: readonly Recurrence[];
  readonly calendars?: Calendars;
  /** Epoch ms. */
  readonly now: number;
}

/** Enough to see a day or a weekday that only one of the two jobs has. */
const SLOTS_LOOKED_AT = 10;

const MAX_STEPS = 1000;

const POINTER = '/after/jobId';

/**
 * What somebody should be told whose job comes after another: runs find the other's run by their slot, and fail where
 * there is none. Throws InvalidInput as `nextDueAt` does.
 */
export function lintUpstream(
  { recurrences, now, calendars = NO_CALENDARS }: Schedule,
  upstream: UpstreamFacts,
): readonly LintWarning[] {
  const { jobId } = upstream;
  if (upstream.state === 'missing') {
    const message = `There is no job '${jobId}' any more: every run of a slot fails as upstream-failed.`;
    return [{ code: 'no-upstream', pointer: POINTER, message }];
  }
  const range = { after: now, count: SLOTS_LOOKED_AT, maxSteps: MAX_STEPS };
  const { slots } = previewDueTimes(recurrences, { ...range, calendars });
  const dueAts = slots.map(({ dueAt }) => dueAt);
  const alone = dueAts.filter((dueAt) => !namesInstant(upstream.recurrences, dueAt, upstream.calendars));
  const [first] = alone;
  if (first === undefined) return [];
  const message = `Of the next ${slots.length} slots ${alone.length}, the first of them ${new Date(first).toISOString()}, are none of job '${jobId}': their runs fail as upstream-failed. Give both jobs the same recurrences.`;
  return [{ code: 'upstream-not-due', pointer: POINTER, message }];
}
