import type { HostLog } from '../../host-log.ts';
import type { ActivityResult, ActivityRunner, ActivityWork } from '../engine/activity-queue.ts';
import { seededRandom } from './seeded-random.ts';

/**
 * Runs one activity in four a second time. Activities run at least once: a host that dies between an activity's end and
 * the writing of its answer runs it again, and either run's answer may be the one that counts.
 */
export class RepeatedActivities implements ActivityRunner {
  readonly #inner: ActivityRunner;
  readonly #seed: number;
  readonly #log: HostLog;

  constructor(inner: ActivityRunner, { seed, log }: { readonly seed: number; readonly log: HostLog }) {
    this.#inner = inner;
    this.#seed = seed;
    this.#log = log;
  }

  async run(work: ActivityWork): Promise<ActivityResult> {
    const first = await this.#inner.run(work);
    const random = seededRandom(this.#seed, work.instanceId, work.taskId, work.name);
    if (random() >= 0.25) return first;
    const second = await this.#inner.run(work);
    const isSecondUsed = random() < 0.5;
    const message = `activity ${work.name} of ${work.instanceId} was run twice (${isSecondUsed ? 'second' : 'first'} result used)`;
    this.#log({ level: 'information', category: 'Host.Durable.Strict', message });
    return isSecondUsed ? second : first;
  }
}
