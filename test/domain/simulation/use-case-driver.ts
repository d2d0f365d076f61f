import { createDispatchDueRuns, createDispatchJob } from '../../../shared/application/dispatch-due-runs.ts';
import { createEditJob } from '../../../shared/application/edit-job.ts';
import { createCommitResult, createRecordFailure } from '../../../shared/application/finish-run.ts';
import { createPauseJob, createResumeJob } from '../../../shared/application/pause-job.ts';
import { createStartRun } from '../../../shared/application/start-run.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import { isRunId, type RunAttempt } from '../../../shared/domain/run/run-id.ts';
import type { Recurrence } from '../../../shared/domain/schedule/recurrence.ts';
import type { Simulation, SimulatedChange } from '../../../shared/domain/simulation/simulation.ts';
import type { SkippedSlots } from '../../../shared/domain/slot/slot-answer.ts';
import { exampleDefinition, scheduleIn, scoresCsv } from '../../support/example-definition.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';

const RESULT = {
  ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 0, psi: null, band: null },
  ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'none' },
};

type Event =
  | (RunAttempt & { readonly type: 'attempt-end'; readonly failure: 'timed-out' | 'chosen' | undefined })
  | { readonly type: 'change'; readonly change: SimulatedChange }
  | (RunAttempt & { readonly type: 'message' })
  | { readonly type: 'pass' };

interface Entry {
  readonly at: number;
  readonly rank: number;
  readonly event: Event;
}

const RANKS: Readonly<Record<Event['type'], number>> = { 'attempt-end': 0, change: 1, pass: 2, message: 3 };

export interface DrivenWorld {
  readonly runs: readonly Run[];
  readonly skipped: readonly SkippedSlots[];
  readonly recurrencesOf: ReadonlyMap<number, readonly Recurrence[]>;
}

/**
 * Lets the app's own use cases, over stores in memory, live through what a simulation describes: each pass of the
 * dispatcher, each message and each end of an attempt at its instant, and nothing during an outage.
 */
export async function driveUseCases(simulation: Simulation): Promise<DrivenWorld> {
  const driver = new Driver(simulation);
  await driver.run();
  return driver;
}

class Driver implements DrivenWorld {
  readonly recurrencesOf = new Map<number, readonly Recurrence[]>();
  readonly #simulation: Simulation;
  readonly #world: MemoryWorld;
  readonly #toCome: Entry[] = [];
  #messagesSeen = 0;
  #attemptsSeen = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const lookAheadMs = simulation.lookAheadSeconds * 1000;
    this.#world = { ...createMemoryWorld(iso(simulation.from)), lookAheadMs };
    this.#world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
  }

  get runs(): readonly Run[] {
    return this.#world.memory.runs.all().map(({ value }) => value);
  }

  get skipped(): readonly SkippedSlots[] {
    return this.#world.memory.skipped;
  }

  async run(): Promise<void> {
    const { from, until, changes, dispatchEverySeconds } = this.#simulation;
    for (const change of changes) this.#add(change.at, { type: 'change', change });
    for (let at = from; at <= until; at += dispatchEverySeconds * 1000) {
      if (this.#afterOutages(at) === at) this.#add(at, { type: 'pass' });
    }
    await scheduleIn(this.#world, this.#definition());
    await this.#note();
    for (let next = this.#take(); next !== undefined && next.at <= until; next = this.#take()) {
      this.#world.clock.moveTo(iso(next.at));
      await this.#happen(next.event);
      await this.#note();
    }
  }

  #definition({ recurrences, policies }: Partial<Pick<Simulation, 'recurrences' | 'policies'>> = {}) {
    const { simulation } = { simulation: this.#simulation };
    return {
      ...exampleDefinition({
        recurrences: recurrences ?? simulation.recurrences,
        policies: policies ?? simulation.policies,
      }),
      jobId: simulation.jobId,
    };
  }

  async #happen(event: Event): Promise<void> {
    const world = this.#world;
    switch (event.type) {
      case 'pass':
        await createDispatchDueRuns(world)();
        return;
      case 'message':
        await createStartRun(world)(event, world.orchestrations);
        return;
      case 'attempt-end': {
        const reason = event.failure === 'chosen' ? this.#simulation.failures?.reason : event.failure;
        if (reason === undefined) await createCommitResult(world)(event, RESULT);
        else await createRecordFailure(world)(event, { reason, message: 'It failed.' });
        return;
      }
      case 'change':
        await this.#change(event.change);
    }
  }

  async #change(change: SimulatedChange): Promise<void> {
    const world = this.#world;
    const { jobId } = this.#simulation;
    const dispatchJob = createDispatchJob(world);
    const request = { author: 'ann', reason: 'a test', ...change };
    switch (change.type) {
      case 'pause':
        await createPauseJob(world)(jobId, { ...request, runMissed: change.runMissed });
        return;
      case 'resume':
        await createResumeJob({ ...world, dispatchJob })(jobId, {
          author: request.author,
          runMissed: change.runMissed,
        });
        return;
      case 'edit': {
        const { value: job, version } = present(await world.jobs.get(jobId));
        const { recurrences = job.recurrences, policies = job.policies } = change;
        const edit = createEditJob({
          ...world,
          dispatchJob,
        });
        await edit(this.#definition({ recurrences, policies }), [version], { author: 'ann' });
      }
    }
  }

  /** Takes up what the use cases have sent and started. */
  async #note(): Promise<void> {
    const { queue, orchestrations, clock, jobs } = this.#world;
    const { value: job } = present(await jobs.get(this.#simulation.jobId));
    this.recurrencesOf.set(job.generation, job.recurrences);
    for (const { runId, attempt, effectiveAt } of queue.sent.slice(this.#messagesSeen)) {
      this.#add(Math.max(effectiveAt, clock.now()), { type: 'message', runId, attempt });
    }
    this.#messagesSeen = queue.sent.length;
    const { runSeconds, failures } = this.#simulation;
    const { timeoutSeconds } = job.policies;
    for (const name of orchestrations.starts.slice(this.#attemptsSeen)) {
      const seconds = present(runSeconds[this.#attemptsSeen % runSeconds.length]);
      this.#attemptsSeen += 1;
      const isChosen = failures !== undefined && this.#attemptsSeen % failures.everyNth === 0;
      const failure = seconds > timeoutSeconds ? 'timed-out' : isChosen ? 'chosen' : undefined;
      const endAt = clock.now() + Math.min(seconds, timeoutSeconds) * 1000;
      this.#add(endAt, { type: 'attempt-end', ...attemptOf(name), failure });
    }
  }

  #add(at: number, event: Event): void {
    this.#toCome.push({ at: this.#afterOutages(at), rank: RANKS[event.type], event });
  }

  #take(): Entry | undefined {
    const isBefore = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.rank < b.rank);
    let first = 0;
    this.#toCome.forEach((entry, index) => {
      if (isBefore(entry, present(this.#toCome[first]))) first = index;
    });
    return this.#toCome.splice(first, 1)[0];
  }

  #afterOutages(at: number): number {
    const outage = this.#simulation.outages.find(({ from, until }) => from <= at && at < until);
    return outage === undefined ? at : this.#afterOutages(outage.until);
  }
}

function attemptOf(name: string): RunAttempt {
  const [runId = '', attempt = '1'] = name.split('~');
  if (!isRunId(runId)) throw new Error(`'${name}' names no attempt.`);
  return { runId, attempt: Number(attempt) };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
