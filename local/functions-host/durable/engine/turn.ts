import type {
  HistoryEvent,
  Instance,
  Message,
  MessageBody,
  OpenTask,
  Outcome,
  ParentLink,
  RuntimeStatus,
  TaskAnswer,
  Work,
} from './instance.ts';
import { isControl, isFinal, retryDelayMs } from './instance.ts';
import type { Leaf, ReplayResult } from './replay.ts';

export interface ScheduledActivity {
  readonly taskId: number;
  readonly name: string;
  readonly input: string | undefined;
}
export interface ScheduledChild extends ScheduledActivity {
  readonly instanceId: string;
}
export interface ScheduledTimer {
  readonly taskId: number;
  readonly dueAt: number;
}
export interface ParentNotice {
  readonly to: ParentLink;
  readonly body: MessageBody;
}

/** Everything that a turn does to the world; it is to be written in one transaction, then carried out. */
export interface TurnEffects {
  readonly instance: Instance;
  readonly taken: readonly Message[];
  readonly events: readonly HistoryEvent[];
  /** A new execution begins: the history so far goes, and its first message is to be sent. */
  readonly isNewExecution: boolean;
  readonly activities: readonly ScheduledActivity[];
  readonly children: readonly ScheduledChild[];
  readonly timers: readonly ScheduledTimer[];
  readonly cancelledTimers: readonly number[];
  readonly parentNotice: ParentNotice | undefined;
}

export interface TurnStart {
  readonly instance: Instance;
  readonly mailbox: readonly Message[];
  readonly now: number;
  /** The execution id to take when the orchestrator continues as new. */
  readonly nextExecutionId: string;
}

/**
 * One turn of an orchestration: takes messages, lets the orchestrator replay, and works out what follows. Pure apart
 * from its own fields: no clock, no store.
 *
 * Task ids are not on the wire. The SDK counts 0, 1, 2 ... over everything that takes an id while it replays, and the
 * host has to come to the same numbers. Ids are taken by the orchestrator's code when it yields a task for the first
 * time, and by the SDK itself when a retried task fails (for the waiting timer) and when that timer fires (for the next
 * attempt). The latter never let user code run on, so they are put before every other event of the turn: their ids then
 * precede whatever user code asks for in this turn, in the SDK and here alike.
 */
export class Turn {
  readonly #start: TurnStart;
  readonly #open: Map<number, OpenTask>;
  readonly #events: HistoryEvent[] = [];
  readonly #created: HistoryEvent[] = [];
  readonly #activities: ScheduledActivity[] = [];
  readonly #children: ScheduledChild[] = [];
  readonly #timers: ScheduledTimer[] = [];
  readonly #cancelledTimers: number[] = [];
  readonly #leaves: string[];
  #taken: readonly Message[] = [];
  #nextTaskId: number;
  #status: RuntimeStatus;
  #output: string | undefined;
  #customStatus: string | undefined;
  #outcome: Outcome | undefined;
  #needsReplay = false;

  constructor(start: TurnStart) {
    const { instance } = start;
    this.#start = start;
    this.#open = new Map(instance.open.map((task) => [task.id, task]));
    this.#leaves = [...instance.leaves];
    this.#nextTaskId = instance.nextTaskId;
    this.#status = instance.status === 'Pending' ? 'Running' : instance.status;
    this.#customStatus = instance.customStatus;
    this.#outcome = instance.outcome;
    this.#event({ type: 'turn-started' });
    this.#takeMessages();
  }

  /** The events of this turn that the orchestrator is to see. */
  get newEvents(): readonly HistoryEvent[] {
    return this.#events;
  }

  /** Whether the orchestrator's code may run on; otherwise `finish` goes without. */
  get needsReplay(): boolean {
    return this.#needsReplay;
  }

  finish(replay: ReplayResult | undefined): TurnEffects {
    if (replay !== undefined) this.#apply(replay);
    if (!isFinal(this.#status) && this.#outcome !== undefined && this.#open.size === 0)
      this.#settle(this.#outcome);
    this.#events.push(...this.#created.sort((a, b) => taskIdOf(a) - taskIdOf(b)));
    this.#event({ type: 'turn-completed' });
    return this.#effects();
  }

  #takeMessages(): void {
    const { mailbox } = this.#start;
    const controls = mailbox.filter(({ body }) => isControl(body));
    for (const { body } of controls) {
      this.#control(body);
      if (isFinal(this.#status)) {
        this.#taken = mailbox;
        return;
      }
    }
    // A suspended orchestration keeps everything else for later; a resume must overtake it.
    if (this.#status === 'Suspended') {
      this.#taken = controls;
      return;
    }
    const work = oneExternalEvent(mailbox.filter((message) => isForNow(message, this.#outcome)));
    this.#taken = [...controls, ...work];
    const isSilent = ({ body }: Message): boolean => this.#takesIdSilently(body);
    const silent = work.filter(isSilent);
    const others = work.filter((message) => !silent.includes(message));
    for (const { body } of [...silent, ...others.filter(isStart), ...others.filter((m) => !isStart(m))]) {
      this.#take(body);
    }
  }

  #control(body: MessageBody): void {
    if (body.type === 'terminate') this.#end('Terminated', JSON.stringify(body.reason));
    else if (body.type === 'suspend' && this.#status !== 'Suspended') {
      this.#status = 'Suspended';
      this.#event({ type: 'suspended', reason: body.reason });
    } else if (body.type === 'resume' && this.#status === 'Suspended') {
      this.#status = 'Running';
      this.#event({ type: 'resumed', reason: body.reason });
    }
  }

  /** True for what makes the SDK take an id and never finishes a task. */
  #takesIdSilently(body: MessageBody): boolean {
    if (body.type !== 'task-failed' && body.type !== 'timer-fired') return false;
    const task = this.#openTask(body);
    const retry = task === undefined ? undefined : retryOf(task.work);
    if (task === undefined || retry === undefined) return false;
    return body.type === 'task-failed' || task.attempt < retry.maxAttempts;
  }

  #take(body: MessageBody): void {
    switch (body.type) {
      case 'execution-started':
        this.#event({
          type: 'execution-started',
          name: this.#start.instance.name,
          input: this.#start.instance.input,
        });
        this.#needsReplay = true;
        return;
      case 'event-raised':
        if (this.#outcome !== undefined) return;
        this.#event({ type: 'event-raised', name: body.name, input: body.input });
        this.#needsReplay = true;
        return;
      case 'task-completed':
      case 'task-failed':
      case 'timer-fired':
        this.#takeAnswer(body);
        return;
      case 'suspend':
      case 'resume':
      case 'terminate':
    }
  }

  #takeAnswer(body: TaskAnswer): void {
    const task = this.#openTask(body);
    // Cancelled, answered before, or meant for an earlier execution.
    if (task === undefined) return;
    this.#open.delete(task.id);
    this.#needsReplay = this.#outcome === undefined;
    const kind = task.work.kind === 'child' ? 'child' : 'activity';
    if (body.type === 'timer-fired') this.#event({ type: 'timer-fired', taskId: task.id });
    else if (body.type === 'task-completed') {
      this.#event({ type: 'task-completed', kind, taskId: task.id, result: body.result });
    } else this.#event({ type: 'task-failed', kind, taskId: task.id, failure: body.failure });
    const retry = retryOf(task.work);
    if (retry !== undefined) this.#retry(task, body.type, retry);
  }

  /** After the last attempt there still is a timer, due at once: only when it fires does the SDK let the task fail. */
  #retry(task: OpenTask, answer: TaskAnswer['type'], policy: NonNullable<ReturnType<typeof retryOf>>): void {
    const hasAttemptsLeft = task.attempt < policy.maxAttempts;
    if (answer === 'task-failed') {
      const delay = hasAttemptsLeft ? retryDelayMs(policy, task.attempt) : 0;
      const id = this.#takeId();
      this.#open.set(id, { ...task, id, phase: 'waiting-to-retry' });
      this.#createTimer(id, this.#start.now + delay);
    } else if (answer === 'timer-fired' && hasAttemptsLeft) {
      const id = this.#takeId();
      const next: OpenTask = { ...task, id, attempt: task.attempt + 1, phase: 'working' };
      this.#open.set(id, next);
      this.#begin(next);
    }
  }

  /** The open task that an answer belongs to; the phase tells a retry's timer from the work itself. */
  #openTask(answer: TaskAnswer): OpenTask | undefined {
    if (answer.executionId !== this.#start.instance.executionId) return undefined;
    const task = this.#open.get(answer.taskId);
    if (task === undefined) return undefined;
    const waitsForTimer = task.phase === 'waiting-to-retry' || task.work.kind === 'timer';
    return waitsForTimer === (answer.type === 'timer-fired') ? task : undefined;
  }

  #apply(replay: ReplayResult): void {
    if (replay.kind === 'broken') {
      this.#fail(replay.error);
      return;
    }
    const difference = this.#differenceFromHistory(replay.leaves);
    if (difference !== undefined) {
      this.#fail(difference);
      return;
    }
    this.#cancelTimers(replay.leaves);
    for (const leaf of replay.leaves.slice(this.#leaves.length)) this.#process(leaf);
    this.#customStatus = replay.customStatus ?? this.#customStatus;
    this.#outcome = replay.outcome;
  }

  #differenceFromHistory(leaves: readonly Leaf[]): string | undefined {
    for (const [index, before] of this.#leaves.entries()) {
      const now = leaves[index]?.signature ?? 'nothing';
      if (now !== before) {
        return (
          `Non-deterministic orchestrator: step ${index + 1} was ${before} when it first ran and is ${now} on replay. ` +
          'An orchestrator must take the same steps for the same history.'
        );
      }
    }
    return undefined;
  }

  #cancelTimers(leaves: readonly Leaf[]): void {
    for (const task of this.#open.values()) {
      if (task.work.kind !== 'timer' || leaves[task.leaf]?.isCancelled !== true) continue;
      this.#open.delete(task.id);
      this.#cancelledTimers.push(task.id);
    }
  }

  #process(leaf: Leaf): void {
    const task: OpenTask = {
      id: this.#takeId(),
      leaf: this.#leaves.length,
      work: leaf.work(),
      attempt: 1,
      phase: 'working',
    };
    this.#leaves.push(leaf.signature);
    // A timer yielded and cancelled within one turn has its id and never runs.
    if (leaf.isCancelled) return;
    this.#open.set(task.id, task);
    this.#begin(task);
  }

  #begin({ id, work }: OpenTask): void {
    if (work.kind === 'timer') {
      this.#createTimer(id, work.dueAt);
      return;
    }
    this.#created.push({
      at: this.#start.now,
      type: 'task-scheduled',
      kind: work.kind,
      taskId: id,
      name: work.name,
      input: work.input,
    });
    if (work.kind === 'activity') this.#activities.push({ taskId: id, name: work.name, input: work.input });
    else {
      const instanceId = work.instanceId ?? `${this.#start.instance.executionId}:${id}`;
      this.#children.push({ taskId: id, instanceId, name: work.name, input: work.input });
    }
  }

  #createTimer(taskId: number, dueAt: number): void {
    this.#created.push({ at: this.#start.now, type: 'timer-created', taskId, dueAt });
    this.#timers.push({ taskId, dueAt });
  }

  #settle(outcome: Outcome): void {
    switch (outcome.kind) {
      case 'returned':
        this.#end('Completed', outcome.output);
        return;
      case 'threw':
        this.#fail(outcome.error);
        return;
      case 'continued':
    }
  }

  #fail(error: string): void {
    this.#end(
      'Failed',
      JSON.stringify(`Orchestrator function '${this.#start.instance.name}' failed: ${error}`),
    );
  }

  #end(status: RuntimeStatus, output: string): void {
    for (const task of this.#open.values()) {
      if (task.work.kind === 'timer' || task.phase === 'waiting-to-retry')
        this.#cancelledTimers.push(task.id);
    }
    this.#open.clear();
    for (const scheduled of [this.#activities, this.#children, this.#timers, this.#created])
      scheduled.length = 0;
    this.#status = status;
    this.#output = output;
    this.#event({ type: 'execution-ended', status, output });
  }

  #effects(): TurnEffects {
    const isNewExecution =
      this.#outcome?.kind === 'continued' && this.#open.size === 0 && !isFinal(this.#status);
    return {
      instance: isNewExecution ? this.#nextExecution() : this.#nextInstance(),
      taken: this.#taken,
      events: isNewExecution ? [] : this.#events,
      isNewExecution,
      activities: this.#activities,
      children: this.#children,
      timers: this.#timers,
      cancelledTimers: this.#cancelledTimers,
      parentNotice: this.#parentNotice(),
    };
  }

  #nextInstance(): Instance {
    const { instance, now } = this.#start;
    return {
      ...instance,
      status: this.#status,
      updatedAt: now,
      output: this.#output,
      customStatus: this.#customStatus,
      nextTaskId: this.#nextTaskId,
      leaves: this.#leaves,
      open: [...this.#open.values()],
      outcome: this.#outcome,
      turns: instance.turns + 1,
    };
  }

  #nextExecution(): Instance {
    const next = this.#nextInstance();
    return {
      ...next,
      executionId: this.#start.nextExecutionId,
      input: this.#outcome?.kind === 'continued' ? this.#outcome.input : next.input,
      nextTaskId: 0,
      leaves: [],
      open: [],
      outcome: undefined,
      turns: 0,
    };
  }

  #parentNotice(): ParentNotice | undefined {
    const { parent, name } = this.#start.instance;
    if (parent === undefined || !isFinal(this.#status)) return undefined;
    const answer = { executionId: parent.executionId, taskId: parent.taskId };
    const output = this.#output ?? 'null';
    if (this.#status === 'Completed')
      return { to: parent, body: { type: 'task-completed', ...answer, result: output } };
    const reason =
      this.#status === 'Terminated'
        ? `Sub-orchestrator function '${name}' was terminated: ${output}`
        : output;
    return { to: parent, body: { type: 'task-failed', ...answer, failure: { reason, details: output } } };
  }

  #takeId(): number {
    const id = this.#nextTaskId;
    this.#nextTaskId += 1;
    return id;
  }

  #event(event: EventWithoutTime): void {
    this.#events.push({ at: this.#start.now, ...event });
  }
}

/** Whether a turn would do anything for these messages; the rest of a mailbox waits, for a resume or a new execution. */
export function canTakeTurn({ status, outcome }: Instance, mailbox: readonly Message[]): boolean {
  if (isFinal(status)) return false;
  if (mailbox.some(({ body }) => isControl(body))) return true;
  return status !== 'Suspended' && mailbox.some((message) => isForNow(message, outcome));
}

/** Events that arrive after continue-as-new was asked for belong to the next execution. */
function isForNow({ body }: Message, outcome: Outcome | undefined): boolean {
  return !isControl(body) && !(body.type === 'event-raised' && outcome?.kind === 'continued');
}

type EventWithoutTime = HistoryEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'at'>
    : never
  : never;

/**
 * At most one external event a turn: when it leads the orchestrator to continue as new, later ones belong to the next
 * execution.
 */
function oneExternalEvent(messages: readonly Message[]): readonly Message[] {
  const first = messages.find(({ body }) => body.type === 'event-raised');
  return messages.filter((message) => message.body.type !== 'event-raised' || message === first);
}

function isStart({ body }: Message): boolean {
  return body.type === 'execution-started';
}

function retryOf(work: Work) {
  return work.kind === 'timer' ? undefined : work.retry;
}

function taskIdOf(event: HistoryEvent): number {
  return 'taskId' in event ? event.taskId : -1;
}
