import type { Backfill } from '../../domain/backfill/backfill.ts';
import type { SkippedSlots } from '../../domain/slot/slot-answer.ts';
import type { Job, JobState } from '../../domain/job/job.ts';
import type { JobChange } from '../../domain/job/job-change.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { JobOrder } from '../../domain/job/job-order.ts';
import type { JobKind } from '../../domain/job/job-work.ts';
import type { Lane } from '../../domain/run/lane.ts';
import type { Run } from '../../domain/run/run.ts';
import type { Page, PageRequest, Versioned } from './versioned.ts';

/** What a list of jobs is narrowed by; what is left out does not narrow it. */
export interface JobFilter {
  /** Jobs of any of these: those whose jobs the caller may see. */
  readonly valueStreams?: readonly string[];
  readonly valueStream?: string;
  readonly kind?: JobKind;
  readonly states?: readonly JobState[];
  readonly modelId?: string;
  /** Jobs that this fleet has made, also those that it has let go of. */
  readonly fleetId?: string;
  /** Jobs that have all of these. */
  readonly tags?: readonly string[];
  /** Part of the id, the description, the model or the resource, whatever its case. */
  readonly text?: string;
}

/** Holds the jobs. Deleted jobs are kept, and returned by `get` only. Every method may throw Unavailable. */
export interface JobStore {
  get(jobId: JobId): Promise<Versioned<Job> | undefined>;

  /** The lane of a job; undefined while nothing has entered it. */
  getLane(jobId: JobId): Promise<Versioned<Lane> | undefined>;

  /** Stores a job whose id is free; of several at once exactly one gets `created`. */
  create(job: Job): Promise<'created' | 'already-exists'>;

  /** Replaces a job. Throws VersionConflict when it is no longer at `ifVersion`. */
  save(job: Job, condition: { readonly ifVersion: string }): Promise<void>;

  /**
   * Jobs in an order, by default that of their ids. Jobs that come, go or move meanwhile move no other job to another
   * page. Throws InvalidInput for a cursor that a page of another filter or order gave; `valueStreams` may change.
   */
  list(filter: JobFilter, request: PageRequest, order?: JobOrder): Promise<Page<Job>>;

  /** How many jobs a list with this filter has on all its pages. */
  count(filter: JobFilter): Promise<number>;

  /**
   * The jobs that have something to be done at or before the instant (epoch ms): active ones with a slot, paused ones
   * whose pause ends. Those of one value stream come the longest due first, those of all in any order. Its cost grows
   * with what is due, not with how many jobs there are. A job changed meanwhile may be given in its old version;
   * `commit` then conflicts.
   */
  due(until: number, filter?: { readonly valueStream: string }): AsyncIterable<Versioned<Job>>;

  /** The value streams that `due` has jobs of, each once. */
  dueStreams(until: number): Promise<readonly string[]>;

  /**
   * Writes what belongs together, all of one job, all or nothing. Nothing is written when something is no longer
   * at the version named (`conflict`), or a run that was to be new exists (`run-exists`).
   */
  commit(write: JobWrite): Promise<CommitOutcome>;
}

export type CommitOutcome = 'committed' | 'conflict' | 'run-exists';

/** A value with the version that it replaces; undefined: there must be none yet. */
export interface ConditionalWrite<T> {
  readonly value: T;
  readonly ifVersion: string | undefined;
}

/** At most 100 writes together. */
export interface JobWrite {
  readonly jobId: JobId;
  readonly job?: ConditionalWrite<Job>;
  readonly lane?: ConditionalWrite<Lane>;
  readonly backfill?: ConditionalWrite<Backfill>;
  readonly runs?: readonly ConditionalWrite<Run>[];
  readonly skipped?: readonly SkippedSlots[];
  /** What the job's history tells of it, where somebody asked for it. */
  readonly changes?: readonly JobChange[];
}
