import type { DraftRecurrence, ImportedJob } from '../../../shared/domain/import/imported-job.ts';
import type { SourceDocument } from '../../../shared/domain/import/imported-job.ts';
import { dueTimes } from '../../../shared/domain/schedule/due-times.ts';
import type { Recurrence } from '../../../shared/domain/schedule/recurrence.ts';

/** The codes of a job's differences. */
export function codesOf({ differences }: ImportedJob): readonly string[] {
  return differences.map(({ code }) => code);
}

/** The first instants that a draft names after one, epoch ms. */
export function dueTimesOf({ definition }: ImportedJob, after: number, count: number): readonly number[] {
  const recurrences = definition.recurrences.map(toRecurrence);
  return dueTimes(recurrences, { after, until: Infinity, limit: count });
}

function toRecurrence(draft: DraftRecurrence): Recurrence {
  return draft.type === 'cron' ? { ...draft, dst: 'shift' } : { ...draft, anchorAt: 0 };
}

/** A document that was parsed already; everything in it stands in line 7. */
export function documentOf(value: unknown): SourceDocument {
  return { value, lineOf: () => 7 };
}
