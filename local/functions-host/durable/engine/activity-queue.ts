import type { Failure } from './instance.ts';

/** A scheduled activity; it stays in the store until its answer does, so that a killed host runs it again. */
export interface ActivityWork {
  readonly seq: number;
  readonly instanceId: string;
  readonly executionId: string;
  readonly taskId: number;
  readonly name: string;
  readonly input: string | undefined;
}

export type ActivityResult = { readonly result: string } | { readonly failure: Failure };

/** Runs an activity function. Never throws: an error of the app is a result like any other. */
export interface ActivityRunner {
  run(work: ActivityWork): Promise<ActivityResult>;
}

/** Runs tasks in their order of arrival, at most `limit` at a time; after `stop` it starts none. */
export class BoundedQueue {
  readonly #limit: number;
  readonly #mayStart: () => boolean;
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #idle: (() => void)[] = [];
  #head = 0;
  #running = 0;
  #isStopped = false;

  /** @param mayStart is asked before a waiting task starts; after a no, `startWaiting` asks again. */
  constructor(limit: number, mayStart: () => boolean = () => true) {
    this.#limit = limit;
    this.#mayStart = mayStart;
  }

  /** @param task must not reject. */
  push(task: () => Promise<void>): void {
    this.#waiting.push(task);
    this.startWaiting();
  }

  /** Nothing runs and nothing waits to run. */
  get isIdle(): boolean {
    return this.#running === 0 && this.#head === this.#waiting.length;
  }

  /** Resolves when the tasks that had begun have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Starts what may start now; called by itself whenever a task comes or ends. */
  startWaiting(): void {
    while (!this.#isStopped && this.#running < this.#limit) {
      const task = this.#waiting[this.#head];
      if (task === undefined || !this.#mayStart()) break;
      this.#head += 1;
      this.#running += 1;
      void task().finally(() => {
        this.#running -= 1;
        if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
        this.startWaiting();
      });
    }
    // Shifting from the front of a long array costs its length; cutting off what is done now and then does not.
    if (this.#head > 1000 || this.#head === this.#waiting.length) {
      this.#waiting.splice(0, this.#head);
      this.#head = 0;
    }
  }
}
