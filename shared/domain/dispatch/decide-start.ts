import type { Job } from '../job/job.ts';
import { nextDueAt } from '../schedule/next-due-at.ts';
import type { CancelReason, PendingRun } from '../run/run.ts';

/** What to do with a pending run when its message arrives. */
export type StartDecision =
  { readonly action: 'start' } | { readonly action: 'cancel'; readonly reason: CancelReason };

/**
 * Decides, at the moment a run would begin, whether it still should: the job may have been deleted or
 * defined anew since the slot was dispatched (runs are dispatched ahead of their time). A slot that the new
 * definition names as well runs under it: an edit never loses a future slot.
 */
export function decideStart(run: PendingRun, job: Job | undefined): StartDecision {
  if (job === undefined || job.state === 'deleted') return { action: 'cancel', reason: 'job-deleted' };
  const stillNamed = nextDueAt(job.recurrences, run.dueAt - 1) === run.dueAt;
  if (job.generation !== run.generation && !stillNamed) return { action: 'cancel', reason: 'job-replaced' };
  return { action: 'start' };
}
