import { availableParallelism } from 'node:os';
import type { NumberThread, NumberThreads } from '../../application/ports/number-threads.ts';
import { CountingWorker } from './counting-worker.ts';
import { WorkerNumberThread } from './worker-number-thread.ts';

/** Beside this file when run from sources, beside the bundle when bundled (local/build.ts). */
const SOURCE = new URL('./number-counting.ts', import.meta.url);
const BUNDLED = new URL('./number-counting.js', import.meta.url);
const ENTRY = import.meta.url.endsWith('.ts') ? SOURCE : BUNDLED;

export interface WorkerThreadsOptions {
  readonly processors?: number;
  readonly entry?: URL;
}

/**
 * Threads of Node.js, no more than there are processors besides the reading one. A thread stays for the samples to come.
 * Where one cannot start, or is lost in its work, the process goes on without threads: what broke one may break the next,
 * and each would cost a run an attempt.
 */
export class WorkerNumberThreads implements NumberThreads {
  readonly #entry: URL;
  readonly #idle: CountingWorker[] = [];
  #free: number;

  constructor({ processors = availableParallelism(), entry = ENTRY }: WorkerThreadsOptions = {}) {
    this.#entry = entry;
    this.#free = processors - 1;
  }

  async start(signal: AbortSignal): Promise<NumberThread | undefined> {
    if (this.#free <= 0) return undefined;
    this.#free -= 1;
    const worker = await this.#bringUp();
    if (worker === undefined) {
      this.#giveUp();
      return undefined;
    }
    return new WorkerNumberThread(worker, signal, (isIdle) => {
      this.#takeBack(worker, isIdle);
    });
  }

  async #bringUp(): Promise<CountingWorker | undefined> {
    try {
      const worker = this.#idle.pop() ?? new CountingWorker(this.#entry);
      return (await worker.up) && !worker.isLost ? worker : undefined;
    } catch {
      // Node.js could not make a thread: the caller does without, and nothing else is wrong.
      return undefined;
    }
  }

  #takeBack(worker: CountingWorker, isIdle: boolean): void {
    this.#free += 1;
    if (worker.isLost) this.#giveUp();
    worker.rest();
    if (isIdle) this.#idle.push(worker);
    else worker.end();
  }

  #giveUp(): void {
    this.#free = -Infinity;
  }
}
