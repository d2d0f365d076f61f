/*
 * A process of the app. Each call of a port has two halting places, before it takes effect and after; the
 * simulation decides which halted call goes on next. A crash forgets every call that is halted: what it had
 * done stays done, what it had not is never done, and nobody hears of either.
 */

export class SimHost {
  readonly name: string;
  /** How far this process's clock is ahead of the true time, ms. */
  readonly skewMs: number;
  /** While true time is before this, nothing of this process goes on: stopped, not dead. */
  stoppedUntil = 0;
  #isAlive = true;
  #halted: (() => void)[] = [];

  constructor(name: string, skewMs: number) {
    this.name = name;
    this.skewMs = skewMs;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get haltedCalls(): number {
    return this.#halted.length;
  }

  crash(): void {
    this.#isAlive = false;
    this.#halted = [];
  }

  /** Lets the halted call at `index` go on to its next halting place. */
  resume(index: number): void {
    const [goOn] = this.#halted.splice(index, 1);
    goOn?.();
  }

  /** Makes a call of a port, with a halting place on either side. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    await this.#halt();
    const result = await work();
    await this.#halt();
    return result;
  }

  async #halt(): Promise<void> {
    await new Promise<void>((goOn) => {
      if (this.#isAlive) this.#halted.push(goOn);
    });
  }
}
