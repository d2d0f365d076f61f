import { messageOf } from '../../host-log.ts';
import type {
  HistoryEvent,
  Instance,
  Message,
  MessageBody,
  Outcome,
  RuntimeStatus,
  TaskAnswer,
} from './instance.ts';
import { isControl, isFinal } from './instance.ts';
import type { MessageOrder } from './mailbox.ts';
import { messagesOfTurn } from './mailbox.ts';
import { OpenTasks } from './open-tasks.ts';
import type { ReplayResult } from './replay.ts';
import type { ParentNotice, TurnEffects } from './turn-effects.ts';

export interface TurnStart {
  readonly instance: Instance;
  readonly mailbox: readonly Message[];
  readonly now: number;
  /** The execution id to take when the orchestrator continues as new. */
  readonly nextExecutionId: string;
  /** Reorders, and may thin out, the messages of a turn; undefined takes all in their order of arrival. */
  readonly order?: MessageOrder | undefined;
}

/**
 * One turn of an orchestration: takes messages, lets the orchestrator replay, and works out what follows. Pure apart
 * from its own fields: no clock, no store.
 *
 * The order of the messages keeps task ids in step with the SDK (see OpenTasks): what makes the SDK take an id by itself
 * never lets user code run on, so it is put before every other event of the turn. Its ids then precede whatever user
 * code asks for in this turn, in the SDK and here alike.
 */
export class Turn {
  readonly #start: TurnStart;
  readonly #tasks: OpenTasks;
  readonly #events: HistoryEvent[] = [];
  #taken: readonly Message[] = [];
  #status: RuntimeStatus;
  #output: string | undefined;
  #customStatus: string | undefined;
  #outcome: Outcome | undefined;
  #needsReplay = false;

  constructor(start: TurnStart) {
    const { instance, now } = start;
    this.#start = start;
    this.#tasks = new OpenTasks(instance, now);
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
    const isNewExecution = this.#settle() === 'continued';
    this.#events.push(...this.#tasks.scheduled);
    this.#event({ type: 'turn-completed' });
    return {
      ...this.#tasks.effects,
      instance: isNewExecution ? this.#nextExecution() : this.#nextInstance(),
      taken: this.#taken,
      events: isNewExecution ? [] : this.#events,
      isNewExecution,
      forgottenTimers: this.#forgottenTimers(),
      parentNotice: this.#parentNotice(),
    };
  }

  #takeMessages(): void {
    const { instance, mailbox, order } = this.#start;
    const controls = mailbox.filter(({ body }) => isControl(body));
    for (const { body } of controls) {
      this.#control(body);
      if (isFinal(this.#status)) {
        this.#taken = mailbox;
        return;
      }
    }
    // A suspended orchestration keeps everything else for later; a resume must overtake it.
    const ready = this.#status === 'Suspended' ? [] : messagesOfTurn(mailbox, this.#outcome);
    const work = order === undefined ? ready : order(ready, instance);
    this.#taken = [...controls, ...work];
    const byRank = work.map(({ body }) => ({ body, rank: this.#rank(body) })).sort((a, b) => a.rank - b.rank);
    for (const { body } of byRank) this.#take(body);
  }

  #control(body: MessageBody): void {
    if (body.type === 'terminate') this.#abort('Terminated', JSON.stringify(body.reason));
    else if (body.type === 'suspend' && this.#status !== 'Suspended') {
      this.#status = 'Suspended';
      this.#event({ type: 'suspended', reason: body.reason });
    } else if (body.type === 'resume' && this.#status === 'Suspended') {
      this.#status = 'Running';
      this.#event({ type: 'resumed', reason: body.reason });
    }
  }

  /** The beginning comes first, then what takes ids silently, then the rest in its order of arrival. */
  #rank(body: MessageBody): number {
    if (body.type === 'execution-started') return 0;
    return isAnswer(body) && this.#tasks.takesIdSilently(body) ? 1 : 2;
  }

  #take(body: MessageBody): void {
    if (isAnswer(body)) this.#takeAnswer(body);
    else if (body.type === 'execution-started') {
      const { name, input } = this.#start.instance;
      this.#event({ type: 'execution-started', name, input });
      this.#needsReplay = true;
    } else if (body.type === 'event-raised' && this.#outcome === undefined) {
      this.#event({ type: 'event-raised', name: body.name, input: body.input });
      this.#needsReplay = true;
    }
  }

  #takeAnswer(body: TaskAnswer): void {
    const task = this.#tasks.find(body);
    // Cancelled, answered before, or meant for an earlier execution.
    if (task === undefined) return;
    this.#needsReplay = this.#outcome === undefined;
    const { taskId } = body;
    const kind = task.work.kind === 'timer' ? 'activity' : task.work.kind;
    if (body.type === 'timer-fired') this.#event({ type: 'timer-fired', taskId });
    else if (body.type === 'task-failed')
      this.#event({ type: 'task-failed', kind, taskId, failure: body.failure });
    else this.#event({ type: 'task-completed', kind, taskId, result: body.result });
    this.#tasks.answer(task, body);
  }

  #apply(replay: ReplayResult): void {
    if (replay.kind === 'broken') {
      this.#abort('Failed', this.#failure(replay.error));
      return;
    }
    const difference = this.#tasks.differenceFrom(replay.leaves);
    if (difference !== undefined) {
      const rule = 'An orchestrator must take the same steps for the same history.';
      this.#abort('Failed', this.#failure(`Non-deterministic orchestrator: ${difference}. ${rule}`));
      return;
    }
    try {
      this.#tasks.update(replay.leaves);
    } catch (error) {
      // What it asks for is looked into only here: something in it is not carried out by this host.
      this.#abort('Failed', this.#failure(messageOf(error)));
      return;
    }
    this.#customStatus = replay.customStatus ?? this.#customStatus;
    this.#outcome = replay.outcome;
  }

  /** An orchestration has not ended while one of its tasks is open, whatever its code came to. */
  #settle(): Outcome['kind'] | undefined {
    const outcome = this.#outcome;
    if (outcome === undefined || !this.#tasks.isEmpty || isFinal(this.#status)) return undefined;
    this.#tasks.close();
    if (outcome.kind === 'returned') this.#end('Completed', outcome.output);
    else if (outcome.kind === 'threw') this.#end('Failed', this.#failure(outcome.error));
    return outcome.kind;
  }

  #forgottenTimers(): number {
    const hasJustReturned = this.#start.instance.outcome === undefined && this.#outcome !== undefined;
    return hasJustReturned ? this.#tasks.openTimerCount : 0;
  }

  #failure(error: string): string {
    return JSON.stringify(`Orchestrator function '${this.#start.instance.name}' failed: ${error}`);
  }

  /** Ends from outside the orchestrator's code, whatever is open. */
  #abort(status: RuntimeStatus, output: string): void {
    this.#tasks.abandon();
    this.#end(status, output);
  }

  #end(status: RuntimeStatus, output: string): void {
    this.#status = status;
    this.#output = output;
    this.#event({ type: 'execution-ended', status, output });
  }

  #nextInstance(): Instance {
    const { instance, now } = this.#start;
    return {
      ...instance,
      ...this.#tasks.state,
      status: this.#status,
      updatedAt: now,
      output: this.#output,
      customStatus: this.#customStatus,
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
    const output = this.#output ?? 'null';
    if (this.#status === 'Completed') {
      return { to: parent, answer: { type: 'task-completed', result: output } };
    }
    const reason =
      this.#status === 'Terminated'
        ? `Sub-orchestrator function '${name}' was terminated: ${output}`
        : output;
    return { to: parent, answer: { type: 'task-failed', failure: { reason, details: output } } };
  }

  #event(event: EventWithoutTime): void {
    this.#events.push({ at: this.#start.now, ...event });
  }
}

type EventWithoutTime = HistoryEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'at'>
    : never
  : never;

function isAnswer(body: MessageBody): body is TaskAnswer {
  return body.type === 'task-completed' || body.type === 'task-failed' || body.type === 'timer-fired';
}
