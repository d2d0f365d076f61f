import type { RunId } from '../../domain/run/run-id.ts';

/** The durable work of a run; its instance has the run's id. */
export interface Orchestrations {
  /** `ended`: it completed, failed or was terminated. */
  status(runId: RunId): Promise<'absent' | 'active' | 'ended'>;

  /** Starts the work; `already-started` when an instance of that id is alive. Throws Unavailable. */
  start(runId: RunId): Promise<'started' | 'already-started'>;
}
