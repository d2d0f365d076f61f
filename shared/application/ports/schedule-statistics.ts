import type { JobId } from '../../domain/job/job-id.ts';

/** Counts over all jobs, for advice: they may be a moment old. May throw Unavailable. */
export interface ScheduleStatistics {
  /**
   * How many active jobs other than this one have their next slot at the instant (epoch ms), counted up to `atMost`: what
   * it costs does not grow with the herd.
   */
  countOthersDueAt(dueAt: number, except: JobId, atMost: number): Promise<number>;
}
