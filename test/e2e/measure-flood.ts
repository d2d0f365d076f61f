import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CosmosClient, type Container } from '@azure/cosmos';
import { z } from 'zod';
import { buildApp } from '../../local/build.ts';
import { captureConsole } from '../../local/capture-console.ts';
import { Client } from '../../local/client.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import { jobIdFrom } from '../support/example-job.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { present } from '../support/present.ts';
import { jobRequest, scoresCsv, upload } from '../support/stack-data.ts';

/*
 * A flood: so many runs of one value stream due at one instant, and five of another soon afterwards, one after the
 * other. How late do the five start and end, with the flood and without it?
 *
 * `node test/e2e/measure-flood.ts --runs 3000` prints the figures.
 */

/** Runs of the other value stream. */
const OTHERS = 5;

/** Jobs written at a time. */
const AT_ONCE = 50;

const GIVE_UP_MS = 300_000;

/** The flood is dispatched in one pass, when all of it is written; the timer's own passes would see it in parts. */
const SETTINGS = { DISPATCH_SCHEDULE: '0 0 0 1 1 *' };

export interface FloodFigures {
  /** By how much each of the others' runs was claimed after its time, ms. */
  readonly startedLateMs: readonly number[];
  /** By how much each of them was done after its time, ms. */
  readonly doneLateMs: readonly number[];
  /** Runs of the flood that had been claimed, and that were done, when each of the others' was claimed. */
  readonly floodStartedBefore: readonly number[];
  readonly floodDoneBefore: readonly number[];
  /** Runs of the flood claimed, and done, a second from its instant on; NaN without a flood. */
  readonly startsPerSecond: number;
  readonly donePerSecond: number;
}

export interface FloodOptions {
  readonly runs: number;
  /** How long after the flood the others' first run is due, and each of the others after the one before. */
  readonly apartMs: number;
  /** What to wait for: rates of the flood are known when it is over. */
  readonly until: 'others-claimed' | 'all-done';
  /** Connection string of a blob service that runs already. */
  readonly storage?: string;
  readonly dataDir?: string;
}

const timesRow = z.object({
  jobId: z.string(),
  effectiveAt: z.iso.datetime(),
  startedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
});

interface Times {
  readonly jobId: string;
  readonly effectiveAt: number;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** Runs the whole stack through a flood. Throws when it is not over after five minutes. */
export async function measureFlood({
  runs,
  apartMs,
  until,
  ...options
}: FloodOptions): Promise<FloodFigures> {
  const stack = await startStack({ ...options, settings: SETTINGS });
  try {
    await Promise.all([
      upload(stack, 'baselines/m.csv', scoresCsv(100)),
      upload(stack, 'datasets/m.csv', scoresCsv(100)),
    ]);
    const container = jobsOf(stack);
    const at = await createJobs(stack, container, { runs, apartMs });
    await stack.host.runTimer('dispatchDueRuns');
    await (until === 'all-done'
      ? whenThereAre(container, runs + OTHERS, 'IS_DEFINED(c.finishedAt)')
      : whenThereAre(container, OTHERS, "IS_DEFINED(c.startedAt) AND STARTSWITH(c.jobId, 'other-')"));
    const query = "SELECT * FROM c WHERE c.type = 'run' AND IS_DEFINED(c.startedAt)";
    const { resources } = await container.items.query(query).fetchAll();
    const times = z.array(timesRow).parse(resources).map(toTimes);
    return figures(times, at);
  } finally {
    await stack.stop();
  }
}

function jobsOf({ settings }: Stack): Container {
  const endpoint = settings['COSMOS__accountEndpoint'] ?? '';
  const key = settings['COSMOS__accountKey'] ?? '';
  return new CosmosClient({ endpoint, key }).database('evenkeel').container('jobs');
}

/** Writes the jobs into the store, not through HTTP, which would dispatch each at once; returns the flood's instant. */
async function createJobs(
  stack: Stack,
  container: Container,
  { runs, apartMs }: Pick<FloodOptions, 'runs' | 'apartMs'>,
): Promise<number> {
  await new Client(stack.url).scheduleJob(
    jobRequest('template', { type: 'once', at: '2099-01-01T00:00:00Z' }),
  );
  const jobs = new CosmosJobStore(container, new RecordingLog());
  const template = present(await jobs.get(jobIdFrom('template'))).value;
  // Time for writing and dispatching them: all are on their way when the instant comes.
  const at = Date.now() + 2_000 + runs * 4;
  const flood = Array.from({ length: runs }, (_, n) => copyOf(template, 'flood', { number: n, at }));
  const others = Array.from({ length: OTHERS }, (_, n) =>
    copyOf(template, 'other', { number: n, at: at + (n + 1) * apartMs }),
  );
  const all = [...flood, ...others];
  while (all.length > 0) await Promise.all(all.splice(0, AT_ONCE).map((job) => jobs.create(job)));
  return at;
}

function copyOf(
  template: Job,
  valueStream: string,
  { number, at }: { readonly number: number; readonly at: number },
): Job {
  const recurrences = [{ type: 'once', at } as const];
  return {
    ...template,
    jobId: jobIdFrom(`${valueStream}-${number}`),
    valueStream,
    recurrences,
    nextDueAt: at,
  };
}

async function whenThereAre(container: Container, count: number, runs: string): Promise<void> {
  const giveUpAt = Date.now() + GIVE_UP_MS;
  const query = `SELECT VALUE COUNT(1) FROM c WHERE c.type = 'run' AND ${runs}`;
  while (Date.now() < giveUpAt) {
    const { resources } = await container.items.query(query).fetchAll();
    if (z.tuple([z.number()]).parse(resources)[0] >= count) return;
    // Seldom: reading thousands of runs is work for the same process.
    await pause(1000);
  }
  throw new Error(`There were no ${count} runs with ${runs} in time.`);
}

function toTimes({ jobId, effectiveAt, startedAt = '', finishedAt = '' }: z.output<typeof timesRow>): Times {
  return {
    jobId,
    effectiveAt: Date.parse(effectiveAt),
    startedAt: Date.parse(startedAt),
    finishedAt: Date.parse(finishedAt),
  };
}

function figures(times: readonly Times[], at: number): FloodFigures {
  const flood = times.filter(({ jobId }) => jobId.startsWith('flood-'));
  const others = times
    .filter(({ jobId }) => jobId.startsWith('other-'))
    .sort((a, b) => a.effectiveAt - b.effectiveAt);
  const rate = (ends: readonly number[]) => ends.length / ((Math.max(...ends) - at) / 1000);
  return {
    startedLateMs: others.map(({ startedAt, effectiveAt }) => startedAt - effectiveAt),
    doneLateMs: others.map(({ finishedAt, effectiveAt }) => finishedAt - effectiveAt),
    floodStartedBefore: others.map((other) => flood.filter((of) => of.startedAt < other.startedAt).length),
    floodDoneBefore: others.map((other) => flood.filter((of) => of.finishedAt < other.startedAt).length),
    startsPerSecond: rate(flood.map(({ startedAt }) => startedAt)),
    donePerSecond: rate(flood.map(({ finishedAt }) => finishedAt)),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '3000' } } });
  const print = console.log.bind(console);
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-flood-'));
  const giveBackConsole = captureConsole(folder);
  try {
    await buildApp();
    for (const runs of [0, Number(values.runs)]) {
      const measured = await measureFlood({
        ...{ runs, apartMs: 1000, until: 'all-done' },
        dataDir: join(folder, `state-${runs}`),
      });
      print(`${runs} runs at once, and ${OTHERS} of another value stream a second apart afterwards`);
      for (const line of linesOf(measured)) print(`  ${line}`);
    }
  } finally {
    giveBackConsole();
    rmSync(folder, { recursive: true, force: true });
  }
}

function linesOf(measured: FloodFigures): string[] {
  return [
    `claimed late by ${measured.startedLateMs.join(', ')} ms; done by ${measured.doneLateMs.join(', ')} ms`,
    `of the flood, before these claims: ${measured.floodStartedBefore.join(', ')} claimed, ${measured.floodDoneBefore.join(', ')} done`,
    `of the flood, a second: ${measured.startsPerSecond.toFixed(0)} claimed, ${measured.donePerSecond.toFixed(0)} done`,
  ];
}

if (import.meta.main) {
  await main();
  process.exit(0);
}
