import { DummyOrchestrationContext, type OrchestrationContext, type Task } from 'durable-functions';
import { present } from './present.ts';

/** A clock that the orchestration moves: its timers need no time of ours. */
export interface DrivenClock {
  now(): number;
  moveTo(now: string): void;
}

export type Activities = Readonly<Record<string, (input: unknown) => unknown>>;

export type Orchestrator = (context: OrchestrationContext) => Generator<Task, string, unknown>;

export interface DriveOptions {
  readonly clock: DrivenClock;
  readonly activities: Activities;
  readonly input: object;
  /** Epoch ms; from then on the run is cancelled. */
  readonly cancelAt?: number;
  /** Epoch ms, in order: when somebody wakes the run. */
  readonly wakeAt?: readonly number[];
  /** What a driver that goes wrong is stopped at. */
  readonly maxCalls?: number;
}

export interface DrivenCall {
  readonly activity: string;
  readonly input: unknown;
  /** Epoch ms. */
  readonly at: number;
}

export interface DrivenOrchestration {
  readonly output: string;
  readonly calls: readonly DrivenCall[];
  readonly histories: number;
  readonly openTimers: number;
  /** The longest history, in calls. */
  readonly longestHistory: number;
  readonly errors: readonly string[];
  /** What it told of its progress. */
  readonly statuses: readonly unknown[];
}

interface DrivenTask {
  readonly kind: 'activity' | 'timer' | 'event' | 'any';
  readonly at: number;
  readonly run?: () => Promise<unknown>;
  readonly tasks?: readonly DrivenTask[];
  isCompleted: boolean;
  isFaulted: boolean;
  isCancelled: boolean;
  result: unknown;
}

const RETRIES = 5;

/**
 * Runs an orchestrator to its end, its activities by their names, and moves the clock by its timers. An
 * activity takes no time of the orchestration's clock but what it takes itself.
 */
export async function driveOrchestration(
  orchestrator: Orchestrator,
  options: DriveOptions,
): Promise<DrivenOrchestration> {
  const driver = new Driver(orchestrator, options);
  return driver.run();
}

class Driver {
  readonly #options: DriveOptions;
  readonly #calls: DrivenCall[] = [];
  /** Timers that have neither fired nor been cancelled. */
  readonly #pending = new Set<DrivenTask>();
  readonly #errors: string[] = [];
  readonly #statuses: unknown[] = [];
  readonly #cancellation: DrivenTask;
  readonly #compounded = new Set<DrivenTask>();
  readonly #orchestrator: Orchestrator;
  readonly #wakes: number[];
  readonly #awaited = new Set<DrivenTask>();
  #next: unknown;

  constructor(orchestrator: Orchestrator, options: DriveOptions) {
    this.#orchestrator = orchestrator;
    this.#options = options;
    this.#wakes = [...(options.wakeAt ?? [])];
    this.#cancellation = { ...this.#task('event', options.cancelAt ?? Infinity) };
  }

  async run(): Promise<DrivenOrchestration> {
    let histories = 0;
    let longestHistory = 0;
    this.#next = this.#options.input;
    let output = '';
    while (this.#next !== undefined) {
      const input = this.#next;
      this.#next = undefined;
      histories += 1;
      const before = this.#calls.length;
      output = await this.#runHistory(input);
      longestHistory = Math.max(longestHistory, this.#calls.length - before);
    }
    const openTimers = this.#pending.size;
    const [calls, errors, statuses] = [this.#calls, this.#errors, this.#statuses];
    return { output, calls, histories, openTimers, longestHistory, errors, statuses };
  }

  async #runHistory(input: unknown): Promise<string> {
    const orchestration = this.#orchestrator(this.#context(input));
    let step = orchestration.next();
    while (step.done !== true) {
      const task = this.#known(step.value);
      await this.#wait(task);
      step = task.isFaulted ? orchestration.throw(task.result) : orchestration.next(task.result);
    }
    return step.value;
  }

  #context(input: unknown): OrchestrationContext {
    const context = new DummyOrchestrationContext();
    Reflect.set(context, 'error', (message: string) => {
      this.#errors.push(message);
    });
    const clock = this.#options.clock;
    // Only what the orchestrator may use: anything else is a fault here.
    Reflect.set(context, 'df', {
      getInput: () => input,
      isReplaying: false,
      get currentUtcDateTime() {
        return new Date(clock.now());
      },
      callActivityWithRetry: (activity: string, _retry: unknown, given: unknown) =>
        this.#call(activity, given),
      createTimer: (at: Date) => {
        const timer = this.#task('timer', at.getTime());
        this.#pending.add(timer);
        return Object.assign(timer, {
          cancel: () => {
            if (timer.isCompleted) throw new Error('A timer that has fired cannot be cancelled.');
            timer.isCancelled = true;
            this.#pending.delete(timer);
          },
        });
      },
      waitForExternalEvent: (name: string) => (name === 'cancel' ? this.#cancellation : this.#nextWake()),
      setCustomStatus: (status: unknown) => {
        this.#statuses.push(status);
      },
      continueAsNew: (next: unknown) => {
        this.#next = JSON.parse(JSON.stringify(next));
      },
      Task: {
        any: (tasks: readonly DrivenTask[]) => {
          for (const task of tasks) this.#putInto(task);
          return { ...this.#task('any', Infinity), tasks };
        },
      },
    });
    return context;
  }

  #nextWake(): DrivenTask {
    const wake = this.#task('event', this.#wakes.shift() ?? Infinity);
    this.#awaited.add(wake);
    return wake;
  }

  /** As on the platform: only an event may be waited for in several compounds. */
  #putInto(task: DrivenTask): void {
    if (task.kind !== 'event' && this.#compounded.has(task)) throw new Error('A task is in two compounds.');
    this.#compounded.add(task);
  }

  #call(activity: string, input: unknown): DrivenTask {
    const run = async (): Promise<unknown> => {
      const handler = present(this.#options.activities[activity], `activity '${activity}'`);
      for (let attempt = 1; ; attempt += 1) {
        this.#calls.push({ activity, input, at: this.#options.clock.now() });
        if (this.#calls.length > (this.#options.maxCalls ?? 20_000)) throw new Error('It does not end.');
        try {
          const answer: unknown = await handler(JSON.parse(JSON.stringify(input)));
          return answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));
        } catch (error) {
          if (error instanceof HostDied || attempt === RETRIES) throw error;
          this.#moveTo(this.#options.clock.now() + 1000 * 2 ** attempt);
        }
      }
    };
    return { ...this.#task('activity', Infinity), run };
  }

  async #wait(task: DrivenTask): Promise<void> {
    if (task.kind === 'activity') {
      await this.#finish(task);
      this.#fireUntil(this.#options.clock.now());
      return;
    }
    const tasks = present(task.tasks, 'task');
    if (tasks.some(({ isCompleted, isFaulted }) => isCompleted || isFaulted)) return;
    const activity = tasks.find(({ kind }) => kind === 'activity');
    if (activity !== undefined) {
      await this.#finish(activity);
      this.#fireUntil(this.#options.clock.now());
      return;
    }
    const first = Math.min(...tasks.map(({ at }) => at));
    this.#moveTo(Math.max(first, this.#options.clock.now()));
    this.#fireUntil(first);
  }

  async #finish(task: DrivenTask): Promise<void> {
    if (task.isCompleted || task.isFaulted) return;
    try {
      task.result = await present(task.run)();
      task.isCompleted = true;
    } catch (error) {
      if (error instanceof HostDied) throw error;
      task.result = error;
      task.isFaulted = true;
    }
  }

  #fireUntil(instant: number): void {
    for (const task of [...this.#pending, ...this.#awaited, this.#cancellation]) {
      if (task.at > instant || task.isCancelled) continue;
      task.isCompleted = true;
      this.#pending.delete(task);
    }
  }

  #moveTo(instant: number): void {
    this.#options.clock.moveTo(new Date(instant).toISOString());
  }

  #task(kind: DrivenTask['kind'], at: number): DrivenTask {
    return { kind, at, isCompleted: false, isFaulted: false, isCancelled: false, result: undefined };
  }

  #known(task: Task): DrivenTask {
    if (!isDriven(task)) throw new Error('The orchestrator waits for something else than it was given.');
    return task;
  }
}

function isDriven(task: unknown): task is DrivenTask {
  return typeof task === 'object' && task !== null && 'kind' in task;
}

/** Ends the driving at once, as when the host dies: nothing is tried again. */
export class HostDied extends Error {
  override readonly name = 'HostDied';
}
