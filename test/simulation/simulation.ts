import type { BlobFile, BlobStore } from '../../shared/application/ports/blob-store.ts';
import { InvalidInput, Unavailable } from '../../shared/domain/errors.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import { isFinished } from '../../shared/domain/run/run.ts';
import { NO_CALENDARS } from '../../shared/domain/schedule/exclusion.ts';
import { MemoryBackfillStore } from '../support/memory/memory-backfills.ts';
import { MemoryBlobStore } from '../support/memory/memory-blobs.ts';
import { ALL_GUARDS, MemoryJobs, MemoryRunStore, type Guards } from '../support/memory/memory-jobs.ts';
import { MemoryModelStore } from '../support/memory/memory-models.ts';
import { MemorySlotStore } from '../support/memory/memory-slots.ts';
import {
  MemoryBaselineStore,
  MemoryGateStore,
  MemoryStabilityStore,
  RecordingLog,
} from '../support/memory/memory-stores.ts';
import { MemoryModelStandings } from '../support/memory/memory-standings.ts';
import { Audit } from './audit/audit.ts';
import { shown } from './audit/findings.ts';
import { LAST_TRY } from './audit/watch-collections.ts';
import { CollectionWorld } from './collections/collection-world.ts';
import { ALL_COLLECTION_GUARDS, type CollectionGuards } from './collections/sim-leases.ts';
import { doSomething } from './people.ts';
import { Random } from './random.ts';
import {
  drawCollectionScenario,
  drawDefinition,
  drawScenario,
  START,
  type Scenario,
  type World,
} from './scenario.ts';
import { createApp, type App } from './sim-app.ts';
import { SimBus } from './sim-bus.ts';
import { SimDurable } from './sim-durable.ts';
import { SimHost } from './sim-host.ts';
import * as hosted from './sim-ports.ts';
import { WatchedJobStore } from './watched-job-store.ts';
import { isIn } from './window.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const RECOVER_EVERY_MS = 30 * SECOND_MS;

const NO_SECRETS = { get: () => undefined };

/** What has not settled so long after all trouble never will: a full lane of 500 runs a minute each takes 8 hours. */
const SETTLED_AFTER_MS = 12 * HOUR_MS;

/** Promises that follow one another between two halting places, mostly. */
const SOME_TICKS = 12;

/** More steps than any scenario needs: something goes round in circles. */
const MAX_STEPS = 300_000;

/** The conditions that writes are made under, those of the gates included. */
export interface AllGuards extends Guards, CollectionGuards {
  readonly gateVersion: boolean;
}

export const EVERY_GUARD: AllGuards = { ...ALL_GUARDS, ...ALL_COLLECTION_GUARDS, gateVersion: true };

export interface SimulationOptions {
  /** Default: stability. */
  readonly world?: World;
  readonly guards?: AllGuards;
  /** How long there is trouble; drawn for each seed when absent. */
  readonly minutes?: number | undefined;
  /** Told what happens, a line each. */
  readonly trace?: (line: string) => void;
}

export interface SimulationResult {
  readonly slots: number;
  readonly runs: number;
  readonly steps: number;
  /** What must never be, in words; empty when all is well. */
  readonly violations: readonly string[];
}

/**
 * Lets several processes of the app work on a handful of jobs while they are killed, stopped and cut off at every
 * possible moment, messages are late and doubled, activities run twice, clocks disagree and people change their
 * minds; then looks whether every slot has exactly one answer and no rule was broken on the way.
 */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<SimulationResult> {
  const simulation = new Simulation(seed, options);
  await simulation.run();
  return simulation.result();
}

class Simulation {
  readonly #random: Random;
  readonly #scenario: Scenario;
  readonly #trace: (line: () => string) => void;
  readonly #audit: Audit;
  readonly #memory: MemoryJobs;
  readonly #jobs: WatchedJobStore;
  readonly #runs: MemoryRunStore;
  readonly #backfills: MemoryBackfillStore;
  readonly #gates: MemoryGateStore;
  readonly #slotStore: MemorySlotStore;
  readonly #bus: SimBus;
  readonly #durable: SimDurable;
  readonly #stability = new MemoryStabilityStore();
  readonly #standings = new MemoryModelStandings();
  readonly #baselines = new MemoryBaselineStore();
  readonly #models = new MemoryModelStore(this.#baselines);
  readonly #blobs = new MemoryBlobStore();
  readonly #collections: CollectionWorld;
  readonly #log = new RecordingLog();
  readonly #violations: string[] = [];
  readonly #now = (): number => this.#time;
  #hosts: { readonly host: SimHost; readonly app: App }[] = [];
  #started = 0;
  #idsGiven = 0;
  #time = START;
  #nextDispatchAt = START;
  #nextRecoverAt = START + RECOVER_EVERY_MS;
  #nextActionAt: number;
  #steps = 0;

  constructor(seed: number, { world, guards = EVERY_GUARD, minutes, trace }: SimulationOptions) {
    this.#random = new Random(seed);
    this.#trace = (line) => {
      trace?.(`${shown(this.#time)} ${line()}`);
    };
    const draw = world === 'collections' ? drawCollectionScenario : drawScenario;
    this.#scenario = draw(this.#random, minutes);
    this.#nextActionAt = START + this.#scenario.actionEveryMs;
    this.#untried = [...this.#scenario.jobIds];
    this.#memory = new MemoryJobs({
      guards,
      onJobWrite: (before, after) => {
        this.#audit.jobWritten(before, after);
        this.#trace(
          () =>
            `${after.jobId} is ${after.state}, generation ${after.generation}, next ${shown(after.nextDueAt ?? 0)}`,
        );
      },
      onRunWrite: (before, after) => {
        this.#audit.runWritten(before, after);
        this.#trace(() => `${after.runId} ${before?.state ?? ''} -> ${JSON.stringify(after)}`);
      },
    });
    const weather = { now: this.#now, random: this.#random, isTroubled: () => this.#isTroubled() };
    const report = (violation: string): void => {
      this.#violations.push(violation);
      this.#trace(() => `VIOLATION ${violation}`);
    };
    this.#collections = new CollectionWorld({
      ...{ ...weather, guards, report, trace: this.#trace },
      ...{ blobs: this.#blobs, runs: this.#memory.runs },
      scenario: this.#scenario.collections,
    });
    this.#audit = new Audit({
      ...{ ...weather, scenario: this.#scenario, memory: this.#memory, report },
      collections: this.#collections.watch,
    });
    this.#jobs = new WatchedJobStore(this.#memory, this.#audit);
    this.#runs = new MemoryRunStore(this.#memory);
    this.#backfills = new MemoryBackfillStore(this.#memory);
    this.#slotStore = new MemorySlotStore(this.#memory);
    this.#gates = new MemoryGateStore({ isGuarded: guards.gateVersion });
    this.#bus = new SimBus(weather);
    this.#durable = new SimDurable(weather);
    this.#blobs.put('baselines/m.csv', 'score\n1\n2\n');
    this.#blobs.put('baselines/r.csv', 'value\n1\n2\n');
    this.#blobs.put('datasets/m.csv', 'score\n1\n2\n');
    for (let index = 0; index < this.#scenario.processes; index += 1) this.#startProcess();
  }

  async run(): Promise<void> {
    for (const jobId of this.#scenario.jobIds) {
      const definition = drawDefinition(this.#random, this.#scenario, jobId);
      this.#launch('schedule', (app) => app.scheduleJob(definition, { author: 'ann' }));
    }
    while (!this.#isOver()) {
      this.#launchWhatIsDue();
      if (this.#step()) {
        // What the step set going runs on, as a rule to its next halting place.
        for (let tick = 0; tick < SOME_TICKS; tick += 1) await Promise.resolve();
        continue;
      }
      // Nothing can go on. Only when that is certain does time pass.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#ready().length === 0) this.#time = this.#nextEventAt();
    }
    const gates = await Array.fromAsync(this.#gates.inUse());
    const leases = await this.#collections.leftLeases();
    this.#slots = this.#audit.conclude({ gates, leases, stability: this.#stability });
  }

  #slots = 0;

  result(): SimulationResult {
    return {
      slots: this.#slots,
      runs: this.#memory.runs.all().length,
      steps: this.#steps,
      violations: this.#violations,
    };
  }

  #isTroubled(): boolean {
    return !this.#scenario.isCalm && this.#time < this.#scenario.endAt;
  }

  #isOver(): boolean {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS) {
      this.#violations.push(`It goes round in circles: ${this.#steps} steps`);
      return true;
    }
    if (this.#time > this.#scenario.endAt + SETTLED_AFTER_MS) return true;
    return this.#isSettled && !this.#tryOneMore();
  }

  /** Collects each report once more when all is well, one after the other: nothing may be in the way any more. */
  #tryOneMore(): boolean {
    const { collections, jobIds } = this.#scenario;
    const isFirst = this.#untried.length === jobIds.length;
    const jobId = this.#untried.shift();
    if (jobId === undefined || collections === undefined) return false;
    this.#isSettled = false;
    this.#wasSettled = false;
    // By then whatever was asked for is given up, by the clock of any process.
    if (isFirst) this.#time += collections.abandonSeconds * SECOND_MS + 2 * MINUTE_MS;
    const request = { author: 'ann', reason: LAST_TRY, idempotencyKey: LAST_TRY };
    this.#launch('last try', (app) => app.triggerRun(jobId, request));
    return true;
  }

  #isSettled = false;
  #wasSettled = false;
  readonly #untried: JobId[];

  /** Nothing is on its way and nothing is to come. */
  #looksSettled(): boolean {
    if (this.#time < this.#scenario.endAt + MINUTE_MS) return false;
    if (this.#bus.pending + this.#durable.activeInstances > 0) return false;
    if (this.#hosts.some(({ host }) => host.nextAt() < Infinity)) return false;
    const isBusy = this.#memory.jobs
      .all()
      .some(({ value: { state } }) => state === 'active' || state === 'paused' || state === 'quarantined');
    const isFilling = this.#memory.backfills
      .all()
      .some(({ value: { state } }) => state !== 'completed' && state !== 'cancelled');
    return !isBusy && !isFilling && this.#memory.runs.all().every(({ value }) => isFinished(value));
  }

  #startProcess(): void {
    this.#started += 1;
    const { isSkewed, haltChance } = this.#scenario;
    const skewMs = isSkewed ? Math.round((this.#random.next() - 0.5) * 90 * SECOND_MS) : 0;
    const host = new SimHost(`p${this.#started}`, skewMs, {
      now: this.#now,
      tick: () => {
        this.#time += 1;
      },
      random: this.#random,
      haltChance,
      hangChance: () => (this.#isTroubled() ? this.#scenario.hangChance : 0),
      standstillShare: this.#scenario.collections === undefined ? 0 : 0.3,
      faultChance: () => {
        if (!this.#isTroubled()) return 0;
        return isIn(this.#scenario.storesAway, this.#time) ? 0.6 : 0.003;
      },
    });
    this.#hosts.push({ host, app: this.#createApp(host) });
  }

  #launchWhatIsDue(): void {
    const now = this.#time;
    const { dispatchEveryMs, dispatchersDown, actionEveryMs, endAt } = this.#scenario;
    if (now >= this.#nextRecoverAt) {
      // Twice in a row, for what the recovery of this moment sets right.
      this.#isSettled = this.#wasSettled && this.#looksSettled();
      this.#wasSettled = this.#looksSettled();
    }
    if (now >= this.#nextDispatchAt) {
      this.#nextDispatchAt = now + dispatchEveryMs;
      // Every process dispatches: there is no leader.
      if (!isIn(dispatchersDown, now)) {
        for (const { app } of this.#hosts) void app.dispatchDueRuns().catch(() => undefined);
      }
    }
    if (now >= this.#nextRecoverAt) {
      this.#nextRecoverAt = now + RECOVER_EVERY_MS;
      this.#launch('recover', (app) => app.recoverStalledRuns());
      this.#launch('recover', (app) => app.recoverGates());
      this.#launch('tend', (app) => app.tendBackfills());
      if (now >= endAt) this.#resumeAll();
    }
    if (now >= this.#nextActionAt && now < endAt) {
      this.#nextActionAt = now + this.#random.below(2 * actionEveryMs);
      this.#launch('somebody', (app) => doSomething(this.#peoplesWorld(), app));
    }
    this.#deliver();
    if (this.#durable.nextAt() <= now) {
      this.#durable.runOne(({ activity, input }) => {
        const { host, app } = this.#random.pick(this.#hosts);
        this.#trace(() => `${host.name} ${activity} ${JSON.stringify(input)}`);
        const answer = app.activity({ activity, input });
        this.#traceAnswer(`${host.name} ${activity}`, answer);
        return answer;
      });
    }
  }

  #peoplesWorld(): Parameters<typeof doSomething>[0] {
    return {
      random: this.#random,
      scenario: this.#scenario,
      now: this.#now,
      backfills: () => this.#memory.backfills.all().map(({ value }) => value),
      runIds: () => this.#memory.runs.all().map(({ value }) => value.runId),
    };
  }

  #resumeAll(): void {
    for (const { value } of this.#memory.backfills.all()) {
      if (value.state !== 'paused') continue;
      this.#launch('resume', (app) => app.resumeBackfill(value, { author: 'ann', reason: 'all is well' }));
    }
    for (const { value } of this.#memory.jobs.all()) {
      if (value.state !== 'paused' && value.state !== 'quarantined') continue;
      this.#launch('resume', (app) => app.resumeJob(value.jobId, { author: 'ann', runMissed: 'latest' }));
    }
  }

  #deliver(): void {
    const delivery = this.#bus.take();
    if (delivery === undefined) return;
    const { attempt, deliveryCount, isDead, complete, abandon } = delivery;
    const cause = { reason: 'MaxDeliveryCountExceeded', description: 'Never handled.', deliveryCount };
    this.#launch(
      isDead ? `bury ${attempt.runId}` : `message ${attempt.runId}~${attempt.attempt}`,
      async (app) => {
        try {
          await (isDead ? app.buryRun(attempt, cause) : app.startRun(attempt));
          complete();
        } catch (error) {
          abandon();
          throw error;
        }
      },
    );
  }

  /** One thing happens: trouble, or a halted call goes on; false when there is none. */
  #step(): boolean {
    if (this.#isTroubled() && this.#random.chance(0.005)) this.#trouble();
    const ready = this.#ready();
    if (ready.length === 0) return false;
    if (this.#isTroubled() && this.#random.chance(0.02)) this.#time += this.#random.below(3 * SECOND_MS);
    const { host } = this.#random.pick(ready);
    host.resume(this.#random.below(host.haltedCalls));
    return true;
  }

  #ready(): { readonly host: SimHost }[] {
    return this.#hosts.filter(({ host }) => host.haltedCalls > 0);
  }

  #trouble(): void {
    const chosen = this.#random.pick(this.#hosts);
    if (this.#random.chance(0.4)) {
      this.#trace(() => `${chosen.host.name} is stopped`);
      chosen.host.stoppedUntil = this.#time + this.#drawStopMs();
      return;
    }
    this.#trace(() => `${chosen.host.name} crashes`);
    chosen.host.crash();
    this.#hosts = this.#hosts.filter((other) => other !== chosen);
    this.#startProcess();
  }

  /** Where there are leases, now and then longer than one of them. */
  #drawStopMs(): number {
    if (this.#scenario.collections === undefined) return 40 * SECOND_MS;
    return this.#random.pick([40, 70, 200]) * SECOND_MS;
  }

  #nextEventAt(): number {
    const next = Math.min(
      this.#nextDispatchAt,
      this.#nextRecoverAt,
      this.#bus.nextAt(),
      this.#durable.nextAt(),
      ...this.#hosts.map(({ host }) => host.nextAt()),
    );
    return Math.max(this.#time, next);
  }

  #launch(name: string, work: (app: App) => Promise<unknown>): void {
    const { host, app } = this.#random.pick(this.#hosts);
    this.#trace(() => `${host.name} ${name}`);
    this.#traceAnswer(`${host.name} ${name}`, work(app));
  }

  #traceAnswer(name: string, answer: Promise<unknown>): void {
    answer.then(
      (outcome) => {
        this.#trace(() => `${name}: ${JSON.stringify(outcome)}`);
      },
      (error: unknown) => {
        this.#trace(() => `${name}: ${String(error)}`);
      },
    );
  }

  #createApp(host: SimHost): App {
    return createApp({
      jobs: hosted.hostedJobs(host, this.#jobs),
      runs: hosted.hostedRuns(host, this.#runs),
      backfills: hosted.hostedBackfills(host, this.#backfills),
      gateStore: hosted.hostedGates(host, this.#gates),
      slots: hosted.hostedSlots(host, this.#slotStore),
      queue: hosted.hostedQueue(host, this.#bus),
      orchestrations: hosted.hostedOrchestrations(host, this.#durable),
      secrets: NO_SECRETS,
      ...this.#collections.portsOf(host),
      baselines: hosted.hostedBaselines(host, this.#baselines),
      models: hosted.hostedModels(host, this.#models),
      blobs: hosted.hostedBlobs(host, this.#data(), () => this.#drawReadingMs()),
      stability: hosted.hostedStability(host, this.#stability),
      standings: hosted.hostedStandings(host, this.#standings),
      loadCalendars: async () => {
        if (isIn(this.#scenario.calendarsBroken, this.#time)) throw new InvalidInput('No calendar.', []);
        return NO_CALENDARS;
      },
      clock: { now: () => this.#time + host.skewMs },
      uniqueId: () => `id-${(this.#idsGiven += 1)}`,
      pause: (ms, until) => host.pause(ms, until),
      log: this.#log,
    });
  }

  #data(): BlobStore {
    const blobs = this.#blobs;
    return {
      readText: (path) => blobs.readText(path),
      writeOnce: (path, text) => blobs.writeOnce(path, text),
      list: (prefix) => this.#listed(prefix),
      openUnchanged: (file) => blobs.openUnchanged(file),
    };
  }

  async *#listed(prefix: string): AsyncGenerator<BlobFile> {
    const isCurrent = prefix.startsWith('datasets/');
    if (isCurrent && isIn(this.#scenario.dataAway, this.#time)) throw new Unavailable('The file is away.');
    if (isCurrent && isIn(this.#scenario.dataMissing, this.#time)) return;
    yield* this.#blobs.list(prefix);
  }

  #drawReadingMs(): number {
    const kind = this.#random.next();
    if (kind < 0.6) return 0;
    return kind < 0.9 ? this.#random.below(20 * SECOND_MS) : this.#random.below(70 * SECOND_MS);
  }
}
