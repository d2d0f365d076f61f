import type { RunId } from '../../domain/run/run-id.ts';

/** One attempt of a run; its durable work has a name of its own. */
export interface RunAttempt {
  readonly runId: RunId;
  readonly attempt: number;
}

/** The durable work of an attempt. */
export interface Orchestrations {
  /** `ended`: it completed, failed or was terminated. */
  status(attempt: RunAttempt): Promise<'absent' | 'active' | 'ended'>;

  /** Starts the work; `already-started` when it is alive. Throws Unavailable. */
  start(attempt: RunAttempt & { readonly timeoutSeconds: number }): Promise<'started' | 'already-started'>;

  /** Tells the work to stop; one that is not alive needs no telling. Throws Unavailable. */
  cancel(attempt: RunAttempt): Promise<void>;
}
