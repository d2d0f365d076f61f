import type { JobKind } from '../../domain/job/job-work.ts';
import type { RunAttempt } from '../../domain/run/run-id.ts';

/** What the durable work of an attempt goes by. */
export interface WorkToStart extends RunAttempt {
  readonly kind: JobKind;
  readonly timeoutSeconds: number;
  /** Until when, epoch ms, it waits for its data, and how often it looks; absent: it does not wait. */
  readonly readiness?: Waiting;
  /** The same for the run of another job that it comes after. */
  readonly upstream?: Waiting;
}

/** For something that others bring. */
export interface Waiting {
  readonly deadlineAt: number;
  readonly pollSeconds: number;
}

/** The durable work of an attempt. */
export interface Orchestrations {
  /** `ended`: it completed, failed or was terminated. */
  status(attempt: RunAttempt): Promise<'absent' | 'active' | 'ended'>;

  /** Starts the work; `already-started` when it is alive. Throws Unavailable. */
  start(work: WorkToStart): Promise<'started' | 'already-started'>;

  /** Tells the work to stop; `nobody`: none is alive that could be told. Throws Unavailable. */
  cancel(attempt: RunAttempt): Promise<'told' | 'nobody'>;

  /** Ends a pause of the work early; one that is not alive, or does not rest, misses nothing by it. Throws Unavailable. */
  wake(attempt: RunAttempt): Promise<void>;
}
