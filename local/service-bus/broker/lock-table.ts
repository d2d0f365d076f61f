import { randomUUID } from 'node:crypto';
import type { MessageLocks } from './message-locks.ts';
import type { MessageLock, QueuedMessage } from './queued-message.ts';

/** The locks of a queue without sessions. All last equally long, so insertion order is also the order in which they end. */
export class LockTable implements MessageLocks {
  readonly #durationMs: number;
  readonly #locks = new Map<string, { readonly sequenceNumber: number; readonly until: number }>();

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  /** Locks a message until `now` plus the queue's lock duration. */
  grant({ sequenceNumber }: QueuedMessage, now: number): MessageLock {
    const lock = { token: randomUUID(), until: now + this.#durationMs };
    this.#locks.set(lock.token, { sequenceNumber, until: lock.until });
    return lock;
  }

  renew(token: string, now: number): MessageLock | undefined {
    const entry = this.#locks.get(token);
    if (entry === undefined) return undefined;
    const until = now + this.#durationMs;
    this.#locks.delete(token);
    this.#locks.set(token, { sequenceNumber: entry.sequenceNumber, until });
    return { token, until };
  }

  find(token: string, now: number): number | undefined {
    const entry = this.#locks.get(token);
    return entry !== undefined && entry.until > now ? entry.sequenceNumber : undefined;
  }

  drop({ token }: MessageLock): void {
    this.#locks.delete(token);
  }

  nextEnd(): number | undefined {
    for (const { until } of this.#locks.values()) return until;
    return undefined;
  }

  firstEnded(now: number): number | undefined {
    for (const { sequenceNumber, until } of this.#locks.values()) {
      return until <= now ? sequenceNumber : undefined;
    }
    return undefined;
  }
}
