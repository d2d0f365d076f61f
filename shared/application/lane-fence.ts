import { emptyLane, type Lane } from '../domain/run/lane.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { ConditionalWrite, JobStore } from './ports/job-store.ts';

/**
 * A job's lane as it is, to be written together with a change of the job after which nothing of it may begin:
 * every claim writes the lane that it has read before the job, so one that still knows the old job is refused.
 */
export async function laneFence(jobs: JobStore, jobId: JobId): Promise<ConditionalWrite<Lane>> {
  const stored = await jobs.getLane(jobId);
  return { value: stored?.value ?? emptyLane(jobId), ifVersion: stored?.version };
}
