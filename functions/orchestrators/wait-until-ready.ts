import type { OrchestrationContext, Task } from 'durable-functions';
import { readinessCheck } from '../../shared/contracts/durable/readiness.ts';
import type { RunFailure } from '../../shared/domain/run/run-failure.ts';

const SECOND_MS = 1000;

/** How often a run looks for something at most: each look stays in the history, which is read again at every step. */
const MAX_LOOKS = 500;

interface Waiting {
  /** Epoch ms. */
  readonly deadlineAt: number;
  readonly pollSeconds: number;
  readonly cancellation: Task;
  /** Calls the activity that looks. */
  readonly check: () => Task;
  /** What the run fails as when it is not there by the deadline. */
  readonly tooLate: RunFailure['reason'];
}

export type Waited =
  { readonly outcome: 'ready' | 'cancelled' } | { readonly outcome: 'failed'; readonly failure: RunFailure };

/**
 * Looks for what others bring until it is there, is certain not to come, or the deadline has passed; the last look is at
 * the deadline.
 */
export function* waitUntilReady(
  context: OrchestrationContext,
  { deadlineAt, pollSeconds, cancellation, check, tooLate }: Waiting,
): Generator<Task, Waited, unknown> {
  const left = deadlineAt - context.df.currentUtcDateTime.getTime();
  const pollMs = Math.max(pollSeconds * SECOND_MS, left / MAX_LOOKS);
  for (;;) {
    const looked = yield* look(check);
    if (looked.outcome !== 'not-ready') return looked;
    const now = context.df.currentUtcDateTime.getTime();
    if (now >= deadlineAt) return failed(tooLate, looked.message);
    const timer = context.df.createTimer(new Date(Math.min(now + pollMs, deadlineAt)));
    yield context.df.Task.any([timer, cancellation]);
    if (!timer.isCompleted) timer.cancel();
    if (cancellation.isCompleted) return { outcome: 'cancelled' };
  }
}

function* look(
  check: () => Task,
): Generator<Task, Waited | { readonly outcome: 'not-ready'; readonly message: string }, unknown> {
  try {
    const checked = readinessCheck.parse(yield check());
    return checked.outcome === 'rejected' ? { outcome: 'failed', failure: checked.failure } : checked;
  } catch (error) {
    return failed('retries-exhausted', error instanceof Error ? error.message : String(error));
  }
}

function failed(reason: RunFailure['reason'], message: string): Waited {
  return { outcome: 'failed', failure: { reason, message } };
}
