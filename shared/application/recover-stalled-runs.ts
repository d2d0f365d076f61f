import type { Run } from '../domain/run/run.ts';
import type { Clock } from './ports/environment.ts';
import type { EnqueueRequest, RunQueue } from './ports/run-queue.ts';
import type { RunStore } from './ports/run-store.ts';

const STALLED_AFTER_MS = 2 * 60_000;

/** Sent to the queue in one go. */
const BATCH = 100;

interface Dependencies {
  readonly runs: RunStore;
  readonly queue: RunQueue;
  readonly clock: Clock;
  /** A run that has not moved for this long after its start is looked after; two minutes when left out. */
  readonly stalledAfterMs?: number;
}

/**
 * Sends the message of each pending or running run that should long have started once more, and returns how many.
 *
 * It mends a dispatcher killed between its commit and its sending, a message that was lost, and a worker that
 * died between claim and start. A run that is merely slow is not hurt: its message finds it running and does
 * nothing. A waiting run is not stalled: whoever ends what it waits for sends its message.
 */
export function createRecoverStalledRuns({
  runs,
  queue,
  clock,
  stalledAfterMs = STALLED_AFTER_MS,
}: Dependencies): () => Promise<number> {
  return async () => {
    const now = clock.now();
    let sent = 0;
    let batch: EnqueueRequest[] = [];
    for await (const run of runs.unfinishedSince(now - stalledAfterMs)) {
      batch.push(resend(run, now, stalledAfterMs));
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
function resend({ runId, attempt }: Run, now: number, period: number): EnqueueRequest {
  return {
    ...{ runId, attempt, effectiveAt: now, priority: 'bulk' },
    resend: String(Math.floor(now / period)),
  };
}
