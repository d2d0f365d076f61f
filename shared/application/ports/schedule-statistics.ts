import type { JobId } from '../../domain/job/job-id.ts';

/** Counts over all jobs, for advice: they may be a moment old. May throw Unavailable. */
export interface ScheduleStatistics {
  /** How many active jobs other than this one have their next slot at the instant (epoch ms). */
  countOthersDueAt(dueAt: number, except: JobId): Promise<number>;
}
