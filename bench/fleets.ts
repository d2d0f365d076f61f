import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { buildApp } from '../local/build.ts';
import { startBenchStack } from './schedule/bench-stack.ts';
import { printTable } from './schedule/print-table.ts';
import { cpuSeconds, peakMemoryMb } from './stability/process-usage.ts';

/** Nothing else is to be at work. */
const QUIET = { AUDIT_SCHEDULE: '0 0 0 1 1 *', STATISTICS_SCHEDULE: '0 0 0 1 1 *' };

const CONNECTIONS = 32;

const progressView = z.object({
  progress: z.object({
    isUpToDate: z.boolean(),
    last: z.object({ counts: z.record(z.string(), z.number()) }).optional(),
  }),
});

/** A fleet over many models: from the request to the last of its jobs, of a save, an edit, an override and an end. */
export async function benchFleets({ models }: { readonly models: number }): Promise<void> {
  await buildApp();
  const bench = await startBenchStack(QUIET);
  // The console belongs to the app until it has stopped.
  const rows = await measure(bench.stack.url, models).finally(() => bench.stop());
  console.log(
    `A fleet of ${models.toLocaleString('en')} models on the whole local system, ${availableParallelism()} cores shared by all`,
  );
  printTable(['', 'seconds', 'jobs/s', 'CPU ms/job', 'memory MB'], rows);
}

async function measure(url: string, models: number): Promise<string[][]> {
  const rows: string[][] = [];
  const take = async (name: string, jobs: number, work: () => Promise<unknown>) => {
    const startedAt = performance.now();
    const before = cpuSeconds();
    await work();
    const seconds = (performance.now() - startedAt) / 1000;
    // Of app, stand-ins and requests together; a machine that is busy with other work changes it little.
    const cpuMs = (cpuSeconds() - before) * 1000;
    rows.push([
      name,
      seconds.toFixed(1),
      String(Math.round(jobs / seconds)),
      (cpuMs / jobs).toFixed(2),
      String(Math.round(peakMemoryMb())),
    ]);
  };
  await take('models registered, a request each', models, () => register(url, models));
  await take('saved, its jobs made', models, () => put(url, fleet(0.1)));
  await take('one threshold of all edited', models, () => put(url, fleet(0.2)));
  await take('the same again', models, () => put(url, fleet(0.2)));
  await take('an override of one', 1, () =>
    put(url, fleet(0.2, { m000007: { policies: { timeoutSeconds: 60 } } })),
  );
  await take('deleted with its jobs', models, () => end(url));
  return rows;
}

function fleet(moderate: number, overrides: object = {}): object {
  const task = {
    ...{ modelId: '{modelId}', baseline: 'baselines/tiny.csv', current: 'datasets/tiny.csv' },
    thresholds: { moderate },
  };
  // Not due for months: making them is all that they cost.
  const recurrences = [{ type: 'cron', expression: '0 6 1 6 *', timeZone: 'Europe/London' }];
  return { valueStream: 'bench', template: { kind: 'stability', task, recurrences }, overrides };
}

async function register(url: string, models: number): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < models) {
      const modelId = `m${String(next).padStart(6, '0')}`;
      next += 1;
      await send(url, 'PUT', `models/${modelId}`, { valueStream: 'bench' });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

async function put(url: string, body: object): Promise<void> {
  const found = await fetch(`${url}/api/fleets/bench`);
  const version: Record<string, string> = found.ok ? { 'if-match': found.headers.get('etag') ?? '' } : {};
  await send(url, 'PUT', 'fleets/bench', body, version);
  for (;;) {
    const { progress } = progressView.parse(await (await fetch(`${url}/api/fleets/bench`)).json());
    if ((progress.last?.counts['failed'] ?? 0) > 0) throw new Error(JSON.stringify(progress.last));
    if (progress.isUpToDate) return;
    await pause(200);
  }
}

async function end(url: string): Promise<void> {
  await send(url, 'DELETE', 'fleets/bench');
  while ((await fetch(`${url}/api/fleets/bench`)).status !== 404) await pause(200);
}

async function send(
  url: string,
  method: string,
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const response = await fetch(`${url}/api/${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  await response.arrayBuffer();
}
