import type { Actor } from '../access/actor.ts';
import type { Difference } from './difference.ts';
import type { JobParts } from './edit.ts';
import type { JobId } from './job-id.ts';

/** What can be done to a job or its runs, in the words of its history. */
export const JOB_ACTIONS = [
  'created',
  'edited',
  'restored',
  'paused',
  'resumed',
  'deleted',
  'run-triggered',
  'run-retried',
  'run-cancelled',
  'backfill-started',
  'backfill-paused',
  'backfill-resumed',
  'backfill-cancelled',
] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

/**
 * One entry of a job's history. It is written in one transaction with what it tells of: there is no change without its
 * entry, and no entry without its change.
 */
export interface JobChange extends Actor {
  readonly jobId: JobId;
  /** Names the change within its job: letters, digits and "-". */
  readonly changeId: string;
  /** Epoch ms. */
  readonly at: number;
  readonly action: JobAction;
  /** The job's generation after the change. */
  readonly generation: number;
  /**
   * What differs in the definition, or in the state; pointers into the job as callers read it. None where the job is new:
   * then `definition` is what there is to tell.
   */
  readonly differences: readonly Difference[];
  /** The whole definition after the change, where it made a new generation: what a restore goes back to. */
  readonly definition?: JobParts;
  /** The generation whose definition it has again. */
  readonly restoredGeneration?: number;
  /** The run or the backfill that was changed. */
  readonly target?: string;
}
