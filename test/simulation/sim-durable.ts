import { collectReportJob } from '../../shared/kinds/report-collection/functions/collect-report-job.ts';
import { runStabilityJob } from '../../shared/kinds/stability/functions/run-stability-job.ts';
import type { Orchestrations, WorkToStart } from '../../shared/application/ports/orchestrations.ts';
import { ORCHESTRATORS } from '../../shared/kinds/kind-lists.ts';
import { COLLECT_REPORT_JOB } from '../../shared/kinds/report-collection/contracts/report-collection-run.ts';
import { RUN_STABILITY_JOB } from '../../shared/kinds/stability/contracts/stability-run.ts';
import { attemptIdOf, type RunAttempt } from '../../shared/domain/run/run-id.ts';
import type { Random } from './random.ts';
import { SimOrchestration, type ActivityTask, type Orchestrator } from './sim-orchestration.ts';

/** How long an activity may be silent before it is run again, ms. */
const ACTIVITY_TIMEOUT_MS = 120_000;

/** Runs an activity on some process; rejects when it throws, never settles when the process dies. */
export type RunActivity = (call: { readonly activity: string; readonly input: unknown }) => Promise<unknown>;

/** By the names under which they are registered. */
const FUNCTIONS: Readonly<Record<string, Orchestrator>> = {
  [RUN_STABILITY_JOB]: runStabilityJob,
  [COLLECT_REPORT_JOB]: collectReportJob,
};

interface Weather {
  readonly now: () => number;
  readonly random: Random;
  readonly isTroubled: () => boolean;
}

/**
 * Durable Functions: it remembers how far each instance has come, whatever process dies, and runs activities at
 * least once.
 */
export class SimDurable implements Orchestrations {
  readonly #active = new Map<string, SimOrchestration>();
  readonly #ended = new Set<string>();
  readonly #weather: Weather;

  constructor(weather: Weather) {
    this.#weather = weather;
  }

  get activeInstances(): number {
    return this.#active.size;
  }

  async status({ runId, attempt }: RunAttempt): Promise<'absent' | 'active' | 'ended'> {
    const name = attemptIdOf(runId, attempt);
    if (this.#active.has(name)) return 'active';
    return this.#ended.has(name) ? 'ended' : 'absent';
  }

  async start({ kind, ...input }: WorkToStart): Promise<'started' | 'already-started'> {
    const name = attemptIdOf(input.runId, input.attempt);
    if (this.#active.has(name)) return 'already-started';
    const orchestrator = FUNCTIONS[ORCHESTRATORS[kind]];
    if (orchestrator === undefined) throw new Error(`There is no orchestrator of '${kind}'.`);
    // As on Azure: an instance that has ended is started anew under its id.
    this.#active.set(name, new SimOrchestration(orchestrator, input, this.#weather.now));
    this.#forgetEnded(name);
    return 'started';
  }

  async cancel({ runId, attempt }: RunAttempt): Promise<'told' | 'nobody'> {
    const name = attemptIdOf(runId, attempt);
    const active = this.#active.get(name);
    active?.raiseEvent();
    this.#forgetEnded(name);
    return active === undefined ? 'nobody' : 'told';
  }

  async wake(): Promise<void> {
    // What rests here is not woken: as on Azure, where a wake may be lost.
  }

  /** The instant of the next activity or timer; infinite when no instance waits for one. */
  nextAt(): number {
    let next = Infinity;
    for (const orchestration of this.#active.values()) {
      next = Math.min(next, orchestration.nextTimerAt());
      for (const { dueAt } of orchestration.activities) next = Math.min(next, dueAt);
    }
    return next;
  }

  /** Fires the timers that are due and has one activity that is due run, now and then twice at once. */
  runOne(run: RunActivity): void {
    const { now, random, isTroubled } = this.#weather;
    const due: (() => void)[] = [];
    for (const [name, orchestration] of this.#active) {
      if (orchestration.nextTimerAt() <= now()) orchestration.fireTimers(now());
      this.#forgetEnded(name);
      for (const task of orchestration.activities) {
        if (task.dueAt <= now())
          due.push(() => {
            this.#run(name, { orchestration, task }, run);
          });
      }
    }
    if (due.length === 0) return;
    const runActivity = random.pick(due);
    runActivity();
    if (isTroubled() && random.chance(0.15)) runActivity();
  }

  #forgetEnded(name: string): void {
    if (this.#active.get(name)?.hasEnded !== true) return;
    this.#active.delete(name);
    this.#ended.add(name);
  }

  #run(
    name: string,
    { orchestration, task }: { readonly orchestration: SimOrchestration; readonly task: ActivityTask },
    run: RunActivity,
  ): void {
    task.dueAt = this.#weather.now() + ACTIVITY_TIMEOUT_MS;
    // Only the first answer to a call counts; a late one finds the orchestration further on.
    run(task).then(
      (result) => {
        orchestration.succeed(task, result);
        this.#forgetEnded(name);
      },
      (error: unknown) => {
        if (task.isCompleted) return;
        task.failures += 1;
        const { backoffCoefficient, firstRetryIntervalInMilliseconds, maxNumberOfAttempts } = task.retry;
        task.dueAt =
          this.#weather.now() + firstRetryIntervalInMilliseconds * backoffCoefficient ** (task.failures - 1);
        if (task.failures < maxNumberOfAttempts) return;
        orchestration.fail(task, error);
        this.#forgetEnded(name);
      },
    );
  }
}
