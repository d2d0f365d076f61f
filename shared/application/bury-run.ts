import { isFinished, type DeadLetterCause } from '../domain/run/run.ts';
import { toDead } from '../domain/run/run-transitions.ts';
import { endRun, type EndRunDependencies } from './end-run.ts';
import type { Orchestrations } from './ports/orchestrations.ts';
import type { RunAttempt } from '../domain/run/run-id.ts';

export type BuryOutcome =
  /** The run is `dead` now. */
  | 'dead'
  /** The run has ended or gone on without this message: nothing was lost with it. */
  | 'not-needed'
  | 'not-found';

/**
 * Takes note of a message that the queue has given up: its run becomes `dead` with the cause, visible and free to be
 * retried, unless the run has gone on without the message.
 */
export function createBuryRun(
  dependencies: EndRunDependencies,
): (attempt: RunAttempt, cause: DeadLetterCause, orchestrations: Orchestrations) => Promise<BuryOutcome> {
  return async ({ runId, attempt }, cause, orchestrations) => {
    for (;;) {
      const stored = await dependencies.runs.get(runId);
      if (stored === undefined) return 'not-found';
      const { value: run, version } = stored;
      if (isFinished(run) || run.attempt !== attempt || run.state === 'waiting') return 'not-needed';
      if (run.state === 'running' && (await orchestrations.status({ runId, attempt })) === 'active') {
        return 'not-needed';
      }
      const ended = toDead(run, cause, dependencies.clock.now());
      if ((await endRun(dependencies, { run: { value: run, version }, ended })) === 'ended') return 'dead';
    }
  };
}
