import type { HostClock } from '../../clock.ts';
import { BoundedQueue } from './activity-queue.ts';
import { MessageBrake, type Precedence } from './message-brake.ts';

export interface TurnQueueOptions {
  /** Turns at the same time. */
  readonly limit: number;
  /** What first turns stand back for. */
  readonly precedence: Precedence;
  readonly clock: HostClock;
}

/**
 * Takes turns of orchestrations, a number of them at a time. The first turn of each stands back for messages; one that has
 * begun goes on whatever comes, for someone may be waiting for it, or have sent it an event.
 */
export class TurnQueue {
  readonly #turns: BoundedQueue;
  readonly #firstTurns: BoundedQueue;
  readonly #brake: MessageBrake;

  constructor({ limit, precedence, clock }: TurnQueueOptions) {
    this.#turns = new BoundedQueue(limit);
    this.#brake = new MessageBrake(precedence, clock, () => {
      this.#firstTurns.startWaiting();
    });
    this.#firstTurns = new BoundedQueue(limit, () => this.#brake.mayStart());
  }

  /** @param turn must not reject. */
  push(turn: () => Promise<void>): void {
    this.#turns.push(turn);
  }

  /** @param turn must not reject. */
  pushFirst(turn: () => Promise<void>): void {
    this.#firstTurns.push(async () => {
      const ended = Promise.withResolvers<undefined>();
      this.#turns.push(async () =>
        turn().finally(() => {
          ended.resolve(undefined);
        }),
      );
      await ended.promise;
    });
  }

  /** No turn is taken and none waits. */
  get isIdle(): boolean {
    return this.#turns.isIdle && this.#firstTurns.isIdle;
  }

  /** Starts none; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.#brake.release();
    // What is under way is so among the turns; a first turn that waits for its place there never ends.
    void this.#firstTurns.stop();
    await this.#turns.stop();
  }
}
