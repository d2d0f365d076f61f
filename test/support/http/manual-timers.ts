import type { Timers } from '../../../shared/adapters/http/timers.ts';

/** Times that end when the test says so. Each is known by its length: give every one another length. */
export class ManualTimers implements Timers {
  readonly #running = new Map<symbol, { readonly delayMs: number; readonly action: () => void }>();
  readonly #watchers = new Set<() => void>();

  /** Lengths of the times that run. */
  get running(): readonly number[] {
    return [...this.#running.values()].map(({ delayMs }) => delayMs).sort((a, b) => a - b);
  }

  after(delayMs: number, action: () => void): () => void {
    const id = Symbol(String(delayMs));
    this.#running.set(id, { delayMs, action });
    for (const look of [...this.#watchers]) look();
    return () => {
      this.#running.delete(id);
    };
  }

  /** Ends the time of this length, at once or as soon as one begins. */
  async end(delayMs: number): Promise<void> {
    while (!this.#endNow(delayMs)) await this.#nextStart();
  }

  #endNow(delayMs: number): boolean {
    for (const [id, timer] of this.#running) {
      if (timer.delayMs !== delayMs) continue;
      this.#running.delete(id);
      timer.action();
      return true;
    }
    return false;
  }

  async #nextStart(): Promise<void> {
    const started = Promise.withResolvers<undefined>();
    const look = (): void => {
      started.resolve(undefined);
    };
    this.#watchers.add(look);
    await started.promise;
    this.#watchers.delete(look);
  }
}
