import {
  DummyOrchestrationContext,
  type OrchestrationContext,
  type RetryOptions,
  type Task,
} from 'durable-functions';
import { WAKE_EVENT } from '../../../shared/contracts/durable/plain-run.ts';

export type Orchestrator = (context: OrchestrationContext) => Generator<Task, unknown, unknown>;

/** What happens to an orchestration from outside, always the same. */
export interface Scenario {
  readonly input: object;
  /** By activity: its answers one after the other, the last again and again; an Error is thrown. */
  readonly answers: Readonly<Record<string, readonly unknown[]>>;
  /** Activities that are never answered. */
  readonly hanging?: readonly string[];
  /** Seconds after the start at which the run is cancelled. */
  readonly cancelAfter?: number;
  /** Seconds from the start: when somebody wakes the run. */
  readonly wakeAfter?: number;
}

const STARTED_AT = Date.parse('2026-03-01T06:00:00Z');

/** An orchestration that does not end here would not on Azure either. */
const MAX_STEPS = 5_000;

/**
 * The steps of an orchestration in the order in which it takes them, in words that are the same on every replay: what
 * decides whether an orchestration that has begun under other code can go on under this. Inputs and instants are left
 * out, since a replay does not compare them; retry policies count, since each retry takes two ids.
 */
export function recordSteps(orchestrator: Orchestrator, scenario: Scenario, version: string): string[] {
  const recorder = new Recorder(scenario, version);
  return inRuns(recorder.record(orchestrator));
}

interface Step {
  readonly label: string;
  readonly activity?: string;
  readonly members?: readonly Step[];
  /** Epoch ms; a timer's or the event's. */
  readonly at?: number;
  isYielded: boolean;
  isCompleted: boolean;
  isFaulted: boolean;
  isCancelled: boolean;
  result: unknown;
}

class Recorder {
  readonly #scenario: Scenario;
  readonly #version: string;
  readonly #steps: string[] = [];
  readonly #calls = new Map<string, number>();
  readonly #waiting: Step[] = [];
  #now = STARTED_AT;
  #next: unknown;

  constructor(scenario: Scenario, version: string) {
    this.#scenario = scenario;
    this.#version = version;
  }

  record(orchestrator: Orchestrator): readonly string[] {
    this.#next = this.#scenario.input;
    while (this.#next !== undefined) {
      const input = this.#next;
      this.#next = undefined;
      const ending = this.#runHistory(orchestrator, input);
      this.#steps.push(this.#next === undefined ? ending : 'continues as new');
    }
    return this.#steps;
  }

  #runHistory(orchestrator: Orchestrator, input: unknown): string {
    const orchestration = orchestrator(this.#context(input));
    try {
      let turn = orchestration.next();
      while (turn.done !== true) {
        const step = this.#known(turn.value);
        this.#note(step);
        this.#settle(step);
        turn = step.isFaulted ? orchestration.throw(step.result) : orchestration.next(step.result);
      }
      return `returns ${JSON.stringify(turn.value)}`;
    } catch (error) {
      if (!this.#isAnswer(error)) throw error;
      return `throws ${error.message}`;
    }
  }

  /** Whether the orchestration has failed of what the scenario wants, and not of a fault in either. */
  #isAnswer(error: unknown): error is Error {
    return Object.values(this.#scenario.answers).some((answers) => answers.includes(error));
  }

  #context(input: unknown): OrchestrationContext {
    const context = new DummyOrchestrationContext();
    const now = () => new Date(this.#now);
    Reflect.set(context, 'error', () => undefined);
    // Only what is recorded: anything else that an orchestrator comes to use fails here first.
    Reflect.set(context, 'df', {
      getInput: () => input,
      version: this.#version,
      isReplaying: false,
      get currentUtcDateTime() {
        return now();
      },
      callActivityWithRetry: (activity: string, { maxNumberOfAttempts }: RetryOptions) =>
        this.#step({ label: `activity ${activity}, ${maxNumberOfAttempts} attempts`, activity }),
      createTimer: (at: Date) => {
        const timer = this.#step({ label: 'timer', at: at.getTime() });
        this.#waiting.push(timer);
        return Object.assign(timer, { cancel: () => (timer.isCancelled = true) });
      },
      waitForExternalEvent: (name: string) => {
        const { cancelAfter = Infinity, wakeAfter = Infinity } = this.#scenario;
        const after = name === WAKE_EVENT ? wakeAfter : cancelAfter;
        const event = this.#step({ label: `event ${name}`, at: STARTED_AT + after * 1000 });
        this.#waiting.push(event);
        return event;
      },
      // Told, and not waited for: it is no step.
      setCustomStatus: () => undefined,
      continueAsNew: (next: unknown) => {
        this.#next = JSON.parse(JSON.stringify(next));
      },
      Task: {
        any: (members: readonly Step[]) =>
          this.#step({ label: `any of [${members.map(({ label }) => label).join(' | ')}]`, members }),
      },
    });
    return context;
  }

  #step(step: Pick<Step, 'label' | 'activity' | 'members' | 'at'>): Step {
    return {
      ...{ isYielded: false, isCompleted: false, isFaulted: false, isCancelled: false },
      ...{ result: undefined, ...step },
    };
  }

  /** A task that is yielded again, alone after a compound for example, is no new step. */
  #note(step: Step): void {
    if (!step.isYielded) this.#steps.push(step.label);
    if (this.#steps.length > MAX_STEPS) throw new Error('The orchestration does not end.');
    for (const each of [step, ...(step.members ?? [])]) each.isYielded = true;
  }

  #settle(step: Step): void {
    if (step.activity !== undefined) {
      this.#answer(step);
      return;
    }
    const members = step.members ?? [step];
    if (members.some(isOver)) return;
    const { hanging = [] } = this.#scenario;
    const activity = members.find(({ activity: name = '' }) => name !== '' && !hanging.includes(name));
    if (activity !== undefined) this.#answer(activity);
    else this.#moveTo(Math.min(...members.map(({ at = Infinity }) => at)));
  }

  #answer(step: Step): void {
    if (isOver(step)) return;
    const { activity = '' } = step;
    const answers = this.#scenario.answers[activity];
    if (answers === undefined) throw new Error(`The scenario has no answer of '${activity}'.`);
    const count = this.#calls.get(activity) ?? 0;
    this.#calls.set(activity, count + 1);
    step.result = answers[Math.min(count, answers.length - 1)];
    if (step.result instanceof Error) step.isFaulted = true;
    else step.isCompleted = true;
  }

  #moveTo(instant: number): void {
    if (instant === Infinity) throw new Error('The orchestration waits for what never happens.');
    this.#now = Math.max(this.#now, instant);
    for (const step of this.#waiting) {
      if (!step.isCancelled && (step.at ?? Infinity) <= this.#now) step.isCompleted = true;
    }
  }

  #known(task: Task): Step {
    if (!isStep(task)) throw new Error('The orchestrator waits for something else than it was given.');
    return task;
  }
}

function isOver({ isCompleted, isFaulted }: Step): boolean {
  return isCompleted || isFaulted;
}

function isStep(task: unknown): task is Step {
  return typeof task === 'object' && task !== null && 'label' in task && 'isYielded' in task;
}

/** The same steps again and again, up to four at a time, as one line. */
function inRuns(steps: readonly string[]): string[] {
  const lines: string[] = [];
  for (let at = 0; at < steps.length;) {
    const { length, times } = longestRun(steps, at);
    const line = steps.slice(at, at + length).join(', then ');
    lines.push(times === 1 ? line : `${times} x (${line})`);
    at += length * times;
  }
  return lines;
}

function longestRun(
  steps: readonly string[],
  at: number,
): { readonly length: number; readonly times: number } {
  let best = { length: 1, times: 1 };
  for (const length of [1, 2, 3, 4]) {
    let times = 1;
    while (isRepeated(steps, at, { length, times })) times += 1;
    if (times > 1 && length * times > best.length * best.times) best = { length, times };
  }
  return best;
}

function isRepeated(
  steps: readonly string[],
  at: number,
  { length, times }: { readonly length: number; readonly times: number },
): boolean {
  for (let index = 0; index < length; index += 1) {
    if (steps[at + index] !== steps[at + length * times + index] || steps[at + index] === undefined)
      return false;
  }
  return true;
}
