import { Worker } from 'node:worker_threads';
import { Unavailable } from '../../domain/errors.ts';
import type { ThreadAnswer, ThreadOrder } from './thread-messages.ts';

/** Who works with a worker at the moment. */
export interface WorkerUser {
  answered(answer: ThreadAnswer): void;
  lost(error: Unavailable): void;
}

/** What a worker makes lives as long as a sample: a large part for young objects would only take memory. */
const LIMITS = { maxYoungGenerationSizeMb: 2 };

/** A thread of Node.js that counts, and what is known of its life. Only while it is used does it keep the process alive. */
export class CountingWorker {
  /** Whether it came up; settled once that is known, never rejected. */
  readonly up: Promise<boolean>;
  readonly #worker: Worker;
  #user: WorkerUser | undefined;
  #lost: Unavailable | undefined;

  /** Throws what Node.js throws when it cannot make a thread at all. */
  constructor(entry: URL) {
    const up = Promise.withResolvers<boolean>();
    this.up = up.promise;
    this.#worker = new Worker(entry, { resourceLimits: LIMITS });
    this.#worker.unref();
    this.#worker.on('message', (answer: ThreadAnswer) => {
      if (answer.kind === 'up') up.resolve(true);
      else this.#user?.answered(answer);
    });
    this.#worker.once('error', (cause: unknown) => {
      this.#lose(cause);
    });
    this.#worker.once('exit', (code) => {
      this.#lose(new Error(`It ended with code ${code}.`));
      up.resolve(false);
    });
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  use(user: WorkerUser): void {
    this.#user = user;
    this.#worker.ref();
  }

  rest(): void {
    this.#user = undefined;
    this.#worker.unref();
  }

  /** Throws Unavailable when it is there no more. */
  tell(order: ThreadOrder): void {
    if (this.#lost !== undefined) throw this.#lost;
    this.#worker.postMessage(order);
  }

  /** Ends it wherever it is. */
  end(): void {
    this.rest();
    void this.#worker.terminate();
  }

  #lose(cause: unknown): void {
    if (this.#lost !== undefined) return;
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#lost = new Unavailable(`The thread that counts has stopped: ${reason} Try again.`, undefined, {
      cause,
    });
    this.#user?.lost(this.#lost);
  }
}
