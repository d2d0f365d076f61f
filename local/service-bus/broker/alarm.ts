/** Calls back once after a delay. @returns a function that calls it off. */
export type StartTimer = (callback: () => void, delayMs: number) => () => void;

export interface AlarmClock {
  readonly now: () => number;
  readonly startTimer: StartTimer;
}

/**
 * A timer counts the time that the machine was awake, deadlines are wall-clock: a laptop that slept would fire
 * hours late. So no delay is longer than this.
 */
const LONGEST_DELAY_MS = 30_000;

/** One timer for the earliest of all deadlines. */
export class Alarm {
  readonly #clock: AlarmClock;
  readonly #ring: () => void;
  #armed: { readonly at: number; readonly cancel: () => void } | undefined;

  constructor(clock: AlarmClock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at `at` (epoch ms) or earlier: one that is set for an earlier instant stays, and is set again after it. */
  setFor(at: number): void {
    if (this.#armed !== undefined && this.#armed.at <= at) return;
    this.stop();
    const delayMs = Math.min(Math.max(at - this.#clock.now(), 1), LONGEST_DELAY_MS);
    const cancel = this.#clock.startTimer(() => {
      this.#armed = undefined;
      this.#ring();
    }, delayMs);
    this.#armed = { at, cancel };
  }

  stop(): void {
    this.#armed?.cancel();
    this.#armed = undefined;
  }
}

/** Node's timers; a pending one does not keep the process alive (the listening socket does). */
export function startSystemTimer(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  timer.unref();
  return () => {
    clearTimeout(timer);
  };
}
