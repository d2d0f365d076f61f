import type { Run } from '../domain/run/run.ts';
import type { Clock } from './ports/environment.ts';
import type { EnqueueRequest, RunQueue } from './ports/run-queue.ts';
import type { RunStore } from './ports/run-store.ts';

/** A run that has not moved for this long after its start is looked after. */
const STALLED_AFTER_MS = 2 * 60_000;

/** Sent to the queue in one go. */
const BATCH = 100;

interface Dependencies {
  readonly runs: RunStore;
  readonly queue: RunQueue;
  readonly clock: Clock;
}

/**
 * Sends the message of each unfinished run that should long have started once more, and returns how many.
 *
 * It mends a dispatcher killed between its commit and its sending, a message that was lost or dead-lettered,
 * and a worker that died between claim and start. A run that is merely slow is not hurt: its message finds it
 * running and does nothing.
 */
export function createRecoverStalledRuns({ runs, queue, clock }: Dependencies): () => Promise<number> {
  return async () => {
    const now = clock.now();
    let sent = 0;
    let batch: EnqueueRequest[] = [];
    for await (const run of runs.unfinishedSince(now - STALLED_AFTER_MS)) {
      batch.push(resend(run, now));
      if (batch.length < BATCH) continue;
      await queue.enqueue(batch);
      sent += batch.length;
      batch = [];
    }
    await queue.enqueue(batch);
    return sent + batch.length;
  };
}

/** One resend a period: recoveries that overlap send messages of the same name, which the queue joins. */
function resend(run: Run, now: number): EnqueueRequest {
  return {
    runId: run.runId,
    effectiveAt: now,
    resend: String(Math.floor(now / STALLED_AFTER_MS)),
  };
}
