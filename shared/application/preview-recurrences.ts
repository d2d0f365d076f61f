import { InvalidInput } from '../domain/errors.ts';
import { lintRecurrences, type LintWarning } from '../domain/schedule/lint-recurrences.ts';
import { previewDueTimes, type Preview } from '../domain/schedule/preview-due-times.ts';
import type { Recurrence } from '../domain/schedule/recurrence.ts';
import { StepBudget } from '../domain/schedule/step-budget.ts';
import { recurrenceListIssues } from '../domain/schedule/validate-recurrence.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { Clock } from './ports/environment.ts';

interface PreviewOptions {
  /** Epoch ms, left out itself; now when absent. */
  readonly after?: number | undefined;
  /** The most slots to give, 1 to 1000. */
  readonly count: number;
}

export interface PreviewWithWarnings {
  readonly preview: Preview;
  readonly warnings: readonly LintWarning[];
}

export type PreviewRecurrences = (
  recurrences: readonly Recurrence[],
  options: PreviewOptions,
) => Promise<PreviewWithWarnings>;

/** A preview that finds nothing in this many steps is not made better by more. */
const CHECK_STEPS = 5_000;

/**
 * Shows the slots that recurrences would name, calculated as dispatch does it, in bounded time.
 *
 * Throws InvalidInput with every fault that only the calendars show, with pointers from `/recurrences` on.
 */
export function createPreviewRecurrences({
  loadCalendars,
  clock,
}: {
  readonly loadCalendars: LoadCalendars;
  readonly clock: Clock;
}): PreviewRecurrences {
  return async (recurrences, { after, count }) => {
    const now = clock.now();
    const calendars = await loadCalendars(recurrences);
    const issues = recurrenceListIssues(recurrences, { calendars, budget: new StepBudget(CHECK_STEPS) });
    if (issues.length > 0) {
      const placed = issues.map(({ pointer, message }) => ({ pointer: `/recurrences${pointer}`, message }));
      throw new InvalidInput('The recurrences cannot be previewed.', placed);
    }
    return {
      preview: previewDueTimes(recurrences, { after: after ?? now, count, calendars }),
      warnings: lintRecurrences(recurrences, { now, calendars }),
    };
  };
}
