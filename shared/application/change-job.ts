import type { Job } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { Actor } from '../domain/access/actor.ts';
import type { JobAction } from '../domain/job/job-change.ts';
import { jobChange, type ChangeDependencies } from './job-changes.ts';
import type { JobTurns } from './job-turns.ts';
import { laneFence } from './lane-fence.ts';
import type { JobStore } from './ports/job-store.ts';

export interface ChangeJobDependencies extends ChangeDependencies {
  readonly jobs: JobStore;
  readonly turns: JobTurns;
}

interface ChangedJob {
  readonly job: Job;
  readonly hasChanged: boolean;
}

/**
 * Changes a job that is not deleted: again from the beginning when someone else changed it meanwhile. `change`
 * gives the new job, or undefined when there is nothing to change. No run begins any more that was claimed by the
 * job as it was before. The history of the job has who changed it in the same transaction.
 */
export async function changeJob(
  dependencies: ChangeJobDependencies,
  { jobId, ...by }: Actor & { readonly jobId: JobId; readonly action: JobAction },
  change: (job: Job) => Job | undefined,
): Promise<ChangedJob | undefined> {
  const { jobs, turns } = dependencies;
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
        changes: [jobChange(dependencies, { before: stored.value, after: changed }, by)],
      });
      if (outcome === 'committed') return { job: changed, hasChanged: true };
    }
  });
}
