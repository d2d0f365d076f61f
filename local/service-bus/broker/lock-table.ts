import { randomUUID } from 'node:crypto';
import type { MessageLock } from './queued-message.ts';

/** The locks of one queue. All last equally long, so insertion order is also the order in which they end. */
export class LockTable {
  readonly #durationMs: number;
  readonly #sequenceNumbers = new Map<string, { readonly sequenceNumber: number; readonly until: number }>();

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  /** Locks a message until `now` plus the queue's lock duration, under a fresh token. */
  grant(sequenceNumber: number, now: number): MessageLock {
    const lock = { token: randomUUID(), until: now + this.#durationMs };
    this.#sequenceNumbers.set(lock.token, { sequenceNumber, until: lock.until });
    return lock;
  }

  /** Starts the lock's duration again. */
  renew(token: string, now: number): MessageLock | undefined {
    const entry = this.#sequenceNumbers.get(token);
    if (entry === undefined) return undefined;
    const until = now + this.#durationMs;
    this.#sequenceNumbers.delete(token);
    this.#sequenceNumbers.set(token, { sequenceNumber: entry.sequenceNumber, until });
    return { token, until };
  }

  /** The message held under `token`, or undefined when the lock has ended at `now`. */
  find(token: string, now: number): number | undefined {
    const entry = this.#sequenceNumbers.get(token);
    return entry !== undefined && entry.until > now ? entry.sequenceNumber : undefined;
  }

  drop(token: string): void {
    this.#sequenceNumbers.delete(token);
  }

  /** When the next lock ends, epoch ms. */
  nextEnd(): number | undefined {
    for (const { until } of this.#sequenceNumbers.values()) return until;
    return undefined;
  }

  /** The message whose lock has ended at `now` and is the longest over. */
  firstEnded(now: number): number | undefined {
    for (const { sequenceNumber, until } of this.#sequenceNumbers.values()) {
      return until <= now ? sequenceNumber : undefined;
    }
    return undefined;
  }
}
