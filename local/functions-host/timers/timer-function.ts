import type { HostClock } from '../clock.ts';
import type { HostLog } from '../host-log.ts';
import { messageOf } from '../host-log.ts';
import { HostStartError } from '../host-start-error.ts';
import type { FunctionDefinition, TimerTrigger } from '../worker/function-definition.ts';
import type { Invoker } from '../worker/invoker.ts';
import type { CronSchedule } from './ncrontab.ts';
import { parseNcrontab } from './ncrontab.ts';
import type { TimerStatus, TimerStatusStore } from './timer-status-store.ts';

export interface TimerFunctionDeps {
  readonly invoker: Invoker;
  readonly store: TimerStatusStore;
  readonly clock: HostClock;
  readonly log: HostLog;
}

/** A timer at one moment; instants in epoch milliseconds. */
export interface TimerSnapshot {
  readonly name: string;
  readonly schedule: string;
  readonly isRunning: boolean;
  /** The instant of the schedule that ran last; a run asked for by hand is none. */
  readonly last: number | undefined;
  readonly next: number | undefined;
}

/** The platform keeps no status of timers more frequent than this: a missed run is made up by the next at once. */
const SHORTEST_MONITORED_INTERVAL_MS = 60_000;

/**
 * Runs one timer function at the instants of its schedule. Runs never overlap: the next instant is worked out when a
 * run has ended, so those that pass meanwhile are skipped.
 */
export class TimerFunction {
  readonly name: string;
  readonly #definition: FunctionDefinition<TimerTrigger>;
  readonly #deps: TimerFunctionDeps;
  readonly #schedule: CronSchedule;
  #status: TimerStatus | undefined;
  #running: Promise<void> = Promise.resolve();
  #scheduled: Promise<void> = Promise.resolve();
  #callOff: (() => void) | undefined;
  #isStopped = false;
  #runningCount = 0;

  /** @throws HostStartError when the schedule is not an NCRONTAB expression. */
  constructor(definition: FunctionDefinition<TimerTrigger>, deps: TimerFunctionDeps) {
    this.name = definition.name;
    this.#definition = definition;
    this.#deps = deps;
    try {
      this.#schedule = parseNcrontab(definition.trigger.schedule);
    } catch (error) {
      throw new HostStartError(`function "${definition.name}": schedule: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  get snapshot(): TimerSnapshot {
    const { last, next } = this.#status ?? { last: undefined, next: undefined };
    const { schedule } = this.#definition.trigger;
    return { name: this.name, schedule, isRunning: this.#runningCount > 0, last, next };
  }

  /** Runs at once when a run was missed while the host was down (or `runOnStartup` asks for it), then by schedule. */
  start(): void {
    const now = this.#deps.clock.now();
    const isMonitored = this.#isMonitored(now);
    if (isMonitored) this.#status = this.#deps.store.read(this.name);
    const isPastDue = this.#status?.next !== undefined && this.#status.next < now;
    if (isPastDue || this.#definition.trigger.runOnStartup) {
      this.#begin(isPastDue);
      return;
    }
    this.#status = { last: this.#status?.last, next: this.#schedule.next(now), updated: now };
    if (isMonitored) this.#deps.store.write(this.name, this.#status);
    this.#arm();
  }

  /** Runs now, after a run that is under way. The schedule is not moved. @throws what the function threw. */
  async runNow(): Promise<void> {
    const run = this.#running.then(async () => this.#invoke(false));
    this.#running = run.catch(() => undefined);
    return run;
  }

  /** Starts no further run; resolves when the one under way has ended and is written down. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#callOff?.();
    await this.#scheduled;
  }

  #begin(isPastDue: boolean): void {
    this.#scheduled = this.#runNext(isPastDue);
  }

  #arm(): void {
    const next = this.#status?.next;
    if (next === undefined || this.#isStopped) return;
    this.#callOff = this.#deps.clock.schedule(next, () => {
      this.#begin(false);
    });
  }

  async #runNext(isPastDue: boolean): Promise<void> {
    const due = this.#status?.next ?? this.#deps.clock.now();
    const run = this.#running.then(async () => this.#invoke(isPastDue));
    this.#running = run.then(
      () => undefined,
      (error: unknown) => {
        this.#deps.log({ level: 'error', category: `Function.${this.name}`, message: messageOf(error) });
      },
    );
    await this.#running;
    // Also when the host is stopping: a run that has ended is not to be made up for at the next start.
    const now = this.#deps.clock.now();
    this.#status = { last: due, next: this.#schedule.next(Math.max(now, due)), updated: now };
    if (this.#isMonitored(now)) this.#deps.store.write(this.name, this.#status);
    this.#arm();
  }

  async #invoke(isPastDue: boolean): Promise<void> {
    const { last, next, updated } = this.#status ?? { last: undefined, next: undefined, updated: 0 };
    const value = {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: { Last: toIso(last), Next: toIso(next), LastUpdated: toIso(updated) },
      IsPastDue: isPastDue,
    };
    this.#runningCount += 1;
    try {
      await this.#deps.invoker.invoke(this.#definition, { input: { json: JSON.stringify(value) } });
    } finally {
      this.#runningCount -= 1;
    }
  }

  #isMonitored(now: number): boolean {
    if (!this.#definition.trigger.useMonitor) return false;
    const first = this.#schedule.next(now);
    const second = first === undefined ? undefined : this.#schedule.next(first);
    return first === undefined || second === undefined || second - first >= SHORTEST_MONITORED_INTERVAL_MS;
  }
}

/** An unknown instant is written as .NET's `default(DateTime)`. */
function toIso(at: number | undefined): string {
  return at === undefined ? '0001-01-01T00:00:00' : new Date(at).toISOString();
}
