import type { SkippedSlots } from '../../domain/dispatch/plan-dispatch.ts';
import type { Job } from '../../domain/job/job.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { PendingRun } from '../../domain/run/run.ts';
import type { Page, PageRequest, Versioned } from './versioned.ts';

export interface JobFilter {
  readonly valueStream?: string;
  readonly modelId?: string;
}

/** Holds the jobs. Deleted jobs are kept, and returned by `get` only. Every method may throw Unavailable. */
export interface JobStore {
  get(jobId: JobId): Promise<Versioned<Job> | undefined>;

  /** Stores a job whose id is free; of several at once exactly one gets `created`. */
  create(job: Job): Promise<'created' | 'already-exists'>;

  /** Replaces a job. Throws VersionConflict when it is no longer at `ifVersion`. */
  save(job: Job, condition: { readonly ifVersion: string }): Promise<void>;

  /** Jobs in order of id. */
  list(filter: JobFilter, request: PageRequest): Promise<Page<Job>>;

  /**
   * The active jobs whose `nextDueAt` is at or before the instant (epoch ms), the longest due first. Its cost
   * grows with what is due, not with how many jobs there are. A job changed meanwhile may be given in its old
   * version; `dispatch` then conflicts.
   */
  due(until: number): AsyncIterable<Versioned<Job>>;

  /**
   * Creates the runs, records the skipped slots and replaces the job, all or nothing. Nothing is written when
   * the job is no longer at that version (`conflict`) or one of the runs exists already (`run-exists`).
   */
  dispatch(write: DispatchWrite): Promise<'dispatched' | 'conflict' | 'run-exists'>;
}

export interface DispatchWrite {
  readonly job: Job;
  readonly ifVersion: string;
  readonly runs: readonly PendingRun[];
  readonly skipped: SkippedSlots | undefined;
}
