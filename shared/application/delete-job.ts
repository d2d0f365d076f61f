import { VersionConflict } from '../domain/errors.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { Clock } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';

/**
 * Deletes a job: no slot is dispatched any more, and runs that have not begun are cancelled when their time
 * comes. What ran stays readable. Deleting twice is the same as once.
 */
export function createDeleteJob({
  jobs,
  clock,
}: {
  readonly jobs: JobStore;
  readonly clock: Clock;
}): (jobId: JobId) => Promise<'deleted' | 'not-found'> {
  return async (jobId) => {
    for (;;) {
      const stored = await jobs.get(jobId);
      if (stored === undefined || stored.value.state === 'deleted') return 'not-found';
      const { nextDueAt: _never, ...job } = stored.value;
      try {
        await jobs.save({ ...job, state: 'deleted', updatedAt: clock.now() }, { ifVersion: stored.version });
        return 'deleted';
      } catch (error) {
        // A dispatcher moved the job on meanwhile; delete it as it is now.
        if (!(error instanceof VersionConflict)) throw error;
      }
    }
  };
}
