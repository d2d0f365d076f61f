interface Timer {
  readonly at: number;
  readonly callback: () => void;
  handle: NodeJS.Timeout;
}

/** The system's clock that can be moved on at once, for a service whose SDK lives by the real time. */
export class LeapingClock {
  #leapMs = 0;
  readonly #timers = new Set<Timer>();

  readonly now = (): number => Date.now() + this.#leapMs;

  readonly startTimer = (callback: () => void, delayMs: number): (() => void) => {
    const timer = { at: this.now() + delayMs, callback, handle: setTimeout(() => undefined, 0) };
    this.#timers.add(timer);
    this.#arm(timer);
    return () => {
      this.#forget(timer);
    };
  };

  /** Moves on, and runs what comes due by that, in order. */
  leap(ms: number): void {
    const end = this.now() + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#leapMs += Math.max(0, next.at - this.now());
      this.#forget(next);
      next.callback();
    }
    this.#leapMs += Math.max(0, end - this.now());
    for (const timer of this.#timers) this.#arm(timer);
  }

  #arm(timer: Timer): void {
    clearTimeout(timer.handle);
    timer.handle = setTimeout(
      () => {
        this.#forget(timer);
        timer.callback();
      },
      Math.max(0, timer.at - this.now()),
    );
  }

  #forget(timer: Timer): void {
    clearTimeout(timer.handle);
    this.#timers.delete(timer);
  }
}
