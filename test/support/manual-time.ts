import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../shared/application/ports/environment.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes when a test says so: a clock, and pauses that end by it. */
export class ManualTime implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  #now: number;

  constructor(now: string) {
    this.#now = Date.parse(now);
  }

  now(): number {
    return this.#now;
  }

  readonly pause = async (ms: number, until: AbortSignal): Promise<void> => {
    if (until.aborted) return;
    const over = Promise.withResolvers<undefined>();
    const wake = (): void => {
      over.resolve(undefined);
    };
    const sleeper = { at: this.#now + ms, wake };
    this.#sleepers.add(sleeper);
    until.addEventListener('abort', wake);
    await over.promise;
    until.removeEventListener('abort', wake);
    this.#sleepers.delete(sleeper);
  };

  /** Lets so many ms pass, pause after pause in the order of their ends, with what each of them lets happen. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  #next(end: number): Sleeper | undefined {
    const [first] = [...this.#sleepers].sort((a, b) => a.at - b.at);
    return first !== undefined && first.at <= end ? first : undefined;
  }
}

/** What is ready to go on goes on. */
async function settle(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await setImmediate();
}
