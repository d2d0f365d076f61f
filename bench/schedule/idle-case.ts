import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CosmosClient, type Container, type JSONObject } from '@azure/cosmos';
import { z } from 'zod';
import { Client } from '../../local/client.ts';
import { dailyAt, startBenchStack, tinyJob } from './bench-stack.ts';
import { startCosmosProcess, type CosmosProcess, type RequestTally } from './cosmos-process.ts';

const idleInput = z.object({
  /** Numbers of jobs to look at, in rising order. */
  jobs: z.array(z.number()),
  /** How long the app is left to its timers with the last number of jobs. */
  watchMs: z.number(),
});

const tickFigures = z.object({
  jobs: z.number(),
  /** Medians of single ticks: the app's CPU time, the time it took, what it asked of Cosmos DB. */
  cpuMs: z.number(),
  elapsedMs: z.number(),
  answered: z.number(),
  refused: z.number(),
  queryPlans: z.number(),
  requestUnits: z.number(),
});

export const idleAnswer = z.object({
  ticks: z.array(tickFigures),
  /** A minute of the app with its timers: all of its CPU time, and the requests made. */
  cpuMsPerMinute: z.number(),
  requestsPerMinute: z.number(),
});

export type IdleAnswer = z.output<typeof idleAnswer>;

type TickFigures = z.output<typeof tickFigures>;

const DAY_MS = 86_400_000;
const WARM_UP_TICKS = 5;
const TICKS = 21;
const BULK = 100;
const BULKS_AT_A_TIME = 4;
const MINUTE_MS = 60_000;

/** Jobs of which none is due: this process is the app, Cosmos DB is another one. */
export async function runIdleCase(input: unknown): Promise<IdleAnswer> {
  const { jobs, watchMs } = idleInput.parse(input);
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'));
  const cosmos = await startCosmosProcess(join(folder, 'cosmos'));
  try {
    const running = await startBenchStack({
      COSMOS__accountEndpoint: cosmos.endpoint,
      COSMOS__accountKey: cosmos.key,
    });
    try {
      await new Client(running.stack.url).scheduleJob(tinyJob('template', dailyAt(Date.now() + DAY_MS / 2)));
      const ticks: TickFigures[] = [];
      let loaded = 1;
      for (const count of jobs) {
        await loadCopies(cosmos, loaded, count);
        loaded = count;
        ticks.push(await measureTicks(cosmos, () => running.stack.host.runTimer('dispatchDueRuns'), count));
      }
      return { ticks, ...(await watch(cosmos, watchMs)) };
    } finally {
      await running.stop();
    }
  } finally {
    await cosmos.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies of the job that the app itself has written, by bulk requests: as many jobs as `to` in all. */
async function loadCopies(cosmos: CosmosProcess, from: number, to: number): Promise<void> {
  const client = new CosmosClient({ endpoint: cosmos.endpoint, key: cosmos.key });
  const container = client.database('evenkeel').container('jobs');
  const template = await readTemplate(container);
  let next = from;
  const load = async (): Promise<void> => {
    while (next < to) {
      const first = next;
      next = Math.min(to, first + BULK);
      const copies = Array.from({ length: next - first }, (_, index) => {
        const jobId = `idle-${first + index}`;
        return { ...template, id: jobId, jobId };
      });
      const answers = await container.items.executeBulkOperations(
        copies.map((copy) => ({
          operationType: 'Create' as const,
          partitionKey: copy.jobId,
          resourceBody: copy,
        })),
      );
      const failed = answers.find(({ error }) => error !== undefined);
      if (failed !== undefined) throw new Error('A job could not be loaded.', { cause: failed.error });
    }
  };
  await Promise.all(Array.from({ length: BULKS_AT_A_TIME }, load));
  client.dispose();
}

async function readTemplate(container: Container): Promise<JSONObject> {
  const response: { readonly resource?: unknown } = await container.item('template', 'template').read();
  const document = z.record(z.string(), z.json()).parse(response.resource);
  return Object.fromEntries(Object.entries(document).filter(([name]) => !name.startsWith('_')));
}

async function measureTicks(
  cosmos: CosmosProcess,
  tick: () => Promise<void>,
  jobs: number,
): Promise<TickFigures> {
  for (let turn = 0; turn < WARM_UP_TICKS; turn += 1) await tick();
  const measured: Omit<TickFigures, 'jobs'>[] = [];
  for (let turn = 0; turn < TICKS; turn += 1) {
    const before = await cosmos.count();
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    await tick();
    const elapsedMs = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(cpuBefore);
    const after = await cosmos.count();
    measured.push({ cpuMs: (user + system) / 1000, elapsedMs, ...difference(after, before) });
  }
  const median = (figure: keyof Omit<TickFigures, 'jobs'>): number =>
    measured.map((one) => one[figure]).toSorted((a, b) => a - b)[TICKS >>> 1] ?? NaN;
  return {
    jobs,
    cpuMs: median('cpuMs'),
    elapsedMs: median('elapsedMs'),
    answered: median('answered'),
    refused: median('refused'),
    queryPlans: median('queryPlans'),
    requestUnits: median('requestUnits'),
  };
}

function difference(after: RequestTally, before: RequestTally): Omit<RequestTally, 'cpuMs'> {
  return {
    answered: after.answered - before.answered,
    refused: after.refused - before.refused,
    queryPlans: after.queryPlans - before.queryPlans,
    requestUnits: after.requestUnits - before.requestUnits,
  };
}

async function watch(
  cosmos: CosmosProcess,
  watchMs: number,
): Promise<Pick<IdleAnswer, 'cpuMsPerMinute' | 'requestsPerMinute'>> {
  const before = await cosmos.count();
  const cpuBefore = process.cpuUsage();
  await pause(watchMs);
  const { user, system } = process.cpuUsage(cpuBefore);
  const { answered, refused, queryPlans } = difference(await cosmos.count(), before);
  return {
    cpuMsPerMinute: ((user + system) / 1000) * (MINUTE_MS / watchMs),
    requestsPerMinute: (answered + refused + queryPlans) * (MINUTE_MS / watchMs),
  };
}
