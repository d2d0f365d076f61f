import {
  DummyOrchestrationContext,
  type OrchestrationContext,
  type RetryOptions,
  type Task,
} from 'durable-functions';

/** Something that an orchestration may wait for. */
class SimTask {
  isCompleted = false;
  result: unknown;
  error: unknown;
}

/** An activity that an orchestration has called. */
export class ActivityTask extends SimTask {
  readonly activity: string;
  readonly input: unknown;
  readonly retry: RetryOptions;
  failures = 0;
  /** True time at which the activity is (again) to be run by some process. */
  dueAt = 0;

  constructor(activity: string, retry: RetryOptions, input: unknown) {
    super();
    this.activity = activity;
    this.retry = retry;
    this.input = input;
  }
}

class TimerTask extends SimTask {
  readonly firesAt: number;
  isCancelled = false;

  constructor(firesAt: number) {
    super();
    this.firesAt = firesAt;
  }

  cancel(): void {
    this.isCancelled = true;
  }
}

class AnyTask extends SimTask {
  readonly tasks: readonly SimTask[];

  constructor(tasks: readonly SimTask[]) {
    super();
    this.tasks = tasks;
  }
}

export type Orchestrator = (context: OrchestrationContext) => Generator<Task, string, unknown>;

/** One of the app's own orchestrators, driven step by step as Durable Functions would. */
export class SimOrchestration {
  readonly #orchestrator: Orchestrator;
  readonly #now: () => number;
  readonly #event = new SimTask();
  #generator: ReturnType<Orchestrator>;
  #activities: ActivityTask[] = [];
  #timers: TimerTask[] = [];
  #awaited: SimTask | undefined;
  /** The input that it wants to begin anew with. */
  #continuation: { readonly input: unknown } | undefined;

  constructor(orchestrator: Orchestrator, input: unknown, now: () => number) {
    this.#orchestrator = orchestrator;
    this.#now = now;
    this.#generator = orchestrator(this.#contextOf(input));
    this.#step(() => this.#generator.next());
  }

  #contextOf(input: unknown): OrchestrationContext {
    const now = this.#now;
    const context = new DummyOrchestrationContext();
    // Only what the orchestrator may use: anything else is a fault here.
    Reflect.set(context, 'df', {
      getInput: () => input,
      get currentUtcDateTime() {
        return new Date(now());
      },
      callActivityWithRetry: (activity: string, retry: RetryOptions, given: unknown) => {
        const task = new ActivityTask(activity, retry, given);
        this.#activities.push(task);
        return task;
      },
      createTimer: (at: Date) => {
        const timer = new TimerTask(at.getTime());
        this.#timers.push(timer);
        return timer;
      },
      waitForExternalEvent: () => this.#event,
      continueAsNew: (next: unknown) => {
        this.#continuation = { input: next };
      },
      isReplaying: false,
      Task: { any: (tasks: readonly SimTask[]) => new AnyTask(tasks) },
    });
    // It tells the log of what changes nothing.
    Reflect.set(context, 'error', () => undefined);
    return context;
  }

  get hasEnded(): boolean {
    return this.#awaited === undefined;
  }

  /** The activities that have not answered yet. */
  get activities(): readonly ActivityTask[] {
    return this.hasEnded ? [] : this.#activities;
  }

  /** When the next timer fires, epoch ms; infinite when there is none. */
  nextTimerAt(): number {
    const waiting = this.#timers.filter(({ isCancelled, isCompleted }) => !isCancelled && !isCompleted);
    return this.hasEnded ? Infinity : Math.min(...waiting.map(({ firesAt }) => firesAt));
  }

  fireTimers(now: number): void {
    for (const timer of this.#timers) {
      if (!timer.isCancelled && timer.firesAt <= now) this.#complete(timer);
    }
  }

  raiseEvent(): void {
    this.#complete(this.#event);
  }

  succeed(task: ActivityTask, result: unknown): void {
    this.#activities = this.#activities.filter((other) => other !== task);
    this.#complete(task, result);
  }

  fail(task: ActivityTask, error: unknown): void {
    this.#activities = this.#activities.filter((other) => other !== task);
    task.error = error ?? new Error('The activity failed.');
    this.#complete(task);
  }

  #complete(task: SimTask, result?: unknown): void {
    if (task.isCompleted) return;
    task.isCompleted = true;
    task.result = result;
    this.#goOn();
  }

  #goOn(): void {
    for (;;) {
      const awaited = this.#awaited;
      const done =
        awaited instanceof AnyTask ? awaited.tasks.find(({ isCompleted }) => isCompleted) : awaited;
      if (awaited === undefined || done?.isCompleted !== true) return;
      if (awaited === done && done.error !== undefined) this.#step(() => this.#generator.throw(done.error));
      else this.#step(() => this.#generator.next(done.result));
    }
  }

  #step(step: () => IteratorResult<unknown, unknown>): void {
    this.#awaited = undefined;
    try {
      const yielded = step();
      if (yielded.value instanceof SimTask) this.#awaited = yielded.value;
    } catch {
      // The orchestration failed; it waits for nothing any more.
      return;
    }
    if (this.#awaited === undefined) this.#continue();
  }

  /** Begins a new history, without what is left of the last one but the events. */
  #continue(): void {
    if (this.#continuation === undefined) return;
    const { input } = this.#continuation;
    this.#continuation = undefined;
    this.#activities = [];
    this.#timers = [];
    this.#generator = this.#orchestrator(this.#contextOf(input));
    this.#step(() => this.#generator.next());
  }
}
