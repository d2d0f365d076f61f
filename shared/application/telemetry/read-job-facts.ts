import { Unavailable } from '../../domain/errors.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { factsOf, NO_FACTS, type JobFacts } from '../../domain/telemetry/job-facts.ts';
import type { Log } from '../ports/environment.ts';
import type { JobStore } from '../ports/job-store.ts';

/** What figures and events tell of a job. One that cannot be read must not end all counting. Throws Unavailable. */
export function createReadJobFacts({
  jobs,
  log,
}: {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly log: Log;
}): (jobId: JobId) => Promise<JobFacts> {
  return async (jobId) => {
    try {
      const job = await jobs.get(jobId);
      return job === undefined ? NO_FACTS : factsOf(job.value);
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      log.error('A job cannot be read; its runs are counted without its kind.', error, { jobId });
      return NO_FACTS;
    }
  };
}
