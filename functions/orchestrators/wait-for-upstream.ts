import type { OrchestrationContext, Task } from 'durable-functions';
import type { Waiting } from '../../shared/contracts/durable/run-steps.ts';
import { waitUntilReady, type Waited } from './wait-until-ready.ts';

interface Waits {
  /** As in the orchestrator's input; absent where the job comes after no other. */
  readonly upstream: Waiting | undefined;
  readonly cancellation: Task;
  /** Calls `CHECK_UPSTREAM` for the attempt. */
  readonly check: () => Task;
}

/**
 * Waits until the run that this one comes after has succeeded; the first step of a run, of whatever kind. Its time is not
 * the run's own: it is to be waited for before the time-out begins.
 */
export function* waitForUpstream(
  context: OrchestrationContext,
  { upstream, ...waits }: Waits,
): Generator<Task, Waited, unknown> {
  if (upstream === undefined) return { outcome: 'ready' };
  return yield* waitUntilReady(context, { ...upstream, ...waits, tooLate: 'upstream-not-ready' });
}
