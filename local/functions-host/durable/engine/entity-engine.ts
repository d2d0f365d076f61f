import type { HostClock } from '../../clock.ts';
import type { HostLog } from '../../host-log.ts';
import { messageOf } from '../../host-log.ts';
import { BoundedQueue } from './activity-queue.ts';
import type { AnswerPost } from './answer-post.ts';
import type { EntityBatchResult, EntityRequest, EntityRunner, EntitySignal } from './entity-request.ts';
import type { InstanceStore } from './instance-store.ts';

export interface EntityEngineDeps {
  readonly store: InstanceStore;
  readonly runner: EntityRunner;
  readonly post: AnswerPost;
  readonly clock: HostClock;
  readonly nextSeq: () => number;
  /** Entities at work at a time. */
  readonly limit: number;
  /** Operations that one run of an entity function takes. */
  readonly batchSize: number;
  readonly log: HostLog;
}

/**
 * Carries entities on: one run of an entity at a time, over the operations that wait for it in the order of their
 * arrival. The operations go, and the new state, the answers and the signals sent come, in one transaction: whatever
 * kills the host, an operation has changed the state once.
 */
export class EntityEngine {
  readonly #deps: EntityEngineDeps;
  readonly #queue: BoundedQueue;
  readonly #waiting = new Map<string, EntityRequest[]>();
  readonly #busy = new Set<string>();

  constructor(deps: EntityEngineDeps) {
    this.#deps = deps;
    this.#queue = new BoundedQueue(deps.limit);
  }

  get isIdle(): boolean {
    return this.#queue.isIdle;
  }

  /** Takes up the operations that an earlier host left. */
  recover(): void {
    for (const request of this.#deps.store.readEntityRequests()) this.receive(request);
  }

  /** Resolves when the signal is written. */
  async signal(signal: EntitySignal): Promise<void> {
    const request = this.request(signal);
    await this.#deps.store.write((writer) => {
      writer.insertEntityRequest(request);
    });
    this.receive(request);
  }

  /** Makes a request of a signal, or of a call; it is to be written, then received. */
  request({ entityId, operation, input }: EntitySignal, replyTo?: EntityRequest['replyTo']): EntityRequest {
    return { seq: this.#deps.nextSeq(), entityId, operation, input, replyTo };
  }

  receive(request: EntityRequest): void {
    const waiting = this.#waiting.get(request.entityId);
    if (waiting === undefined) this.#waiting.set(request.entityId, [request]);
    else waiting.push(request);
    this.#wake(request.entityId);
  }

  /** Starts no further run; resolves when those under way are written. */
  async stop(): Promise<void> {
    await this.#queue.stop();
  }

  #wake(entityId: string): void {
    if (this.#busy.has(entityId) || !this.#waiting.has(entityId)) return;
    this.#busy.add(entityId);
    this.#queue.push(async () => {
      try {
        await this.#run(entityId);
      } catch (error) {
        // Only the store throws here. The entity stays busy: what is not written must not be built upon.
        const message = `${entityId}: a run could not be written: ${messageOf(error)}`;
        this.#deps.log({ level: 'critical', category: 'Host.Durable', message });
        return;
      }
      this.#busy.delete(entityId);
      this.#wake(entityId);
    });
  }

  async #run(entityId: string): Promise<void> {
    const { store, runner } = this.#deps;
    const waiting = this.#waiting.get(entityId) ?? [];
    const requests = waiting.splice(0, this.#deps.batchSize);
    if (waiting.length === 0) this.#waiting.delete(entityId);
    const state = store.readEntity(entityId)?.state;
    await this.#carryOut(entityId, requests, await runner.run({ entityId, state, requests }));
  }

  async #carryOut(
    entityId: string,
    requests: readonly EntityRequest[],
    { state, answers, signals }: EntityBatchResult,
  ): Promise<void> {
    const { store, post, clock } = this.#deps;
    const deliveries = requests.flatMap(({ replyTo }, index) => {
      const answer = answers[index] ?? { error: 'the entity gave no answer' };
      if (replyTo === undefined) return [];
      const delivery = post.prepare(
        replyTo,
        'result' in answer
          ? { type: 'task-completed', result: answer.result }
          : { type: 'task-failed', failure: { reason: answer.error, details: '' } },
      );
      return delivery === undefined ? [] : [delivery];
    });
    const sent = signals.map((signal) => this.request(signal));
    await store.write((writer) => {
      for (const { seq } of requests) writer.deleteEntityRequest(seq);
      if (state === undefined) writer.deleteEntity(entityId);
      else writer.putEntity({ entityId, state, updatedAt: clock.now() });
      for (const { message } of deliveries) writer.insertMessage(message);
      for (const request of sent) writer.insertEntityRequest(request);
    });
    for (const delivery of deliveries) post.receive(delivery);
    for (const request of sent) this.receive(request);
  }
}
