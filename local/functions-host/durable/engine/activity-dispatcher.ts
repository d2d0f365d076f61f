import type { HostLog } from '../../host-log.ts';
import { messageOf } from '../../host-log.ts';
import type { HostClock } from '../../clock.ts';
import { MessageBrake, type Precedence } from './message-brake.ts';
import type { ActivityResult, ActivityRunner, ActivityWork } from './activity-queue.ts';
import { BoundedQueue } from './activity-queue.ts';
import type { AnswerPost } from './answer-post.ts';
import type { InstanceStore } from './instance-store.ts';

export interface ActivityDispatcherDeps {
  readonly store: InstanceStore;
  readonly runner: ActivityRunner;
  readonly post: AnswerPost;
  readonly limit: number;
  readonly precedence: Precedence;
  readonly clock: HostClock;
  readonly log: HostLog;
}

/** Runs written activities, a number of them at a time, and sends their answers. */
export class ActivityDispatcher {
  readonly #deps: ActivityDispatcherDeps;
  readonly #queue: BoundedQueue;
  readonly #brake: MessageBrake;
  #isStopped = false;

  constructor(deps: ActivityDispatcherDeps) {
    this.#deps = deps;
    this.#brake = new MessageBrake(deps.precedence, deps.clock, () => {
      this.#queue.startWaiting();
    });
    this.#queue = new BoundedQueue(deps.limit, () => this.#brake.mayStart());
  }

  get isIdle(): boolean {
    return this.#queue.isIdle;
  }

  push(work: ActivityWork): void {
    this.#queue.push(async () => {
      const result = await this.#deps.runner.run(work);
      try {
        await this.#answer(work, result);
      } catch (error) {
        const fate = this.#isStopped ? 'it ended after the host and will be run again' : messageOf(error);
        const level = this.#isStopped ? 'warning' : 'critical';
        const message = `${work.name}: its answer could not be written: ${fate}`;
        this.#deps.log({ level, category: 'Host.Durable', message });
      }
    });
  }

  /** Starts none; resolves when those under way are written. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#brake.release();
    await this.#queue.stop();
  }

  /** The activity goes and its answer comes in one transaction, so that a completed activity is never run again. */
  async #answer(work: ActivityWork, result: ActivityResult): Promise<void> {
    const delivery = this.#deps.post.prepare(
      work,
      'result' in result
        ? { type: 'task-completed', result: result.result }
        : { type: 'task-failed', failure: result.failure },
    );
    await this.#deps.store.write((writer) => {
      writer.deleteActivity(work.seq);
      if (delivery !== undefined) writer.insertMessage(delivery.message);
    });
    if (delivery !== undefined) this.#deps.post.receive(delivery);
  }
}
