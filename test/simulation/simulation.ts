import { createDeleteJob } from '../../shared/application/delete-job.ts';
import { createDispatchDueRuns, createDispatchJob } from '../../shared/application/dispatch-due-runs.ts';
import { createCommitResult, createRecordFailure } from '../../shared/application/finish-run.ts';
import { createMeasureStability } from '../../shared/application/measure-stability.ts';
import { createRecordStability } from '../../shared/application/record-stability.ts';
import { createRecoverStalledRuns } from '../../shared/application/recover-stalled-runs.ts';
import { createRegisterBaseline } from '../../shared/application/register-baseline.ts';
import { createScheduleJob } from '../../shared/application/schedule-job.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import {
  COMMIT_RESULT,
  commitResultInput,
  MEASURE_STABILITY,
  RECORD_FAILURE,
  RECORD_STABILITY,
  recordFailureInput,
  stabilityRunInput,
} from '../../shared/contracts/durable/stability-run.ts';
import { sha256Fingerprint } from '../../shared/adapters/ids/sha256-fingerprint.ts';
import type { JobDefinition } from '../../shared/domain/job/job-definition.ts';
import { NO_CALENDARS } from '../../shared/domain/schedule/exclusion.ts';
import { jobIdFrom } from '../support/example-job.ts';
import { MemoryBlobStore } from '../support/memory/memory-blobs.ts';
import {
  ALL_GUARDS,
  MemoryJobs,
  MemoryJobStore,
  MemoryRunStore,
  type Guards,
} from '../support/memory/memory-jobs.ts';
import { MemoryBaselineStore, MemoryStabilityStore, RecordingLog } from '../support/memory/memory-stores.ts';
import { Audit, type SimulationResult } from './audit.ts';
import { Random } from './random.ts';
import { SimBus } from './sim-bus.ts';
import { SimDurable } from './sim-durable.ts';
import { SimHost } from './sim-host.ts';
import type { ActivityCall } from './sim-orchestration.ts';
import * as hosted from './sim-ports.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const START = Date.parse('2026-03-29T00:50:00Z');

/** Trouble is made for this long; then processes stay up, and everything has time to settle. */
const TROUBLE_MS = 12 * MINUTE_MS;
const SETTLING_MS = 15 * MINUTE_MS;

const DISPATCH_EVERY_MS = 5 * SECOND_MS;
const RECOVER_EVERY_MS = 30 * SECOND_MS;

const PROCESSES = 3;

/** Jobs of different rhythms; the cron one crosses a change to summer time. */
const RECURRENCES: readonly JobDefinition['recurrences'][] = [
  [{ type: 'interval', everySeconds: 20, anchorAt: 0 }],
  [{ type: 'cron', dialect: 'unix5', expression: '*/2 * * * *', timeZone: 'Europe/Berlin', dst: 'shift' }],
  [{ type: 'once', at: START + 5 * MINUTE_MS }],
];

/**
 * Lets several processes of the app work on a handful of jobs while they are killed and stopped at every
 * possible moment, messages are late and doubled, activities run twice and clocks disagree; then looks whether
 * every slot has exactly one run or one reason, and every run one result.
 */
export async function simulate(seed: number, guards: Guards = ALL_GUARDS): Promise<SimulationResult> {
  const simulation = new Simulation(seed, guards);
  await simulation.run();
  return simulation.result();
}

class Simulation {
  readonly #random: Random;
  readonly #audit = new Audit();
  readonly #memory: MemoryJobs;
  readonly #jobs: MemoryJobStore;
  readonly #runs: MemoryRunStore;
  readonly #bus: SimBus;
  readonly #durable: SimDurable;
  readonly #stability = new MemoryStabilityStore();
  readonly #baselines = new MemoryBaselineStore();
  readonly #blobs = new MemoryBlobStore();
  readonly #log = new RecordingLog();
  readonly #hosts: SimHost[] = [];
  #processes = 0;
  #now = START;
  #nextDispatchAt = START;
  #nextRecoverAt = START;

  constructor(seed: number, guards: Guards) {
    this.#random = new Random(seed);
    this.#memory = new MemoryJobs({ guards, ...this.#audit.hooks });
    this.#jobs = new MemoryJobStore(this.#memory);
    this.#runs = new MemoryRunStore(this.#memory);
    this.#bus = new SimBus(this.#random);
    this.#durable = new SimDurable(this.#random);
    this.#blobs.put('baselines/m.csv', 'score\n1\n2\n3\n');
    this.#blobs.put('datasets/m.csv', 'score\n1\n2\n4\n');
    for (let index = 0; index < PROCESSES; index += 1) this.#startProcess();
  }

  async run(): Promise<void> {
    this.#scheduleJobs();
    while (this.#now < START + TROUBLE_MS + SETTLING_MS) {
      this.#launchWhatIsDue();
      this.#step();
      // Everything that the step set going runs on to its next halting place.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  result(): SimulationResult {
    const settledBefore = this.#now - SETTLING_MS / 2;
    return this.#audit.conclude(this.#memory, this.#stability, settledBefore);
  }

  #isTroubled(): boolean {
    return this.#now < START + TROUBLE_MS;
  }

  #startProcess(): void {
    this.#processes += 1;
    const skewMs = this.#random.chance(0.5) ? 0 : (this.#random.next() - 0.5) * 2 * 45 * SECOND_MS;
    this.#hosts.push(new SimHost(`p${this.#processes}`, Math.round(skewMs)));
  }

  #scheduleJobs(): void {
    RECURRENCES.forEach((recurrences, index) => {
      this.#launch(this.#anyHost(), (app) => app.scheduleJob(definition(`job-${index}`, recurrences)));
    });
  }

  #launchWhatIsDue(): void {
    if (this.#now >= this.#nextDispatchAt) {
      this.#nextDispatchAt = this.#now + DISPATCH_EVERY_MS;
      // Every process dispatches: there is no leader.
      for (const host of this.#hosts) this.#launch(host, (app) => app.dispatchDueRuns());
    }
    if (this.#now >= this.#nextRecoverAt) {
      this.#nextRecoverAt = this.#now + RECOVER_EVERY_MS;
      this.#launch(this.#anyHost(), (app) => app.recoverStalledRuns());
      if (this.#isTroubled()) this.#changeAJob();
    }
    const message = this.#bus.take(this.#now);
    if (message !== undefined) {
      this.#launch(this.#anyHost(), (app) => app.startRun(message.runId), message);
    }
    this.#durable.runOne(this.#now, (call) => this.#app(this.#anyHost()).activity(call));
  }

  /** Now and then the third job's neighbour is deleted, and defined anew under the same id. */
  #changeAJob(): void {
    const jobId = jobIdFrom('job-churn');
    const recurrences = RECURRENCES[this.#random.below(2)] ?? [];
    if (this.#random.chance(0.5)) this.#launch(this.#anyHost(), (app) => app.deleteJob(jobId));
    else this.#launch(this.#anyHost(), (app) => app.scheduleJob(definition('job-churn', recurrences)));
  }

  /** One thing happens: trouble, the passing of time, or a halted call going on. */
  #step(): void {
    if (this.#isTroubled() && this.#random.chance(0.01)) this.#trouble();
    const ready = this.#hosts.filter((host) => host.haltedCalls > 0 && host.stoppedUntil <= this.#now);
    if (ready.length === 0) {
      this.#now = this.#nextEventAt();
      return;
    }
    if (this.#random.chance(0.02)) this.#now += this.#random.below(3 * SECOND_MS);
    const host = this.#random.pick(ready);
    host.resume(this.#random.below(host.haltedCalls));
  }

  #trouble(): void {
    const host = this.#random.pick(this.#hosts);
    if (this.#random.chance(0.4)) {
      host.stoppedUntil = this.#now + 40 * SECOND_MS;
      return;
    }
    host.crash();
    this.#hosts.splice(this.#hosts.indexOf(host), 1);
    this.#startProcess();
  }

  #nextEventAt(): number {
    const stopped = this.#hosts.filter(({ haltedCalls }) => haltedCalls > 0);
    const instants = [
      this.#nextDispatchAt,
      this.#nextRecoverAt,
      this.#bus.nextAt() ?? Infinity,
      this.#durable.nextAt() ?? Infinity,
      ...stopped.map(({ stoppedUntil }) => stoppedUntil),
    ];
    return Math.max(this.#now, Math.min(...instants));
  }

  #anyHost(): SimHost {
    return this.#random.pick(this.#hosts);
  }

  #launch(
    host: SimHost,
    work: (app: App) => Promise<unknown>,
    message?: { complete(): void; abandon(): void },
  ): void {
    work(this.#app(host)).then(
      () => message?.complete(),
      () => message?.abandon(),
    );
  }

  #app(host: SimHost): App {
    const stores = {
      jobs: hosted.hostedJobs(host, this.#jobs),
      runs: hosted.hostedRuns(host, this.#runs),
      queue: hosted.hostedQueue(host, this.#bus),
      baselines: hosted.hostedBaselines(host, this.#baselines),
      blobs: hosted.hostedBlobs(host, this.#blobs),
      stability: hosted.hostedStability(host, this.#stability),
      clock: { now: () => this.#now + host.skewMs },
      log: this.#log,
      fingerprint: sha256Fingerprint,
      lookAheadMs: 90 * SECOND_MS,
    };
    return createApp(stores, {
      status: (runId) => host.call(() => this.#durable.status(runId)),
      start: (runId) => host.call(() => this.#durable.start(runId)),
    });
  }
}

type App = ReturnType<typeof createApp>;

/** The use cases of one process, as functions/main.ts puts them together. */
function createApp(
  stores: Parameters<typeof createMeasureStability>[0] &
    Parameters<typeof createDispatchDueRuns>[0] &
    Parameters<typeof createRegisterBaseline>[0] &
    Parameters<typeof createRecordStability>[0],
  orchestrations: Parameters<ReturnType<typeof createStartRun>>[1],
) {
  const startRun = createStartRun(stores);
  const measureStability = createMeasureStability(stores);
  const commitResult = createCommitResult(stores);
  const recordStability = createRecordStability(stores);
  const recordFailure = createRecordFailure(stores);
  const registerBaseline = createRegisterBaseline(stores);
  const dispatchJob = createDispatchJob(stores);
  return {
    scheduleJob: createScheduleJob({
      ...stores,
      loadCalendars: async () => NO_CALENDARS,
      registerBaseline,
      dispatchJob,
    }),
    deleteJob: createDeleteJob(stores),
    dispatchDueRuns: createDispatchDueRuns(stores),
    recoverStalledRuns: createRecoverStalledRuns(stores),
    startRun: (runId: Parameters<typeof startRun>[0]) => startRun(runId, orchestrations),
    activity: async ({ activity, input }: ActivityCall): Promise<unknown> => {
      switch (activity) {
        case MEASURE_STABILITY:
          return measureStability(stabilityRunInput.parse(input).runId);
        case COMMIT_RESULT: {
          const { runId, result } = commitResultInput.parse(input);
          return commitResult(runId, result);
        }
        case RECORD_STABILITY:
          return recordStability(stabilityRunInput.parse(input).runId);
        case RECORD_FAILURE: {
          const { runId, failure } = recordFailureInput.parse(input);
          return recordFailure(runId, failure);
        }
        default:
          throw new Error(`There is no activity '${activity}'.`);
      }
    },
  };
}

function definition(jobId: string, recurrences: JobDefinition['recurrences']): JobDefinition {
  return {
    jobId: jobIdFrom(jobId),
    kind: 'stability',
    valueStream: 'simulated',
    task: {
      modelId: 'm',
      baseline: 'baselines/m.csv',
      current: 'datasets/m.csv',
      scoreColumn: 'score',
      characteristics: 'all',
      columnTypes: {},
      thresholds: { moderate: 0.1, significant: 0.25 },
      recipients: [],
    },
    recurrences,
  };
}
