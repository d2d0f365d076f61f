import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CosmosClient } from '@azure/cosmos';
import { startCosmos } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES, QUEUES } from '../../local/resources.ts';
import { startServiceBus } from '../../local/service-bus/start-service-bus.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import { CosmosRunStore } from '../../shared/adapters/cosmos/cosmos-run-store.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import { dueTimes } from '../../shared/domain/schedule/due-times.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import { exampleJob } from '../support/example-job.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { Random } from '../simulation/random.ts';
import type { DispatcherSettings } from './dispatcher-settings.ts';

/*
 * Two dispatcher processes work on the same jobs over the local stand-ins while they are killed (SIGKILL) and
 * stopped (SIGSTOP) at random. Afterwards every slot must have one run that succeeded, and every run must have been
 * claimed once.
 */

export interface TroubleOptions {
  readonly jobs: number;
  /** How long there is trouble, ms. */
  readonly troubleMs: number;
  readonly seed: number;
  /** The shortest and longest time between two slots of a job. */
  readonly everySeconds: readonly [number, number];
  /** How long a run may lie before the recovery sends it again, ms. */
  readonly stalledAfterMs: number;
  readonly say?: (line: string) => void;
}

export interface TroubleResult {
  readonly slots: number;
  readonly kills: number;
  readonly stops: number;
  /** Slots without a run, and runs without an end. */
  readonly lost: readonly string[];
  /** Runs that were claimed more than once, and runs that no slot names. */
  readonly doubled: readonly string[];
}

export async function troubleDispatchers(options: TroubleOptions): Promise<TroubleResult> {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-dispatchers-'));
  const cosmos = await startCosmos({ databases: DATABASES });
  const bus = await startServiceBus({ queues: QUEUES });
  const client = new CosmosClient({ endpoint: cosmos.endpoint, key: cosmos.key });
  const container = client.database('evenkeel').container('jobs');
  const log = new RecordingLog();
  const stores = { jobs: new CosmosJobStore(container, log), runs: new CosmosRunStore(container, log) };
  const processes = new DispatcherProcesses({
    cosmosEndpoint: cosmos.endpoint,
    cosmosKey: cosmos.key,
    serviceBus: bus.connectionString,
    claims: join(directory, 'claims'),
    stalledAfterMs: options.stalledAfterMs,
  });
  try {
    const jobs = await createJobs(stores.jobs, options);
    await Promise.all([processes.start(), processes.start()]);
    const trouble = await makeTrouble(processes, options);
    const until = Date.now();
    const judgeNow = async () => {
      const claims = await readFile(join(directory, 'claims'), 'utf8');
      return judge(stores.runs, { jobs, until, claims });
    };
    await settle(stores.runs, until, async () => (await judgeNow()).lost.length === 0);
    return { ...trouble, ...(await judgeNow()) };
  } finally {
    processes.killAll();
    client.dispose();
    await bus.stop();
    await cosmos.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function createJobs(
  store: CosmosJobStore,
  { jobs: count, seed, everySeconds: [shortest, longest] }: TroubleOptions,
): Promise<Job[]> {
  const random = new Random(seed);
  const now = Date.now();
  const jobs = Array.from({ length: count }, (_, index) => {
    const everySeconds = shortest + random.below(longest - shortest);
    return exampleJob({
      jobId: `job-${index}`,
      valueStream: `stream-${index % 5}`,
      recurrences: [{ type: 'interval', everySeconds, anchorAt: now }],
      // Nothing may be skipped: each slot has to have its run, however late.
      policies: {
        ...DEFAULT_POLICIES,
        overlap: index % 2 === 0 ? 'buffer-all' : 'allow-all',
        catchUp: { ...DEFAULT_POLICIES.catchUp, policy: 'all', maxCount: 1000, maxPerMinute: 6000 },
      },
      ...{ slotsAfter: now, nextDueAt: now + everySeconds * 1000, createdAt: now, updatedAt: now },
    });
  });
  for (let index = 0; index < jobs.length; index += 50) {
    await Promise.all(jobs.slice(index, index + 50).map((job) => store.create(job)));
  }
  return jobs;
}

/** The processes that are killed and stopped; one that was killed is followed by another. */
class DispatcherProcesses {
  readonly #settings: Omit<DispatcherSettings, 'name'>;
  readonly #children: ChildProcess[] = [];
  #started = 0;

  constructor(settings: Omit<DispatcherSettings, 'name'>) {
    this.#settings = settings;
  }

  async start(): Promise<void> {
    this.#started += 1;
    const settings: DispatcherSettings = { ...this.#settings, name: `dispatcher-${this.#started}` };
    const module = new URL('./dispatcher-process.ts', import.meta.url);
    const child = fork(module, [JSON.stringify(settings)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#children.push(child);
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => {
        resolve();
      });
      child.once('exit', () => {
        reject(new Error('A dispatcher process ended before it was ready.'));
      });
    });
  }

  pick(random: Random): ChildProcess {
    return random.pick(this.#children);
  }

  async replace(child: ChildProcess): Promise<void> {
    child.kill('SIGKILL');
    this.#children.splice(this.#children.indexOf(child), 1);
    await this.start();
  }

  killAll(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}

async function makeTrouble(
  processes: DispatcherProcesses,
  { troubleMs, seed, say }: TroubleOptions,
): Promise<{ readonly kills: number; readonly stops: number }> {
  const random = new Random(seed + 1);
  const endAt = Date.now() + troubleMs;
  let kills = 0;
  let stops = 0;
  while (Date.now() < endAt) {
    await wait(random.below(2_500));
    const child = processes.pick(random);
    if (random.chance(0.6)) {
      kills += 1;
      await processes.replace(child);
    } else {
      stops += 1;
      child.kill('SIGSTOP');
      await wait(500 + random.below(5_000));
      child.kill('SIGCONT');
    }
    say?.(`${kills} kills, ${stops} stops, ${Math.max(0, Math.round((endAt - Date.now()) / 1000))} s to go`);
  }
  return { kills, stops };
}

/** What is not settled by then is lost: no machine is so slow. */
const SETTLE_MS = 300_000;

/**
 * Waits until no run due before `until` is unfinished, and each slot has one: a dispatcher may be behind. Gives up after
 * a while, and the judgement shows what is left.
 */
async function settle(
  runs: CosmosRunStore,
  until: number,
  isComplete: () => Promise<boolean>,
): Promise<void> {
  const giveUpAt = Date.now() + SETTLE_MS;
  while (Date.now() < giveUpAt) {
    await wait(1_000);
    const filter = { states: ['pending', 'waiting', 'running'] as const, untilDueAt: until };
    const unfinished = await runs.list(filter, { limit: 1 });
    if (unfinished.items.length === 0 && (await isComplete())) return;
  }
}

async function judge(
  runs: CosmosRunStore,
  { jobs, until, claims }: { readonly jobs: readonly Job[]; readonly until: number; readonly claims: string },
): Promise<Pick<TroubleResult, 'slots' | 'lost' | 'doubled'>> {
  const lost: string[] = [];
  const lines = claims.trim().split('\n');
  const doubled = lines.filter((line, index) => lines.indexOf(line) !== index);
  let slots = 0;
  for (const job of jobs) {
    const due = dueTimes(job.recurrences, { after: job.slotsAfter, until, limit: 100_000 });
    const states = new Map<string, string>();
    let cursor: string | undefined;
    do {
      const page = await runs.listByJob(job.jobId, {
        limit: 200,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const run of page.items) if (run.dueAt <= until) states.set(run.runId, run.state);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    const named = due.map((dueAt) => runIdOf(job.jobId, dueAt));
    slots += named.length;
    for (const runId of named) {
      const state = states.get(runId) ?? 'no run';
      if (state !== 'succeeded') lost.push(`${runId}: ${state}`);
      states.delete(runId);
    }
    doubled.push(...states.keys());
  }
  return { slots, lost, doubled };
}
