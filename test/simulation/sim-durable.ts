import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import type { RunId } from '../../shared/domain/run/run-id.ts';
import type { Random } from './random.ts';
import { SimOrchestration, type ActivityCall } from './sim-orchestration.ts';

/** How long an activity may be silent before it is run again, ms. */
const ACTIVITY_TIMEOUT_MS = 300_000;

interface Instance {
  readonly orchestration: SimOrchestration;
  failedAttempts: number;
  /** True time at which the activity is (again) to be run by some process. */
  dueAt: number;
}

/** Runs an activity on some process; rejects when it throws, never settles when the process dies. */
export type RunActivity = (call: ActivityCall) => Promise<unknown>;

/**
 * Durable Functions: it remembers how far each instance has come, whatever process dies, and runs activities at
 * least once.
 */
export class SimDurable implements Orchestrations {
  readonly #instances = new Map<RunId, Instance>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  async status(runId: RunId): Promise<'absent' | 'active' | 'ended'> {
    const instance = this.#instances.get(runId);
    if (instance === undefined) return 'absent';
    return instance.orchestration.call === undefined ? 'ended' : 'active';
  }

  async start(runId: RunId): Promise<'started' | 'already-started'> {
    if ((await this.status(runId)) === 'active') return 'already-started';
    // As on Azure: an instance that has ended is started anew under its id.
    this.#instances.set(runId, { orchestration: new SimOrchestration(runId), failedAttempts: 0, dueAt: 0 });
    return 'started';
  }

  /** The instant of the next activity, or undefined when no instance waits for one. */
  nextAt(): number | undefined {
    const active = this.#active();
    return active.length === 0 ? undefined : Math.min(...active.map(({ dueAt }) => dueAt));
  }

  /** Has an activity that is due run, now and then twice at once. */
  runOne(now: number, run: RunActivity): boolean {
    const due = this.#active().filter(({ dueAt }) => dueAt <= now);
    if (due.length === 0) return false;
    const instance = this.#random.pick(due);
    instance.dueAt = now + ACTIVITY_TIMEOUT_MS;
    const copies = this.#random.chance(0.15) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.#run(instance, now, run);
    return true;
  }

  #active(): Instance[] {
    return [...this.#instances.values()].filter(({ orchestration }) => orchestration.call !== undefined);
  }

  #run(instance: Instance, now: number, run: RunActivity): void {
    const { orchestration } = instance;
    const { call } = orchestration;
    if (call === undefined) return;
    // Only the first answer to a call counts; a late one finds the orchestration further on.
    run(call).then(
      (result) => {
        if (orchestration.call !== call) return;
        Object.assign(instance, { failedAttempts: 0, dueAt: 0 });
        orchestration.succeed(result);
      },
      (error: unknown) => {
        if (orchestration.call !== call) return;
        instance.failedAttempts += 1;
        instance.dueAt = now + 2_000;
        if (instance.failedAttempts < call.maxAttempts) return;
        Object.assign(instance, { failedAttempts: 0, dueAt: 0 });
        orchestration.fail(error);
      },
    );
  }
}
