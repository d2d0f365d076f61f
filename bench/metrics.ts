import { CosmosClient } from '@azure/cosmos';
import { buildApp } from '../local/build.ts';
import { CosmosRunFigures } from '../shared/adapters/cosmos/cosmos-run-figures.ts';
import type { Log } from '../shared/application/ports/environment.ts';
import { fillJobs } from './api/fill-jobs.ts';
import { startBenchStack } from './schedule/bench-stack.ts';
import { startHttpRelay } from './schedule/cost/http-relay.ts';
import { formatMs, printTable } from './schedule/print-table.ts';

const SIZES = [1_000, 100_000] as const;
const REPEATS = 5;

const NEVER = '0 0 0 1 1 *';
const QUIET = { AUDIT_SCHEDULE: NEVER, STATISTICS_SCHEDULE: NEVER };

const NO_LOG: Log = {
  info: () => undefined,
  error: (message, error) => {
    throw new Error(message, { cause: error });
  },
  event: () => undefined,
  metric: () => undefined,
};

/** What the queries behind `GET /api/metrics` cost, with 1,000 jobs and with 100,000. */
export async function benchMetrics(): Promise<void> {
  await buildApp();
  const bench = await startBenchStack(QUIET);
  const rows = await measure(bench.stack).finally(() => bench.stop());
  console.log('The queries behind GET /api/metrics, on the stand-in of Cosmos DB');
  printTable(['', 'jobs', 'p50 ms', 'requests', 'request units'], rows);
}

interface Stack {
  readonly url: string;
  readonly ports: { readonly cosmos: number };
  readonly settings: Readonly<Record<string, string>>;
}

async function measure({ url, ports, settings }: Stack): Promise<string[][]> {
  let [requests, charge] = [0, 0];
  const relay = await startHttpRelay(ports.cosmos, ({ responseHeaders }) => {
    requests += 1;
    charge += Number(responseHeaders['x-ms-request-charge'] ?? 0);
  });
  const client = new CosmosClient({
    endpoint: `http://127.0.0.1:${relay.port}/`,
    key: settings['COSMOS__accountKey'] ?? '',
  });
  const figures = new CosmosRunFigures(client.database('evenkeel').container('jobs'), NO_LOG);
  const queries = {
    'jobs by state, every 5 minutes': () => figures.countJobs(),
    'unfinished runs, every 15 s': () => figures.countUnfinishedRuns(),
    'overdue runs, every 15 s': () => figures.countOverdueRuns(Date.now()),
  };
  const rows: string[][] = [];
  let jobs = 0;
  for (const size of SIZES) {
    await fillJobs(url, jobs, size);
    jobs = size;
    for (const [name, query] of Object.entries(queries)) {
      // The container is looked up, and its query plan asked for, once.
      await query();
      [requests, charge] = [0, 0];
      const times: number[] = [];
      for (let repeat = 0; repeat < REPEATS; repeat += 1) {
        const startedAt = performance.now();
        await query();
        times.push(performance.now() - startedAt);
      }
      const median = times.toSorted((a, b) => a - b)[Math.floor(REPEATS / 2)] ?? NaN;
      rows.push([
        ...[name, size.toLocaleString('en'), formatMs(median)],
        ...[(requests / REPEATS).toFixed(1), (charge / REPEATS).toFixed(1)],
      ]);
    }
  }
  client.dispose();
  await relay.stop();
  return rows;
}
