import type { Job } from '../job/job.ts';
import { hashFraction } from '../schedule/hash-fraction.ts';

const SECOND_MS = 1000;

/** How long after its slots a job's runs start, ms: the same for each slot, so that intervals stay what they are. */
export function spreadMs({ jobId, policies }: Pick<Job, 'jobId' | 'policies'>): number {
  return Math.floor(hashFraction(jobId) * policies.spreadSeconds * SECOND_MS);
}
