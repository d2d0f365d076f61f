import type { HostClock } from '../../clock.ts';
import type { HostLog } from '../../host-log.ts';
import { messageOf } from '../../host-log.ts';
import type { ActivityResult, ActivityRunner, ActivityWork } from './activity-queue.ts';
import { BoundedQueue } from './activity-queue.ts';
import type {
  ControlMessage,
  HistoryEvent,
  Instance,
  Message,
  MessageBody,
  ParentLink,
  RuntimeStatus,
} from './instance.ts';
import { isFinal } from './instance.ts';
import type { InstanceStore, StoredMessage, StoreWriter } from './instance-store.ts';
import type { OrchestratorReplay, ReplayResult } from './replay.ts';
import type { ScheduledChild, TurnEffects } from './turn.ts';
import { canTakeTurn, Turn } from './turn.ts';

export interface DurableEngineDeps {
  readonly store: InstanceStore;
  readonly replay: OrchestratorReplay;
  readonly activities: ActivityRunner;
  readonly clock: HostClock;
  readonly newExecutionId: () => string;
  readonly maxActivities: number;
  readonly maxOrchestrators: number;
  readonly log: HostLog;
}

export interface StartRequest {
  readonly instanceId: string;
  readonly name: string;
  readonly input: string;
}

export type StartOutcome =
  { readonly outcome: 'started' } | { readonly outcome: 'already-exists'; readonly status: RuntimeStatus };
export type SendOutcome = 'sent' | 'not-found' | 'finished';

/** An orchestration that has not ended, as the engine works on it. */
interface Live {
  instance: Instance;
  readonly history: HistoryEvent[];
  mailbox: Message[];
  /** Calls off the timers that have not fired, by the sequence number of their message. */
  readonly timers: Map<number, { readonly taskId: number; readonly callOff: () => void }>;
  /** A turn is waiting, running or being written. */
  isBusy: boolean;
}

/** One write of an instance's birth, and the message that wakes it. */
interface Birth {
  readonly live: Live;
  readonly start: StoredMessage;
}

/**
 * Carries orchestrations on: one turn of an instance at a time, each turn one transaction, and nothing done in the world
 * (an activity run, a message taken) before the transaction that says so is written. A host that is killed anywhere
 * therefore finds, when it starts again, each instance before or after a turn.
 */
export class DurableEngine {
  readonly #deps: DurableEngineDeps;
  readonly #live = new Map<string, Live>();
  readonly #turns: BoundedQueue;
  readonly #activities: BoundedQueue;
  #lastSeq = 0;
  #isStopped = false;

  constructor(deps: DurableEngineDeps) {
    this.#deps = deps;
    this.#turns = new BoundedQueue(deps.maxOrchestrators);
    this.#activities = new BoundedQueue(deps.maxActivities);
  }

  /** Takes up what an earlier host left: waiting messages, timers (those past due at once), activities without answer. */
  recover(): void {
    const { store } = this.#deps;
    this.#lastSeq = store.lastSequence();
    const messages = store.readMessages();
    const byDueTime = [...messages].sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || a.seq - b.seq);
    const orphans: number[] = [];
    for (const message of byDueTime) {
      const live = this.#find(message.instanceId);
      if (live === undefined) orphans.push(message.seq);
      else this.#receive(live, message);
    }
    if (orphans.length > 0) this.#removeOrphans(orphans);
    for (const work of store.readActivities()) this.#queueActivity(work);
  }

  /** Starts no further turn or activity; resolves when those under way are written. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { timers } of this.#live.values()) for (const { callOff } of timers.values()) callOff();
    await Promise.all([this.#turns.stop(), this.#activities.stop()]);
  }

  /**
   * Starts an orchestration; resolves when it is written down (status Pending). A finished instance of the same id is
   * replaced with its history, a live one refuses.
   */
  async start(request: StartRequest): Promise<StartOutcome> {
    const existing = this.#find(request.instanceId);
    if (existing !== undefined && !isFinal(existing.instance.status)) {
      return { outcome: 'already-exists', status: existing.instance.status };
    }
    const birth = this.#give(request, undefined);
    await this.#deps.store.write((writer) => {
      writeBirth(writer, birth);
    });
    this.#receive(birth.live, birth.start);
    return { outcome: 'started' };
  }

  async raiseEvent(instanceId: string, name: string, input: string | undefined): Promise<SendOutcome> {
    return this.#send(instanceId, { type: 'event-raised', name, input });
  }

  async control(instanceId: string, message: ControlMessage): Promise<SendOutcome> {
    return this.#send(instanceId, message);
  }

  /** Removes a finished instance and its history. */
  async purge(instanceId: string): Promise<'purged' | 'not-found' | 'not-finished'> {
    const instance = this.#find(instanceId)?.instance ?? this.#deps.store.readInstance(instanceId);
    if (instance === undefined) return 'not-found';
    if (!isFinal(instance.status)) return 'not-finished';
    await this.#deps.store.write((writer) => {
      writer.deleteInstance(instanceId);
    });
    return 'purged';
  }

  /** A message can be written just after its instance has ended; nobody will take it. */
  #removeOrphans(seqs: readonly number[]): void {
    const removal = this.#deps.store.write((writer) => {
      for (const seq of seqs) writer.deleteMessage(seq);
    });
    removal.catch((error: unknown) => {
      this.#log('critical', `messages without an instance could not be removed: ${messageOf(error)}`);
    });
  }

  /** The live orchestration of this id, taken into memory if need be. */
  #find(instanceId: string): Live | undefined {
    const known = this.#live.get(instanceId);
    if (known !== undefined) return known;
    const instance = this.#deps.store.readInstance(instanceId);
    if (instance === undefined || isFinal(instance.status)) return undefined;
    return this.#keep(instance, this.#deps.store.readHistory(instanceId));
  }

  #keep(instance: Instance, history: HistoryEvent[]): Live {
    const live: Live = { instance, history, mailbox: [], timers: new Map(), isBusy: false };
    this.#live.set(instance.instanceId, live);
    return live;
  }

  /** Takes the id at once, so that of two starts in the same moment one is refused. */
  #give({ instanceId, name, input }: StartRequest, parent: ParentLink | undefined): Birth {
    const now = this.#deps.clock.now();
    const instance: Instance = {
      instanceId,
      executionId: this.#deps.newExecutionId(),
      name,
      status: 'Pending',
      createdAt: now,
      updatedAt: now,
      input,
      output: undefined,
      customStatus: undefined,
      parent,
      nextTaskId: 0,
      leaves: [],
      open: [],
      outcome: undefined,
      turns: 0,
    };
    return {
      live: this.#keep(instance, []),
      start: this.#message(instanceId, { type: 'execution-started' }),
    };
  }

  #message(instanceId: string, body: MessageBody, dueAt?: number): StoredMessage {
    this.#lastSeq += 1;
    return { seq: this.#lastSeq, instanceId, body, dueAt };
  }

  async #send(instanceId: string, body: MessageBody): Promise<SendOutcome> {
    const live = this.#find(instanceId);
    if (live === undefined)
      return this.#deps.store.readInstance(instanceId) === undefined ? 'not-found' : 'finished';
    if (isFinal(live.instance.status)) return 'finished';
    const message = this.#message(instanceId, body);
    await this.#deps.store.write((writer) => {
      writer.insertMessage(message);
    });
    this.#receive(live, message);
    return 'sent';
  }

  /** Puts a written message into its mailbox, now or when it is due. */
  #receive(live: Live, message: StoredMessage): void {
    if (this.#isStopped) return;
    const { dueAt, body } = message;
    if (dueAt === undefined || dueAt <= this.#deps.clock.now()) {
      live.mailbox.push(message);
      this.#wake(live);
      return;
    }
    const taskId = body.type === 'timer-fired' ? body.taskId : -1;
    const callOff = this.#deps.clock.schedule(dueAt, () => {
      live.timers.delete(message.seq);
      live.mailbox.push(message);
      this.#wake(live);
    });
    live.timers.set(message.seq, { taskId, callOff });
  }

  #wake(live: Live): void {
    if (live.isBusy || !canTakeTurn(live.instance, live.mailbox)) return;
    live.isBusy = true;
    this.#turns.push(async () => {
      try {
        await this.#takeTurn(live);
      } catch (error) {
        // Only the store throws here. The instance stays busy: what is not written must not be built upon.
        this.#log(
          'critical',
          `${live.instance.instanceId}: a turn could not be written: ${messageOf(error)}`,
        );
        return;
      }
      live.isBusy = false;
      this.#wake(live);
    });
  }

  async #takeTurn(live: Live): Promise<void> {
    const turn = new Turn({
      instance: live.instance,
      mailbox: live.mailbox,
      now: this.#deps.clock.now(),
      nextExecutionId: this.#deps.newExecutionId(),
    });
    const effects = turn.finish(turn.needsReplay ? await this.#replay(live, turn.newEvents) : undefined);
    await this.#carryOut(live, effects);
  }

  async #replay(live: Live, newEvents: readonly HistoryEvent[]): Promise<ReplayResult> {
    try {
      return await this.#deps.replay.replay({
        instance: live.instance,
        history: [...live.history, ...newEvents],
        firstNew: live.history.length,
      });
    } catch (error) {
      return { kind: 'broken', error: messageOf(error) };
    }
  }

  async #carryOut(live: Live, effects: TurnEffects): Promise<void> {
    const { instanceId, executionId } = live.instance;
    const turnIndex = live.instance.turns;
    const answer = { executionId };
    const timers = effects.timers.map(({ taskId, dueAt }) =>
      this.#message(instanceId, { type: 'timer-fired', ...answer, taskId }, dueAt),
    );
    const activities = effects.activities.map((activity): ActivityWork => {
      this.#lastSeq += 1;
      return { seq: this.#lastSeq, instanceId, executionId, ...activity };
    });
    const births: Birth[] = [];
    const ownMessages = effects.isNewExecution
      ? [this.#message(instanceId, { type: 'execution-started' })]
      : [];
    for (const child of effects.children) {
      const birth = this.#giveChild(live.instance, child);
      if ('live' in birth) births.push(birth);
      else ownMessages.push(birth);
    }
    const calledOff = this.#callOffTimers(live, effects.cancelledTimers);
    const notice = this.#parentMessage(effects);

    const taken = new Set(effects.taken);
    live.mailbox = live.mailbox.filter((message) => !taken.has(message));
    live.instance = effects.instance;
    if (effects.isNewExecution) live.history.length = 0;
    live.history.push(...effects.events);

    await this.#deps.store.write((writer) => {
      for (const { seq } of effects.taken) writer.deleteMessage(seq);
      for (const seq of calledOff) writer.deleteMessage(seq);
      if (effects.isNewExecution) writer.clearHistory(instanceId);
      else writer.appendHistory(instanceId, turnIndex, effects.events);
      writer.putInstance(effects.instance);
      for (const message of [...timers, ...ownMessages]) writer.insertMessage(message);
      for (const work of activities) writer.insertActivity(work);
      for (const birth of births) writeBirth(writer, birth);
      if (notice !== undefined) writer.insertMessage(notice.message);
    });

    for (const message of [...timers, ...ownMessages]) this.#receive(live, message);
    for (const work of activities) this.#queueActivity(work);
    for (const birth of births) this.#receive(birth.live, birth.start);
    if (notice !== undefined) this.#receive(notice.live, notice.message);
    if (isFinal(effects.instance.status)) this.#forget(live);
  }

  /** A child whose id is in use fails in its parent; a finished instance of that id is replaced. */
  #giveChild(parent: Instance, child: ScheduledChild): Birth | StoredMessage {
    const link = { instanceId: parent.instanceId, executionId: parent.executionId, taskId: child.taskId };
    const existing = this.#find(child.instanceId);
    if (existing === undefined || isFinal(existing.instance.status)) {
      return this.#give(
        { instanceId: child.instanceId, name: child.name, input: child.input ?? 'null' },
        link,
      );
    }
    const reason = `An orchestration with the instance ID ${child.instanceId} already exists.`;
    return this.#message(parent.instanceId, {
      type: 'task-failed',
      executionId: link.executionId,
      taskId: link.taskId,
      failure: { reason, details: '' },
    });
  }

  #callOffTimers(live: Live, taskIds: readonly number[]): number[] {
    const cancelled = new Set(taskIds);
    const seqs: number[] = [];
    for (const [seq, { taskId, callOff }] of live.timers) {
      if (!cancelled.has(taskId)) continue;
      callOff();
      live.timers.delete(seq);
      seqs.push(seq);
    }
    return seqs;
  }

  #parentMessage({ parentNotice }: TurnEffects): { live: Live; message: StoredMessage } | undefined {
    if (parentNotice === undefined) return undefined;
    const live = this.#find(parentNotice.to.instanceId);
    if (live === undefined || isFinal(live.instance.status)) return undefined;
    return { live, message: this.#message(parentNotice.to.instanceId, parentNotice.body) };
  }

  #forget(live: Live): void {
    for (const { callOff } of live.timers.values()) callOff();
    // The id may have been given to a new instance meanwhile.
    if (this.#live.get(live.instance.instanceId) === live) this.#live.delete(live.instance.instanceId);
  }

  #queueActivity(work: ActivityWork): void {
    this.#activities.push(async () => {
      const result = await this.#deps.activities.run(work);
      try {
        await this.#answer(work, result);
      } catch (error) {
        const fate = this.#isStopped ? 'ended after the host; it will be run again' : messageOf(error);
        this.#log(
          this.#isStopped ? 'warning' : 'critical',
          `${work.name}: its answer could not be written: ${fate}`,
        );
      }
    });
  }

  /** The row goes and the answer comes in one transaction, so that a completed activity is never run again. */
  async #answer(work: ActivityWork, result: ActivityResult): Promise<void> {
    const live = this.#find(work.instanceId);
    const { executionId, taskId } = work;
    const isAwaited = live?.instance.executionId === executionId && !isFinal(live.instance.status);
    const message = this.#message(
      work.instanceId,
      'result' in result
        ? { type: 'task-completed', executionId, taskId, result: result.result }
        : { type: 'task-failed', executionId, taskId, failure: result.failure },
    );
    await this.#deps.store.write((writer) => {
      writer.deleteActivity(work.seq);
      if (isAwaited) writer.insertMessage(message);
    });
    if (isAwaited) this.#receive(live, message);
  }

  #log(level: 'critical' | 'warning', message: string): void {
    this.#deps.log({ level, category: 'Host.Durable', message });
  }
}

function writeBirth(writer: StoreWriter, { live, start }: Birth): void {
  writer.deleteInstance(live.instance.instanceId);
  writer.putInstance(live.instance);
  writer.insertMessage(start);
}
