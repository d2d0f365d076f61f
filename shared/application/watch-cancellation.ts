import type { Pause } from './ports/environment.ts';
import type { RunAttempt } from '../domain/run/run-id.ts';
import type { RunStore } from './ports/run-store.ts';

/** How soon work learns that its run was cancelled, ms; work that is over sooner never asks. */
const LOOK_EVERY_MS = 2_000;

/**
 * Does a part of an attempt's work under a signal that is aborted as soon as the run is no longer at that attempt:
 * cancelled, timed out, or taken over. Resolves with `cancelled` then, whatever the work makes of the signal.
 */
export function createCancellableWork({
  runs,
  pause,
}: {
  readonly runs: RunStore;
  readonly pause: Pause;
}): <T>(attempt: RunAttempt, work: (signal: AbortSignal) => Promise<T>) => Promise<T | 'cancelled'> {
  return async (attempt, work) => {
    const cancelling = new AbortController();
    const done = new AbortController();
    const watching = watch({ runs, pause }, attempt, { cancelling, done: done.signal });
    try {
      return await work(cancelling.signal);
    } catch (error) {
      if (cancelling.signal.aborted) return 'cancelled';
      throw error;
    } finally {
      done.abort();
      await watching;
    }
  };
}

async function watch(
  { runs, pause }: { readonly runs: RunStore; readonly pause: Pause },
  { runId, attempt }: RunAttempt,
  { cancelling, done }: { readonly cancelling: AbortController; readonly done: AbortSignal },
): Promise<void> {
  for (;;) {
    await pause(LOOK_EVERY_MS, done);
    if (done.aborted) return;
    try {
      const run = await runs.get(runId);
      if (run?.value.state === 'running' && run.value.attempt === attempt) continue;
      cancelling.abort();
      return;
    } catch {
      // The store is away for a moment; the work goes on, and its commit is guarded by the document in any case.
    }
  }
}
