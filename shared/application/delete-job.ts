import { undispatched } from '../domain/job/edit.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { JobTurns } from './job-turns.ts';
import { laneFence } from './lane-fence.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { Clock } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';

/**
 * Deletes a job: no slot is dispatched any more, those that have come due get the reason, and runs that have not
 * begun are skipped when their time comes. What ran stays readable. Deleting twice is the same as once.
 *
 * Jobs that come after it do not hinder it: their runs find the runs that it has had, and fail as `upstream-failed` where
 * it has none.
 */
export function createDeleteJob({
  jobs,
  turns,
  loadCalendars,
  clock,
}: {
  readonly jobs: JobStore;
  readonly turns: JobTurns;
  readonly loadCalendars: LoadCalendars;
  readonly clock: Clock;
}): (jobId: JobId) => Promise<'deleted' | 'not-found'> {
  const deleteInTurn = async (jobId: JobId): Promise<'deleted' | 'not-found'> => {
    for (;;) {
      const stored = await jobs.get(jobId);
      if (stored === undefined || stored.value.state === 'deleted') return 'not-found';
      const { nextDueAt: _never, ...job } = stored.value;
      const calendars = await loadCalendars(job.recurrences);
      const now = clock.now();
      const outcome = await jobs.commit({
        jobId,
        job: { value: { ...job, state: 'deleted', updatedAt: now }, ifVersion: stored.version },
        lane: await laneFence(jobs, jobId),
        skipped: undispatched(stored.value, { now, calendars, reason: 'job-deleted' }),
      });
      // On a conflict a dispatcher has moved the job on: delete it as it is now.
      if (outcome === 'committed') return 'deleted';
    }
  };
  return (jobId) => turns.take(jobId, () => deleteInTurn(jobId));
}
