import type { PendingRun } from '../domain/run/run.ts';
import type { Log } from './ports/environment.ts';
import type { EnqueueRequest, RunQueue } from './ports/run-queue.ts';

/** Messages sent in one go. */
const BATCH = 200;

/**
 * Runs of one value stream that a pass sends to the live queue; what goes beyond takes the bulk queue, so that a
 * stream with tens of thousands of due runs stands in nobody's way but its own.
 */
const LIVE_PER_STREAM = 50;

/** Gathers the messages of committed runs and sends them in batches. */
export class Outbox {
  /** Runs whose message could not be sent; the recovery sends them. */
  failures = 0;
  readonly #queue: RunQueue;
  readonly #log: Log;
  readonly #sentOf = new Map<string, number>();
  #requests: EnqueueRequest[] = [];

  constructor({ queue, log }: { readonly queue: RunQueue; readonly log: Log }) {
    this.#queue = queue;
    this.#log = log;
  }

  async add(valueStream: string, runs: readonly PendingRun[]): Promise<void> {
    const before = this.#sentOf.get(valueStream) ?? 0;
    this.#sentOf.set(valueStream, before + runs.length);
    runs.forEach(({ runId, attempt, effectiveAt, late }, index) => {
      const isLive = late === undefined && before + index < LIVE_PER_STREAM;
      this.#requests.push({ runId, attempt, effectiveAt, priority: isLive ? 'live' : 'bulk' });
    });
    if (this.#requests.length >= BATCH) await this.flush();
  }

  async flush(): Promise<void> {
    const requests = this.#requests;
    this.#requests = [];
    if (requests.length === 0) return;
    try {
      await this.#queue.enqueue(requests);
    } catch (error) {
      this.failures += requests.length;
      this.#log.error('Messages of due runs were not sent; the recovery sends them.', error, {
        count: requests.length,
      });
    }
  }
}
