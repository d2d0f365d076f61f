import type { Job } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import { VersionConflict } from '../domain/errors.ts';
import type { JobStore } from './ports/job-store.ts';
import type { Versioned } from './ports/versioned.ts';

/**
 * Changes a job that is not deleted: again from the beginning when someone else changed it meanwhile, unless the
 * caller insists on a version. `change` gives the new job, or undefined when there is nothing to change.
 *
 * Throws VersionConflict when the job is no longer at `ifVersion`.
 */
export async function changeJob(
  jobs: JobStore,
  { jobId, ifVersion }: { readonly jobId: JobId; readonly ifVersion?: string | undefined },
  change: (job: Versioned<Job>) => Job | undefined,
): Promise<{ readonly job: Job; readonly hasChanged: boolean } | undefined> {
  for (;;) {
    const stored = await jobs.get(jobId);
    if (stored === undefined || stored.value.state === 'deleted') return undefined;
    if (ifVersion !== undefined && stored.version !== ifVersion) throw new VersionConflict(jobId);
    const changed = change(stored);
    if (changed === undefined) return { job: stored.value, hasChanged: false };
    try {
      await jobs.save(changed, { ifVersion: stored.version });
      return { job: changed, hasChanged: true };
    } catch (error) {
      if (!(error instanceof VersionConflict) || ifVersion !== undefined) throw error;
    }
  }
}
