import type { Job } from '../../domain/job/job.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { Run } from '../../domain/run/run.ts';
import type { SlotRange } from '../../domain/slot/named-slots.ts';
import type { SkippedSlots } from '../../domain/slot/slot-answer.ts';
import type { Versioned } from './versioned.ts';

/** Reads what is known of slots. Every method may throw Unavailable. */
export interface SlotStore {
  /** The runs of a job's slots due in a range, not those asked for by hand; the earliest first, at most `limit`. */
  runsDue(jobId: JobId, range: SlotRange & { readonly limit: number }): Promise<readonly Run[]>;

  /** The records of skipped slots that overlap a range, by their first slot. */
  skippedSlots(jobId: JobId, range: SlotRange): AsyncIterable<SkippedSlots>;

  /** The run that stands for a slot which was passed over; undefined while there is none. */
  coalescingRun(jobId: JobId, dueAt: number): Promise<Run | undefined>;

  /** The jobs that are not deleted, by id, after a position of which the first page has none. */
  jobsAfter(position: string | undefined, limit: number): Promise<JobsAfter>;
}

export interface JobsAfter {
  /** Those that can be read. */
  readonly jobs: readonly FoundJob[];
  /** Where the next page begins; undefined after the last job. */
  readonly next: string | undefined;
}

export interface FoundJob extends Versioned<Job> {
  /** Whether the dispatcher's query sees the job when it should. */
  readonly isSeenWhenDue: boolean;
}
