import type { Job } from './job.ts';

/** What jobs can be listed by. */
export const JOB_SORTS = ['jobId', 'nextDueAt', 'createdAt', 'updatedAt'] as const;
export type JobSort = (typeof JOB_SORTS)[number];

export interface JobOrder {
  readonly by: JobSort;
  readonly isDescending: boolean;
}

export const BY_ID: JobOrder = { by: 'jobId', isDescending: false };

/** Before every instant, and after every instant, as texts. */
const BEFORE_ALL = '!';
const AFTER_ALL = '~';

/**
 * Where a job stands in an order: a text that no other job has, and that comes before another's (by its characters) where
 * the job does; in a descending order the greatest comes first. Jobs without a next slot come last in both directions.
 */
export function placeOf(job: Job, { by, isDescending }: JobOrder): string {
  switch (by) {
    case 'jobId':
      return job.jobId;
    case 'nextDueAt':
      if (job.nextDueAt !== undefined) return placeAt(job.nextDueAt, job);
      return `${isDescending ? BEFORE_ALL : AFTER_ALL}|${job.jobId}`;
    case 'createdAt':
      return placeAt(job.createdAt, job);
    case 'updatedAt':
      return placeAt(job.updatedAt, job);
  }
}

/** Instants of the years 1970 to 9999 sort as their texts do. */
function placeAt(instant: number, { jobId }: Job): string {
  return `${new Date(instant).toISOString()}|${jobId}`;
}
