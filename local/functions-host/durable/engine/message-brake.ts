import type { HostClock } from '../../clock.ts';

/** What goes before activities and first turns: here the handling of queue messages. */
export interface Precedence {
  readonly isBusy: boolean;
  /** Calls back each time when it is busy no more. */
  onFree(callback: () => void): void;
}

/** However long messages keep coming, another one begins after this. */
const HELD_MS = 250;

/**
 * Holds work back while messages are handled: a message mostly starts something and is done in a moment, an activity is
 * the work itself, and the first turn of an orchestration leads to it. In one process what a flood of messages has started
 * would otherwise keep the last messages of that flood, and everyone else's, waiting for minutes.
 *
 * One piece of work begins every quarter of a second meanwhile: a handler may wait for an orchestration, and messages may
 * never stop coming.
 */
export class MessageBrake {
  readonly #precedence: Precedence;
  readonly #clock: HostClock;
  readonly #tryAgain: () => void;
  #callOff: (() => void) | undefined;
  #isOverdue = false;

  /** @param tryAgain asks `mayStart` again for what waits longest. */
  constructor(precedence: Precedence, clock: HostClock, tryAgain: () => void) {
    this.#precedence = precedence;
    this.#clock = clock;
    this.#tryAgain = tryAgain;
    precedence.onFree(() => {
      this.release();
      tryAgain();
    });
  }

  /** Whether what waits longest may begin. */
  mayStart(): boolean {
    if (this.#isOverdue || !this.#precedence.isBusy) {
      this.#isOverdue = false;
      return true;
    }
    this.#callOff ??= this.#clock.schedule(this.#clock.now() + HELD_MS, () => {
      this.#callOff = undefined;
      this.#isOverdue = true;
      this.#tryAgain();
    });
    return false;
  }

  /** Holds nothing back any more until it is asked again. */
  release(): void {
    this.#callOff?.();
    this.#callOff = undefined;
  }
}
