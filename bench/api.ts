import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildApp } from '../local/build.ts';
import { fillJobs } from './api/fill-jobs.ts';
import { loadResult, type LoadCase, type LoadResult } from './api/load-case.ts';
import { startBenchStack } from './schedule/bench-stack.ts';
import { formatMs, printTable } from './schedule/print-table.ts';
import { peakMemoryMb } from './stability/process-usage.ts';

const SIZES = [1_000, 100_000] as const;
const CONNECTIONS = 50;
const SECONDS = 10;

/** Nothing else is to be at work: the audit would look at 500 jobs a minute. */
const QUIET = { AUDIT_SCHEDULE: '0 0 0 1 1 *', STATISTICS_SCHEDULE: '0 0 0 1 1 *' };

const KINDS = {
  get: 'one job',
  list: 'a page of 50 in order of id',
  filtered: 'a page of 50 of a kind, latest change first',
  create: 'schedule a job',
} as const;

/** The API under 50 connections, with 1,000 jobs and with 100,000; and how fast jobs are made in bulk. */
export async function benchApi(): Promise<void> {
  await buildApp();
  const bench = await startBenchStack(QUIET);
  // The console belongs to the app until it has stopped.
  const measured = await measure(bench.stack.url).finally(() => bench.stop());
  print(measured);
}

interface Measured {
  readonly found: Found;
  readonly bulk: string[][];
}

async function measure(url: string): Promise<Measured> {
  const found: Found = {};
  const bulk: string[][] = [];
  let jobs = 0;
  for (const size of SIZES) {
    const perSecond = await fillJobs(url, jobs, size);
    bulk.push([
      `${(size - jobs).toLocaleString('en')} jobs in bulk`,
      `${Math.round(perSecond)}/s`,
      `${Math.round(peakMemoryMb())} MB`,
    ]);
    jobs = size;
    const under = (kind: keyof typeof KINDS) =>
      load({ url, kind, connections: CONNECTIONS, seconds: SECONDS, jobs, prefix: `made-${size}` });
    found[size] = {
      get: await under('get'),
      list: await under('list'),
      filtered: await under('filtered'),
      create: await under('create'),
    };
  }
  return { found, bulk };
}

function print({ found, bulk }: Measured): void {
  console.log(
    `The API on the whole local system, ${CONNECTIONS} connections, ${availableParallelism()} cores shared by all`,
  );
  printTable(
    ['', 'jobs', 'requests/s', 'p50 ms', 'p99 ms', 'failures'],
    SIZES.flatMap((size) => rowsOf(size, found[size])),
  );
  console.log(`\nWith ${SIZES[1].toLocaleString('en')} jobs against ${SIZES[0].toLocaleString('en')}`);
  printTable(['', 'p50', 'p99'], ratios(found));
  console.log('');
  printTable(['', 'rate', 'peak memory of the process'], bulk);
}

async function load(options: LoadCase): Promise<LoadResult> {
  const script = fileURLToPath(new URL('api/load-process.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(options)]);
  return loadResult.parse(JSON.parse(stdout));
}

type Found = Partial<Record<number, Record<keyof typeof KINDS, LoadResult>>>;

function rowsOf(size: number, results: Found[number]): string[][] {
  if (results === undefined) return [];
  return entriesOf(results).map(([kind, { perSecond, p50Ms, p99Ms, failures }]) => [
    KINDS[kind],
    size.toLocaleString('en'),
    String(Math.round(perSecond)),
    formatMs(p50Ms),
    formatMs(p99Ms),
    String(failures),
  ]);
}

function ratios(found: Found): string[][] {
  const [few, many] = SIZES.map((size) => found[size]);
  if (few === undefined || many === undefined) return [];
  return entriesOf(many).map(([kind, { p50Ms, p99Ms }]) => [
    KINDS[kind],
    `${(p50Ms / few[kind].p50Ms).toFixed(2)} x`,
    `${(p99Ms / few[kind].p99Ms).toFixed(2)} x`,
  ]);
}

function entriesOf(results: Record<keyof typeof KINDS, LoadResult>) {
  const { get, list, filtered, create } = results;
  return [
    ['get', get],
    ['list', list],
    ['filtered', filtered],
    ['create', create],
  ] as const;
}
