import type { Job } from '../../domain/job/job.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { Run } from '../../domain/run/run.ts';
import type { SkippedSlots } from '../../domain/slot/slot-answer.ts';

/** A job, a run or skipped slots that were written, as they are when they are read: what was in between is passed over. */
export type Change =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'skipped-slots'; readonly jobId: JobId; readonly skipped: SkippedSlots };

/** A change that watchers are told of. */
export type WatchedChange = Exclude<Change, { readonly kind: 'skipped-slots' }>;

/** What a read of the feed gives. */
export type ChangesRead =
  | {
      readonly outcome: 'read';
      /** In the order of the writes, those of one job at least; none where only other things were written. */
      readonly changes: readonly Change[];
      /** Where to read on. */
      readonly position: string;
    }
  /** There is nothing after the position yet: it stays where to read on. */
  | { readonly outcome: 'nothing' }
  /** The position is none of this feed: it was given by another store, or by this one before it was emptied. */
  | { readonly outcome: 'unknown-position' };

/**
 * Tells of every job and run, and of all skipped slots, that are written, deleted jobs too, from any position on: positions are texts to be handed
 * back, good for as long as the store is. A job or run written again is told of at its last write. Every method may
 * throw Unavailable.
 */
export interface ChangeFeed {
  /** The position after all that has been written. */
  now(): Promise<string>;

  /** The next page after a position; what cannot be read is reported and left out. Throws InvalidInput for what is none. */
  read(after: string): Promise<ChangesRead>;
}
