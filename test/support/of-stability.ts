import type { Job, StabilityJob } from '../../shared/domain/job/job.ts';
import { isStabilitySummary, type RunResult, type StabilitySummary } from '../../shared/domain/run/run.ts';

/** The job as one of the kind that the test made it. */
export function ofStability(job: Job): StabilityJob {
  if (job.kind !== 'stability') throw new Error(`Job '${job.jobId}' is of kind '${job.kind}'.`);
  return job;
}

export function measured(result: RunResult): StabilitySummary {
  if (!isStabilitySummary(result)) throw new Error('The run has measured nothing.');
  return result;
}
