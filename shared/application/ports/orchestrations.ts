import type { RunId } from '../../domain/run/run-id.ts';

/** One attempt of a run; its durable work has a name of its own. */
export interface RunAttempt {
  readonly runId: RunId;
  readonly attempt: number;
}

/** What the durable work of an attempt goes by. */
export interface WorkToStart extends RunAttempt {
  readonly timeoutSeconds: number;
  /** Until when, epoch ms, it waits for its data, and how often it looks; absent: it does not wait. */
  readonly readiness?: { readonly deadlineAt: number; readonly pollSeconds: number };
}

/** The durable work of an attempt. */
export interface Orchestrations {
  /** `ended`: it completed, failed or was terminated. */
  status(attempt: RunAttempt): Promise<'absent' | 'active' | 'ended'>;

  /** Starts the work; `already-started` when it is alive. Throws Unavailable. */
  start(work: WorkToStart): Promise<'started' | 'already-started'>;

  /** Tells the work to stop; one that is not alive needs no telling. Throws Unavailable. */
  cancel(attempt: RunAttempt): Promise<void>;
}
