import type { HistoryEvent, Instance, OpenTask, RetryPolicy, TaskAnswer, Work } from './instance.ts';
import { nextPoll } from './http-poll.ts';
import { retryDelayMs } from './instance.ts';
import type { Leaf } from './replay.ts';
import type {
  ScheduledActivity,
  ScheduledChild,
  ScheduledOperation,
  ScheduledTimer,
  TaskEffects,
} from './turn-effects.ts';

/**
 * The tasks of one execution during one turn, and the numbers that they go by.
 *
 * Task ids are not on the wire. The SDK counts 0, 1, 2 ... over everything that takes an id while it replays, and the
 * host has to come to the same numbers. Ids are taken by the orchestrator's code when it yields a task for the first
 * time, and by the SDK itself when a retried task fails (for the waiting timer), when that timer fires (for the next
 * attempt), and when an HTTP request is to be asked again (for the waiting timer and for the next request, at once).
 */
export class OpenTasks {
  readonly #executionId: string;
  readonly #now: number;
  readonly #open: Map<number, OpenTask>;
  readonly #leaves: string[];
  readonly #scheduled: HistoryEvent[] = [];
  readonly #activities: ScheduledActivity[] = [];
  readonly #children: ScheduledChild[] = [];
  readonly #timers: ScheduledTimer[] = [];
  readonly #operations: ScheduledOperation[] = [];
  readonly #cancelledTimers: number[] = [];
  #nextTaskId: number;

  constructor(instance: Instance, now: number) {
    this.#executionId = instance.executionId;
    this.#now = now;
    this.#open = new Map(instance.open.map((task) => [task.id, task]));
    this.#leaves = [...instance.leaves];
    this.#nextTaskId = instance.nextTaskId;
  }

  /** Nothing holds up the orchestration's end; calls of entities never do. */
  get isEmpty(): boolean {
    return [...this.#open.values()].every(({ work }) => work.kind === 'entity');
  }

  get openTimerCount(): number {
    return [...this.#open.values()].filter(({ work }) => work.kind === 'timer').length;
  }

  get state(): Pick<Instance, 'nextTaskId' | 'leaves' | 'open'> {
    return { nextTaskId: this.#nextTaskId, leaves: this.#leaves, open: [...this.#open.values()] };
  }

  get effects(): TaskEffects {
    return {
      activities: this.#activities,
      children: this.#children,
      timers: this.#timers,
      operations: this.#operations,
      cancelledTimers: this.#cancelledTimers,
    };
  }

  /** What was scheduled in this turn, in the order of its ids. */
  get scheduled(): readonly HistoryEvent[] {
    return this.#scheduled;
  }

  /** The open task that an answer belongs to; the phase tells a retry's timer from the work itself. */
  find(answer: TaskAnswer): OpenTask | undefined {
    if (answer.executionId !== this.#executionId) return undefined;
    const task = this.#open.get(answer.taskId);
    if (task === undefined) return undefined;
    const waitsForTimer = task.phase !== 'working' || task.work.kind === 'timer';
    return waitsForTimer === (answer.type === 'timer-fired') ? task : undefined;
  }

  /** True for an answer that makes the SDK take an id and never finishes a task. */
  takesIdSilently(answer: TaskAnswer): boolean {
    const task = this.find(answer);
    if (task === undefined) return false;
    if (nextPoll(task.work, answer) !== undefined) return true;
    const retry = retryOf(task.work);
    if (retry === undefined) return false;
    return (
      answer.type === 'task-failed' || (answer.type === 'timer-fired' && task.attempt < retry.maxAttempts)
    );
  }

  /** Closes the task of an answer; one that is retried or polled may open again under its next id. */
  answer(task: OpenTask, answer: TaskAnswer): void {
    this.#open.delete(task.id);
    const retry = retryOf(task.work);
    if (retry !== undefined) this.#retry(task, answer.type, retry);
    else this.#poll(task, answer);
  }

  /** Compares what the orchestrator asks for with what it asked for when it first ran. */
  differenceFrom(leaves: readonly Leaf[]): string | undefined {
    for (const [index, before] of this.#leaves.entries()) {
      const now = leaves[index]?.signature ?? 'nothing';
      if (now !== before) return `step ${index + 1} was ${before} when it first ran and is ${now} on replay`;
    }
    return undefined;
  }

  /** Takes in what a replay asks for: timers cancelled since, then everything new. */
  update(leaves: readonly Leaf[]): void {
    for (const task of this.#open.values()) {
      if (task.work.kind === 'timer' && leaves[task.leaf]?.isCancelled === true) this.#cancel(task);
    }
    for (const leaf of leaves.slice(this.#leaves.length)) this.#add(leaf);
  }

  /** Waits for nothing any more. What this turn has scheduled is sent: signals of an orchestrator's last moment too. */
  close(): void {
    this.#open.clear();
  }

  /** Gives up everything that is open, and what this turn has scheduled. Activities that run already go on, unheard. */
  abandon(): void {
    for (const scheduled of [
      this.#activities,
      this.#children,
      this.#timers,
      this.#operations,
      this.#scheduled,
    ])
      scheduled.length = 0;
    for (const task of this.#open.values()) this.#cancel(task);
  }

  /** After the last attempt there still is a timer, due at once: only when it fires does the SDK let the task fail. */
  #retry(task: OpenTask, answer: TaskAnswer['type'], policy: RetryPolicy): void {
    const hasAttemptsLeft = task.attempt < policy.maxAttempts;
    if (answer === 'task-failed') {
      const id = this.#takeId();
      this.#open.set(id, { ...task, id, phase: 'waiting-to-retry' });
      this.#createTimer(id, this.#now + (hasAttemptsLeft ? retryDelayMs(policy, task.attempt) : 0));
    } else if (answer === 'timer-fired' && hasAttemptsLeft) {
      this.#begin({ ...task, id: this.#takeId(), attempt: task.attempt + 1, phase: 'working' });
    }
  }

  #poll(task: OpenTask, answer: TaskAnswer): void {
    if (task.phase === 'waiting-to-poll' && task.nextId !== undefined) {
      this.#begin({ ...task, id: task.nextId, phase: 'working', nextId: undefined });
      return;
    }
    const poll = nextPoll(task.work, answer);
    if (poll === undefined) return;
    const id = this.#takeId();
    this.#open.set(id, { ...task, id, work: poll.work, phase: 'waiting-to-poll', nextId: this.#takeId() });
    this.#createTimer(id, this.#now + poll.delayMs);
  }

  #add(leaf: Leaf): void {
    const id = this.#takeId();
    const index = this.#leaves.length;
    this.#leaves.push(leaf.signature);
    // A timer yielded and cancelled within one turn has its id and never runs.
    if (leaf.isCancelled) return;
    this.#begin({ id, leaf: index, work: leaf.work(), attempt: 1, phase: 'working' });
  }

  #begin(task: OpenTask): void {
    const { id, work } = task;
    if (work.kind === 'entity') {
      this.#request(task, work);
      return;
    }
    this.#open.set(id, task);
    if (work.kind === 'timer') {
      this.#createTimer(id, work.dueAt);
      return;
    }
    const { kind, name, input } = work;
    this.#scheduled.push({ at: this.#now, type: 'task-scheduled', kind, taskId: id, name, input });
    if (work.kind === 'activity') this.#activities.push({ taskId: id, name, input });
    else
      this.#children.push({
        taskId: id,
        instanceId: work.instanceId ?? `${this.#executionId}:${id}`,
        name,
        input,
        version: work.version,
      });
  }

  #request(
    task: OpenTask,
    { entityId, operation, input, isSignal }: Extract<Work, { kind: 'entity' }>,
  ): void {
    if (!isSignal) this.#open.set(task.id, task);
    const request = { taskId: task.id, entityId, operation, input, isSignal };
    this.#scheduled.push({ at: this.#now, type: 'entity-requested', ...request });
    this.#operations.push(request);
  }

  #createTimer(taskId: number, dueAt: number): void {
    this.#scheduled.push({ at: this.#now, type: 'timer-created', taskId, dueAt });
    this.#timers.push({ taskId, dueAt });
  }

  #cancel(task: OpenTask): void {
    this.#open.delete(task.id);
    if (task.work.kind === 'timer' || task.phase !== 'working') this.#cancelledTimers.push(task.id);
  }

  #takeId(): number {
    const id = this.#nextTaskId;
    this.#nextTaskId += 1;
    return id;
  }
}

function retryOf(work: Work): RetryPolicy | undefined {
  return 'retry' in work ? work.retry : undefined;
}
