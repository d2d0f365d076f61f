import type { Job } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { JobTurns } from './job-turns.ts';
import { laneFence } from './lane-fence.ts';
import type { JobStore } from './ports/job-store.ts';

interface JobChange {
  readonly job: Job;
  readonly hasChanged: boolean;
}

/**
 * Changes a job that is not deleted: again from the beginning when someone else changed it meanwhile. `change`
 * gives the new job, or undefined when there is nothing to change. No run begins any more that was claimed by the
 * job as it was before.
 */
export async function changeJob(
  { jobs, turns }: { readonly jobs: JobStore; readonly turns: JobTurns },
  jobId: JobId,
  change: (job: Job) => Job | undefined,
): Promise<JobChange | undefined> {
  return turns.take(jobId, async () => {
    for (;;) {
      const stored = await jobs.get(jobId);
      if (stored === undefined || stored.value.state === 'deleted') return undefined;
      const changed = change(stored.value);
      if (changed === undefined) return { job: stored.value, hasChanged: false };
      const outcome = await jobs.commit({
        jobId,
        job: { value: changed, ifVersion: stored.version },
        lane: await laneFence(jobs, jobId),
      });
      if (outcome === 'committed') return { job: changed, hasChanged: true };
    }
  });
}
