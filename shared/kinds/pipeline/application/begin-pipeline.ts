import type { LoadPlainWork } from '../../../application/load-plain-work.ts';
import type { JobStore } from '../../../application/ports/job-store.ts';
import type { StoppingOrchestrations } from '../../../application/stop-work.ts';
import type { PlainTask } from '../../../domain/job/job-work.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { jobIdOf, type RunAttempt } from '../../../domain/run/run-id.ts';
import type { PipelineTask } from '../domain/pipeline-task.ts';
import { stopIfEnded, type StopDependencies } from './stop-steps.ts';

export type PipelineBegun =
  | { readonly outcome: 'begun'; readonly task: PipelineTask }
  | { readonly outcome: 'over' }
  | { readonly outcome: 'rejected'; readonly failure: RunFailure };

interface Dependencies extends StopDependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly loadWork: LoadPlainWork<PipelineTask>;
  /** Throws where the task is none of the kind's. */
  readonly readTask: (task: PlainTask) => PipelineTask;
}

/**
 * Reads the steps that an attempt begins with.
 *
 * Work that was lost, and is begun once more for a run that has ended, has nobody else to call its steps off: they are those
 * of the job as it is now. What an edit has taken out since is found by the recovery, which looks at the runs themselves.
 */
export function createBeginPipeline(
  dependencies: Dependencies,
): (attempt: RunAttempt, orchestrations: StoppingOrchestrations) => Promise<PipelineBegun> {
  const { loadWork, readTask, jobs } = dependencies;
  return async (attempt, orchestrations) => {
    const loaded = await loadWork(attempt);
    if (loaded.outcome === 'loaded') return { outcome: 'begun', task: loaded.task };
    if (loaded.outcome === 'over') {
      const job = (await jobs.get(jobIdOf(attempt.runId)))?.value;
      if (job?.kind === 'pipeline') {
        await stopIfEnded(dependencies, { runId: attempt.runId, ...readTask(job.task) }, orchestrations);
      }
    }
    return loaded;
  };
}
