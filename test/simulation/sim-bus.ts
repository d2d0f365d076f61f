import type { EnqueueRequest, RunQueue } from '../../shared/application/ports/run-queue.ts';
import type { RunId } from '../../shared/domain/run/run-id.ts';
import type { Random } from './random.ts';

const LOCK_MS = 60_000;

interface Message {
  readonly runId: RunId;
  /** True time, ms: not delivered before. */
  availableAt: number;
}

/** A queue that delivers at least once, late, twice and in no order; it knows no duplicates. */
export class SimBus implements RunQueue {
  readonly #messages: Message[] = [];
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  get pending(): number {
    return this.#messages.length;
  }

  async enqueue(requests: readonly EnqueueRequest[]): Promise<void> {
    for (const { runId, effectiveAt } of requests) {
      const copies = this.#random.chance(0.1) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        const delayMs = this.#random.chance(0.1) ? this.#random.below(90_000) : 0;
        this.#messages.push({ runId, availableAt: effectiveAt + delayMs });
      }
    }
  }

  /** The instant of the next delivery, or undefined when there is none to come. */
  nextAt(): number | undefined {
    return this.#messages.length === 0
      ? undefined
      : Math.min(...this.#messages.map(({ availableAt }) => availableAt));
  }

  /** Locks a message that is due and gives it out; not completed, it comes again when the lock has run out. */
  take(now: number): { readonly runId: RunId; complete(): void; abandon(): void } | undefined {
    const due = this.#messages.filter(({ availableAt }) => availableAt <= now);
    if (due.length === 0) return undefined;
    const message = this.#random.pick(due);
    message.availableAt = now + LOCK_MS;
    return {
      runId: message.runId,
      complete: () => {
        const index = this.#messages.indexOf(message);
        if (index >= 0) this.#messages.splice(index, 1);
      },
      abandon: () => {
        message.availableAt = now;
      },
    };
  }
}
