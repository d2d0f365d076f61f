import { setImmediate } from 'node:timers/promises';

import type { HostClock } from '../../clock.ts';
import type { HostLog } from '../../host-log.ts';
import { messageOf } from '../../host-log.ts';
import type { Precedence } from './message-brake.ts';
import { ActivityDispatcher } from './activity-dispatcher.ts';
import type { ActivityRunner } from './activity-queue.ts';
import type { Answer, AnswerPost, Delivery } from './answer-post.ts';
import { EntityEngine } from './entity-engine.ts';
import type { EntityRunner, EntitySignal } from './entity-request.ts';
import type { ControlMessage, EventMessage, Instance, ParentLink, RuntimeStatus } from './instance.ts';
import { isFinal } from './instance.ts';
import type { InstanceStore, StoredMessage } from './instance-store.ts';
import type { Live, StartRequest } from './live-instances.ts';
import { LiveInstances, writeBirth } from './live-instances.ts';
import type { MessageOrder } from './mailbox.ts';
import { canTakeTurn } from './mailbox.ts';
import { isRunnable, type VersionRules } from './orchestration-version.ts';
import type { OrchestratorReplay } from './replay.ts';
import { Turn } from './turn.ts';
import type { TurnEffects } from './turn-effects.ts';
import { TurnOutbox, writeTurn } from './turn-outbox.ts';
import { TurnQueue } from './turn-queue.ts';

export interface DurableEngineDeps {
  readonly store: InstanceStore;
  readonly replay: OrchestratorReplay;
  readonly activities: ActivityRunner;
  readonly clock: HostClock;
  readonly newExecutionId: () => string;
  readonly maxActivities: number;
  /** What waiting activities and first turns stand back for. */
  readonly precedence: Precedence;
  readonly maxOrchestrators: number;
  readonly versions: VersionRules;
  readonly entities: EntityRunner;
  readonly maxEntities: number;
  readonly entityBatchSize: number;
  readonly order?: MessageOrder | undefined;
  readonly log: HostLog;
}

/** What to start; without a version it gets the app's. */
export type NewOrchestration = Omit<StartRequest, 'version'> & { readonly version?: string | undefined };

export type StartOutcome =
  { readonly outcome: 'started' } | { readonly outcome: 'already-exists'; readonly status: RuntimeStatus };
export type SendOutcome = 'sent' | 'not-found' | 'finished';

/**
 * Carries orchestrations on: one turn of an instance at a time, each turn one transaction, and nothing done in the world
 * (an activity run, a message taken) before the transaction that says so is written. A host that is killed anywhere
 * therefore finds, when it starts again, each instance before or after a turn.
 */
export class DurableEngine {
  readonly #deps: DurableEngineDeps;
  readonly #instances: LiveInstances;
  readonly #turns: TurnQueue;
  readonly #activities: ActivityDispatcher;
  readonly #entities: EntityEngine;
  readonly #outbox: TurnOutbox;
  #isStopped = false;

  constructor(deps: DurableEngineDeps) {
    this.#deps = deps;
    this.#instances = new LiveInstances(deps.store);
    const { store, clock, log, precedence } = deps;
    this.#turns = new TurnQueue({ limit: deps.maxOrchestrators, precedence, clock });
    const post: AnswerPost = {
      prepare: (to, answer) => this.#prepare(to, answer),
      receive: (delivery) => {
        this.#receive(delivery);
      },
    };
    this.#activities = new ActivityDispatcher({
      ...{ store, post, clock, log },
      precedence,
      runner: deps.activities,
      limit: deps.maxActivities,
    });
    this.#entities = new EntityEngine({
      ...{ store, post, clock, log },
      runner: deps.entities,
      nextSeq: () => this.#instances.nextSeq(),
      limit: deps.maxEntities,
      batchSize: deps.entityBatchSize,
    });
    this.#outbox = new TurnOutbox({
      ...{ post, clock },
      instances: this.#instances,
      entities: this.#entities,
      defaultVersion: deps.versions.defaultVersion,
      newExecutionId: deps.newExecutionId,
    });
  }

  /**
   * Takes up what an earlier host left: waiting messages, timers (those past due at once, in due order), activities
   * without an answer.
   */
  recover(): void {
    this.#instances.recoverSequence();
    const messages = this.#deps.store.readMessages();
    const inDueOrder = [...messages].sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || a.seq - b.seq);
    const orphans: StoredMessage[] = [];
    for (const message of inDueOrder) {
      const live = this.#instances.find(message.instanceId);
      if (live === undefined) orphans.push(message);
      else this.#receive({ live, message });
    }
    this.#removeOrphans(orphans);
    for (const work of this.#deps.store.readActivities()) this.#activities.push(work);
    this.#entities.recover();
  }

  /** No turn, activity or write is under way or waiting: only time or a message can make something happen. */
  get isIdle(): boolean {
    return [this.#turns, this.#activities, this.#entities, this.#deps.store].every(({ isIdle }) => isIdle);
  }

  /** Starts no further turn or activity; resolves when those under way are written. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#instances.callOffAllTimers();
    await Promise.all([this.#turns.stop(), this.#activities.stop(), this.#entities.stop()]);
  }

  /**
   * Starts an orchestration; resolves when it is written down (status Pending). A finished instance of the same id is
   * replaced with its history, a live one refuses.
   */
  async start(request: NewOrchestration): Promise<StartOutcome> {
    const existing = this.#instances.find(request.instanceId);
    if (existing !== undefined) return { outcome: 'already-exists', status: existing.instance.status };
    const { newExecutionId, clock, store, versions } = this.#deps;
    const version = request.version ?? versions.defaultVersion;
    const birth = this.#instances.give(
      { ...request, version },
      {
        executionId: newExecutionId(),
        now: clock.now(),
        parent: undefined,
      },
    );
    await store.write((writer) => {
      writeBirth(writer, birth);
    });
    this.#receive({ live: birth.live, message: birth.start });
    return { outcome: 'started' };
  }

  /** Removes a finished instance and its history. */
  async purge(instanceId: string): Promise<'purged' | 'not-found' | 'not-finished'> {
    const instance = this.#instances.read(instanceId);
    if (instance === undefined) return 'not-found';
    if (!isFinal(instance.status)) return 'not-finished';
    await this.#deps.store.write((writer) => {
      writer.deleteInstance(instanceId);
    });
    return 'purged';
  }

  /** Resolves when the signal is written down. */
  async signalEntity(signal: EntitySignal): Promise<void> {
    await this.#entities.signal(signal);
  }

  /** Resolves when the message is written down. */
  async send(instanceId: string, body: ControlMessage | EventMessage): Promise<SendOutcome> {
    const live = this.#instances.find(instanceId);
    if (live === undefined) return this.#instances.read(instanceId) === undefined ? 'not-found' : 'finished';
    const message = this.#instances.message(instanceId, body);
    await this.#deps.store.write((writer) => {
      writer.insertMessage(message);
    });
    this.#receive({ live, message });
    return 'sent';
  }

  /** Puts a written message into its mailbox, now or when it is due. */
  #receive({ live, message }: Delivery): void {
    if (this.#isStopped) return;
    const { dueAt, body, seq } = message;
    const put = (): void => {
      live.timers.delete(seq);
      live.mailbox.push(message);
      this.#wake(live);
    };
    if (dueAt === undefined || body.type !== 'timer-fired' || dueAt <= this.#deps.clock.now()) put();
    else live.timers.set(seq, { taskId: body.taskId, callOff: this.#deps.clock.schedule(dueAt, put) });
  }

  #wake(live: Live): void {
    if (live.isBusy || !canTakeTurn(live.instance, live.mailbox)) return;
    if (this.#isLeftToOthers(live)) return;
    live.isBusy = true;
    const turn = async (): Promise<void> => {
      // Answers written together arrive one after another; a round of the event loop later one turn takes them all.
      await setImmediate();
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
    };
    if (live.instance.turns === 0) this.#turns.pushFirst(turn);
    else this.#turns.push(turn);
  }

  /** A version that the app does not know yet, after it was put back to an older one: its orchestrations wait. */
  #isLeftToOthers({ instance, mailbox }: Live): boolean {
    const { versions } = this.#deps;
    if (versions.versionFailureStrategy === 'Fail' || isRunnable(instance.version, versions)) return false;
    if (mailbox.length === 1) {
      const { instanceId, version = 'none' } = instance;
      const own = versions.defaultVersion ?? 'none';
      this.#log('warning', `${instanceId} waits: its version is ${version}, and the app's is ${own}`);
    }
    return true;
  }

  async #takeTurn(live: Live): Promise<void> {
    const turn = new Turn({
      instance: live.instance,
      mailbox: live.mailbox,
      now: this.#deps.clock.now(),
      nextExecutionId: this.#deps.newExecutionId(),
      order: this.#deps.order,
    });
    const { instance, history } = live;
    const replay = turn.needsReplay
      ? await this.#deps.replay.replay({
          instance,
          history: [...history, ...turn.newEvents],
          firstNew: history.length,
        })
      : undefined;
    const effects = turn.finish(replay);
    if (effects.forgottenTimers > 0) this.#warnOfTimers(instance, effects.forgottenTimers);
    await this.#carryOut(live, effects);
  }

  async #carryOut(live: Live, effects: TurnEffects): Promise<void> {
    const before = live.instance;
    const outgoing = this.#outbox.collect(live, effects);
    const taken = new Set(effects.taken);
    live.mailbox = live.mailbox.filter((message) => !taken.has(message));
    live.instance = effects.instance;
    if (effects.isNewExecution) live.history.length = 0;
    live.history.push(...effects.events);

    await this.#deps.store.write((writer) => {
      writeTurn(writer, before, { effects, outgoing });
    });

    for (const delivery of outgoing.deliveries) this.#receive(delivery);
    for (const work of outgoing.activities) this.#activities.push(work);
    for (const request of outgoing.requests) this.#entities.receive(request);
    for (const { live: child, start } of outgoing.births) this.#receive({ live: child, message: start });
    if (isFinal(effects.instance.status)) this.#instances.forget(live);
  }

  /** Nobody waits any more when the instance has ended or begun anew. */
  #prepare(to: ParentLink, answer: Answer): Delivery | undefined {
    const live = this.#instances.find(to.instanceId);
    if (live?.instance.executionId !== to.executionId) return undefined;
    const { instanceId, executionId, taskId } = to;
    return { live, message: this.#instances.message(instanceId, { ...answer, executionId, taskId }) };
  }

  /** A message can be written just after its instance has ended; nobody will take it. */
  #removeOrphans(orphans: readonly StoredMessage[]): void {
    if (orphans.length === 0) return;
    const removal = this.#deps.store.write((writer) => {
      for (const { seq } of orphans) writer.deleteMessage(seq);
    });
    removal.catch((error: unknown) => {
      this.#log('critical', `messages without an instance could not be removed: ${messageOf(error)}`);
    });
  }

  #warnOfTimers({ name, instanceId }: Instance, count: number): void {
    const timers = count === 1 ? 'a timer' : `${count} timers`;
    const message = `${name} has come to its end with ${timers} open: ${instanceId} goes on until they fire; cancel them`;
    this.#log('warning', message);
  }

  #log(level: 'critical' | 'warning', message: string): void {
    this.#deps.log({ level, category: 'Host.Durable', message });
  }
}
