import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildApp } from '../local/build.ts';
import type { Stack } from '../local/stack.ts';
import { BenchStore, startBenchStack } from './schedule/bench-stack.ts';
import { type CpuByPart, startCpuProfile } from './schedule/cpu-by-part.ts';
import { printTable } from './schedule/print-table.ts';
import { registerJobs } from './schedule/register-jobs.ts';
import { writeSample } from './stability/write-sample.ts';

const SAMPLE = { rows: 10_000, columns: 20 };
const WARM_UP_MODELS = 20;
/** How much slower than the first models the others may be registered. */
const MARGIN = 1.5;
const WARM_UP_LEAD_MS = 15_000;
const HEAD_START_MS = 10_000;
const PATIENCE_MS = 30 * 60_000;
const MIN_SHARE = 0.02;

/** Many small models, all due at one instant, through the whole local system: how many a minute, and what bounds it. */
export async function benchModels({ models }: { readonly models: number }): Promise<void> {
  await buildApp();
  // Until it has stopped, what is logged goes to a file.
  printMeasured(models, await measureOnStack(models));
}

async function measureOnStack(models: number): Promise<Measured> {
  const running = await startBenchStack();
  const store = new BenchStore(running.stack.settings);
  try {
    await storeSamples(running.stack.blobs);
    return await measure(running.stack, store, models);
  } finally {
    store.close();
    await running.stop();
  }
}

function printMeasured(models: number, { registerMs, runMs, finished, cores, parts }: Measured): void {
  const size = `${SAMPLE.rows.toLocaleString('en')} rows x ${SAMPLE.columns} columns`;
  console.log(`${models.toLocaleString('en')} models of ${size}, the whole local system, state on disk`);
  console.log(`  registered, the baseline frozen: ${perMinute(models, registerMs)} models a minute`);
  console.log(`  measured, due at one instant: ${perMinute(finished, runMs)} models a minute`);
  console.log(`  ${finished} of ${models} ended; ${cores.toFixed(2)} cores used; the main thread meanwhile:`);
  printTable(
    ['', 'share'],
    parts
      .filter(({ share }) => share >= MIN_SHARE)
      .map(({ part, share }) => [part, `${(100 * share).toFixed(0)} %`]),
  );
}

async function storeSamples(blobs: Stack['blobs']): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'));
  try {
    for (const [seed, container] of ['baselines', 'datasets'].entries()) {
      const path = join(folder, container);
      writeSample(path, { ...SAMPLE, seed: seed + 1 });
      await blobs
        .getContainerClient(container)
        .getBlockBlobClient('model.csv')
        .uploadData(readFileSync(path));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function job(jobId: string, dueAt: number): object {
  return {
    jobId,
    kind: 'stability',
    valueStream: 'bench',
    task: { modelId: jobId, baseline: 'baselines/model.csv', current: 'datasets/model.csv' },
    recurrences: [{ type: 'once', at: new Date(dueAt).toISOString() }],
  };
}

interface Measured {
  readonly registerMs: number;
  readonly runMs: number;
  readonly finished: number;
  readonly cores: number;
  readonly parts: CpuByPart;
}

async function measure(stack: Stack, store: BenchStore, models: number): Promise<Measured> {
  const warmRate = await warmUp(stack, store);
  const headStartMs = HEAD_START_MS + (MARGIN * 1000 * models) / warmRate;
  const dueAt = Math.ceil((Date.now() + headStartMs) / 1000) * 1000;
  const rate = await registerJobs(stack.url, jobs('model', models, dueAt));
  if (Date.now() > dueAt) throw new Error('The models were registered too slowly.');
  await pause(Math.max(0, dueAt - 2000 - Date.now()));
  const stopProfile = await startCpuProfile();
  await pause(Math.max(0, dueAt - Date.now()));
  const cpuBefore = process.cpuUsage();
  await untilFinished(store, dueAt);
  const { user, system } = process.cpuUsage(cpuBefore);
  const cores = (user + system) / 1000 / (Date.now() - dueAt);
  const parts = await stopProfile();
  const ends = (await store.runsDue(dueAt, dueAt)).flatMap(({ finishedAt }) => finishedAt ?? []);
  const runMs = ends.reduce((last, end) => Math.max(last, end), dueAt) - dueAt;
  return { registerMs: (1000 * models) / rate, runMs, finished: ends.length, cores, parts };
}

/** The first ones run before the compiler has caught up. @returns models registered a second. */
async function warmUp(stack: Stack, store: BenchStore): Promise<number> {
  const dueAt = Date.now() + WARM_UP_LEAD_MS;
  await registerJobs(stack.url, jobs('warm-a', WARM_UP_MODELS, dueAt));
  const rate = await registerJobs(stack.url, jobs('warm-b', WARM_UP_MODELS, dueAt));
  await pause(Math.max(0, dueAt + 500 - Date.now()));
  await untilFinished(store, dueAt);
  return rate;
}

function jobs(name: string, count: number, dueAt: number): object[] {
  return Array.from({ length: count }, (_, index) => job(`${name}-${index}`, dueAt));
}

async function untilFinished(store: BenchStore, dueAt: number): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while ((await store.countUnfinished(dueAt, dueAt)) > 0 && Date.now() < giveUpAt) await pause(500);
}

function perMinute(models: number, ms: number): string {
  return Math.round((60_000 * models) / ms).toLocaleString('en');
}
