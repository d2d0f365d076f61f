import type { HostClock } from '../../clock.ts';
import type { ActivityWork } from './activity-queue.ts';
import type { AnswerPost, Delivery } from './answer-post.ts';
import type { EntityEngine } from './entity-engine.ts';
import type { EntityRequest } from './entity-request.ts';
import type { Instance } from './instance.ts';
import type { StoredMessage, StoreWriter } from './instance-store.ts';
import type { Birth, Live, LiveInstances } from './live-instances.ts';
import { callOffTimers, writeBirth } from './live-instances.ts';
import type { ScheduledChild, TurnEffects } from './turn-effects.ts';

export interface TurnOutboxDeps {
  readonly instances: LiveInstances;
  readonly entities: EntityEngine;
  readonly post: AnswerPost;
  readonly clock: HostClock;
  readonly newExecutionId: () => string;
  /** Of orchestrations that are started without a version. */
  readonly defaultVersion: string | undefined;
}

/** What a turn sends into the world; it is written with the turn, and goes out after that. */
export interface Outgoing {
  readonly deliveries: readonly Delivery[];
  readonly activities: readonly ActivityWork[];
  readonly requests: readonly EntityRequest[];
  readonly births: readonly Birth[];
  /** Sequence numbers of timers' messages that will not come any more. */
  readonly calledOff: readonly number[];
}

/** Turns the effects of a turn into numbered messages, activities, requests and children. */
export class TurnOutbox {
  readonly #deps: TurnOutboxDeps;

  constructor(deps: TurnOutboxDeps) {
    this.#deps = deps;
  }

  collect(live: Live, effects: TurnEffects): Outgoing {
    const { instanceId, executionId } = live.instance;
    const { entities, instances } = this.#deps;
    const children = effects.children.map((child) => this.#bear(live, child));
    return {
      deliveries: [
        ...this.#ownMessages(live, effects),
        ...children.flatMap(({ refused }) => (refused === undefined ? [] : [{ live, message: refused }])),
        ...this.#parentNotice(effects),
      ],
      activities: effects.activities.map((activity) => ({
        seq: instances.nextSeq(),
        instanceId,
        executionId,
        ...activity,
      })),
      requests: effects.operations.map(({ taskId, isSignal, ...operation }) =>
        entities.request(operation, isSignal ? undefined : { instanceId, executionId, taskId }),
      ),
      births: children.flatMap(({ birth }) => (birth === undefined ? [] : [birth])),
      calledOff: callOffTimers(live, (taskId) => effects.cancelledTimers.includes(taskId)),
    };
  }

  /** Timers, and the beginning of a new execution. */
  #ownMessages(live: Live, { timers, isNewExecution }: TurnEffects): Delivery[] {
    const { instances } = this.#deps;
    const { instanceId, executionId } = live.instance;
    const messages = timers.map(({ taskId, dueAt }) =>
      instances.message(instanceId, { type: 'timer-fired', executionId, taskId }, dueAt),
    );
    if (isNewExecution) messages.push(instances.message(instanceId, { type: 'execution-started' }));
    return messages.map((message) => ({ live, message }));
  }

  #parentNotice({ parentNotice }: TurnEffects): Delivery[] {
    if (parentNotice === undefined) return [];
    const delivery = this.#deps.post.prepare(parentNotice.to, parentNotice.answer);
    return delivery === undefined ? [] : [delivery];
  }

  /** A finished instance of the child's id is replaced; an id that is in use is refused. */
  #bear({ instance: parent }: Live, child: ScheduledChild): { birth?: Birth; refused?: StoredMessage } {
    const { instances, newExecutionId, clock, defaultVersion } = this.#deps;
    const { instanceId, name, input = 'null', taskId, version } = child;
    if (instances.find(instanceId) !== undefined) return { refused: this.#refusal(parent, child) };
    const link = { instanceId: parent.instanceId, executionId: parent.executionId, taskId };
    const birth = instances.give(
      { instanceId, name, input, version: version ?? defaultVersion },
      { executionId: newExecutionId(), now: clock.now(), parent: link },
    );
    return { birth };
  }

  #refusal({ instanceId, executionId }: Instance, child: ScheduledChild): StoredMessage {
    const reason = `An orchestration with the instance ID ${child.instanceId} already exists.`;
    const failure = { reason, details: '' };
    const { taskId } = child;
    return this.#deps.instances.message(instanceId, { type: 'task-failed', executionId, taskId, failure });
  }
}

/** Writes a turn whole: what it took goes, what it came to and what it sends comes. */
export function writeTurn(
  writer: StoreWriter,
  before: Instance,
  { effects, outgoing }: { readonly effects: TurnEffects; readonly outgoing: Outgoing },
): void {
  for (const { seq } of effects.taken) writer.deleteMessage(seq);
  for (const seq of outgoing.calledOff) writer.deleteMessage(seq);
  if (effects.isNewExecution) writer.clearHistory(before.instanceId);
  else writer.appendHistory(before.instanceId, before.turns, effects.events);
  writer.putInstance(effects.instance);
  for (const { message } of outgoing.deliveries) writer.insertMessage(message);
  for (const work of outgoing.activities) writer.insertActivity(work);
  for (const request of outgoing.requests) writer.insertEntityRequest(request);
  for (const birth of outgoing.births) writeBirth(writer, birth);
}
