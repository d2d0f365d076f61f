import type { JobParts } from '../../domain/job/edit.ts';
import type { JobChange } from '../../domain/job/job-change.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { Page, PageRequest } from './versioned.ts';

/**
 * What was done to jobs, by whom and why. The entries are written by the JobStore, together with what they tell of; they
 * outlive the job. Every method may throw Unavailable.
 */
export interface JobHistory {
  /** The changes of a job, the latest first; of one instant, the one of the later generation first. */
  list(jobId: JobId, request: PageRequest): Promise<Page<JobChange>>;

  /** The definition that the job had as this generation; undefined when its history has none of it. */
  definitionAt(jobId: JobId, generation: number): Promise<JobParts | undefined>;
}
