import { Unavailable } from '../../domain/errors.ts';
import type { Job } from '../../domain/job/job.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { Log } from '../ports/environment.ts';
import type { JobStore } from '../ports/job-store.ts';

/**
 * A job; undefined where there is none, or its document cannot be read: that is reported, and must not keep the alerts of all
 * other jobs from being raised, nor its own. Throws Unavailable.
 */
export async function readableJob(
  { jobs, log }: { readonly jobs: Pick<JobStore, 'get'>; readonly log: Log },
  jobId: JobId,
): Promise<Job | undefined> {
  try {
    return (await jobs.get(jobId))?.value;
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    log.error('A job cannot be read; alerts go on without it.', error, { jobId });
    return undefined;
  }
}
