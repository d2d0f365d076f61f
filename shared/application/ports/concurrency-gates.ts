import type { GateHolder } from '../../domain/run/gate.ts';
import type { RunId } from '../../domain/run/run-id.ts';

/** Bounds how many runs of all jobs with one key go at once. Every method may throw Unavailable. */
export interface ConcurrencyGates {
  /** Takes a place; a run that holds one keeps it. Of any number at once, at most `limit` hold one. */
  acquire(key: string, limit: number, holder: GateHolder): Promise<'acquired' | 'full'>;

  /** Gives the place back that a run holds and, as it is stored now, does not need; and sends the message of the run that has waited longest. */
  release(key: string, runId: RunId): Promise<void>;

  /** Sends the messages of as many waiting runs as there are free places. */
  wakeWaiting(key: string, limit: number): Promise<void>;
}
