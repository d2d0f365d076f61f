import type { OrchestrationContext, Task } from 'durable-functions';
import { dataCheck } from '../../shared/contracts/durable/stability-run.ts';
import type { RunFailure } from '../../shared/domain/run/run-failure.ts';

const SECOND_MS = 1000;

/** How often a run looks for its data at most: each look stays in the history, which is read again at every step. */
const MAX_LOOKS = 500;

interface Waiting {
  /** Epoch ms. */
  readonly deadlineAt: number;
  readonly pollSeconds: number;
  readonly cancellation: Task;
  readonly check: () => Task;
}

export type Waited =
  { readonly outcome: 'ready' | 'cancelled' } | { readonly outcome: 'failed'; readonly failure: RunFailure };

/** Looks for a run's data until they are there or the deadline has passed; the last look is at the deadline. */
export function* waitForData(
  context: OrchestrationContext,
  { deadlineAt, pollSeconds, cancellation, check }: Waiting,
): Generator<Task, Waited, unknown> {
  const left = deadlineAt - context.df.currentUtcDateTime.getTime();
  const pollMs = Math.max(pollSeconds * SECOND_MS, left / MAX_LOOKS);
  for (;;) {
    const checked = yield* look(check);
    if (checked.outcome !== 'not-ready') return checked;
    const now = context.df.currentUtcDateTime.getTime();
    if (now >= deadlineAt) return failed('data-not-ready', checked.message);
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
    return dataCheck.parse(yield check());
  } catch (error) {
    return failed('retries-exhausted', error instanceof Error ? error.message : String(error));
  }
}

function failed(reason: RunFailure['reason'], message: string): Waited {
  return { outcome: 'failed', failure: { reason, message } };
}
