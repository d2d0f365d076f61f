import type { RunId } from '../../domain/run/run-id.ts';

/** Bounds how many runs of all jobs with one key go at once. Every method may throw Unavailable. */
export interface ConcurrencyGates {
  /** Takes a place; a run that holds one already has it. Of any number at once, at most `limit` hold one. */
  acquire(key: string, limit: number, runId: RunId): Promise<'acquired' | 'full'>;

  /** Gives a place back, if it is held, and sends the message of the run that has waited longest. */
  release(key: string, runId: RunId): Promise<void>;

  /** Sends the messages of as many waiting runs as there are free places. */
  wakeWaiting(key: string, limit: number): Promise<void>;
}
