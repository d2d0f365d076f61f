import { TimerFunction } from './timer-function.ts';
import type { TimerFunctionDeps, TimerSnapshot } from './timer-function.ts';
import { TimerStatusStore } from './timer-status-store.ts';
import type { FunctionOf } from '../worker/function-groups.ts';

/** The timer functions of an app, and the memory of when they ran. */
export class TimerFunctions {
  readonly #store: TimerStatusStore;
  readonly #timers: readonly TimerFunction[];

  /** @throws HostStartError naming the function whose schedule cannot be read. */
  constructor(
    definitions: readonly FunctionOf<'timerTrigger'>[],
    { dataDir, ...deps }: Omit<TimerFunctionDeps, 'store'> & { readonly dataDir: string | undefined },
  ) {
    this.#store = new TimerStatusStore({ dataDir, name: 'timers' });
    try {
      this.#timers = definitions.map(
        (definition) => new TimerFunction(definition, { ...deps, store: this.#store }),
      );
    } catch (error) {
      this.#store.close();
      throw error;
    }
  }

  start(): void {
    for (const timer of this.#timers) timer.start();
  }

  list(): readonly TimerSnapshot[] {
    return this.#timers.map((timer) => timer.snapshot);
  }

  /** Runs one now and waits for its end. @throws when there is no such timer, or what the function threw. */
  async run(name: string): Promise<void> {
    const found = this.#timers.find((timer) => timer.name.toLowerCase() === name.toLowerCase());
    if (found === undefined) throw new Error(`There is no timer function "${name}".`);
    return found.runNow();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#timers.map(async (timer) => timer.stop()));
  }

  close(): void {
    this.#store.close();
  }
}
