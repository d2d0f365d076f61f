import type { EnqueueRequest, RunQueue } from '../../shared/application/ports/run-queue.ts';
import { attemptIdOf, type RunAttempt } from '../../shared/domain/run/run-id.ts';
import type { Random } from './random.ts';

const LOCK_MS = 60_000;

/** As the queues are set up: a message of a name sent before within this time is dropped. */
const DUPLICATES_FOR_MS = 600_000;

/** As the queues are set up: after so many deliveries a message is dead. */
const MAX_DELIVERIES = 10;

interface Message {
  readonly attempt: RunAttempt;
  /** True time, ms: not delivered before. */
  availableAt: number;
  deliveries: number;
}

export interface Delivery {
  readonly attempt: RunAttempt;
  readonly deliveryCount: number;
  /** It has been given up and is delivered from where dead messages go. */
  readonly isDead: boolean;
  readonly complete: () => void;
  readonly abandon: () => void;
}

interface Weather {
  readonly now: () => number;
  readonly random: Random;
  readonly isTroubled: () => boolean;
}

/** The queues of runs: they deliver at least once, late, twice and in no order, and drop duplicates by name. */
export class SimBus implements RunQueue {
  readonly #messages = new Set<Message>();
  readonly #sentAt = new Map<string, number>();
  readonly #weather: Weather;
  #nextAt = Infinity;

  constructor(weather: Weather) {
    this.#weather = weather;
  }

  get pending(): number {
    return this.#messages.size;
  }

  async enqueue(requests: readonly EnqueueRequest[]): Promise<void> {
    const now = this.#weather.now();
    for (const request of requests) {
      const { runId, attempt, priority, resend } = request;
      // Each of the two queues knows its own duplicates only.
      const name = `${priority ?? 'live'} ${attemptIdOf(runId, attempt)} ${resend ?? ''}`;
      if (now - (this.#sentAt.get(name) ?? -Infinity) < DUPLICATES_FOR_MS) continue;
      this.#sentAt.set(name, now);
      this.#add(request);
    }
  }

  /** The instant of the next delivery; infinite when there is none to come. */
  nextAt(): number {
    return this.#nextAt;
  }

  /** Locks a message that is due and gives it out; not settled, it comes again when the lock has run out. */
  take(): Delivery | undefined {
    const now = this.#weather.now();
    if (this.#nextAt > now) return undefined;
    const due = [...this.#messages].filter(({ availableAt }) => availableAt <= now);
    const message = this.#weather.random.pick(due);
    message.availableAt = now + LOCK_MS;
    message.deliveries += 1;
    this.#findNext();
    return {
      attempt: message.attempt,
      deliveryCount: message.deliveries,
      isDead: message.deliveries > MAX_DELIVERIES,
      complete: () => {
        this.#messages.delete(message);
        this.#findNext();
      },
      abandon: () => {
        message.availableAt = Math.min(message.availableAt, this.#weather.now());
        this.#findNext();
      },
    };
  }

  #add({ runId, attempt, effectiveAt }: EnqueueRequest): void {
    const { random, isTroubled } = this.#weather;
    const copies = isTroubled() && random.chance(0.1) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const delayMs = isTroubled() && random.chance(0.1) ? random.below(90_000) : 0;
      this.#messages.add({ attempt: { runId, attempt }, availableAt: effectiveAt + delayMs, deliveries: 0 });
    }
    this.#findNext();
  }

  #findNext(): void {
    this.#nextAt = Infinity;
    for (const { availableAt } of this.#messages) {
      if (availableAt < this.#nextAt) this.#nextAt = availableAt;
    }
  }
}
