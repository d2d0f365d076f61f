import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CosmosClient, type Container, type JSONValue } from '@azure/cosmos';
import { startCosmos } from '../local/cosmos/start-cosmos.ts';

export interface CosmosFigures {
  readonly documents: number;
  /** Single-item creations through the SDK, kept on disk, client and server in one process. */
  readonly writesPerSecond: number;
  /** Milliseconds of a query through the SDK, all of its pages, after one to warm up. */
  readonly queries: readonly { readonly name: string; readonly rows: number; readonly medianMs: number }[];
}

const CONCURRENCY = 50;
const REPEATS = 21;
const START = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;

const QUERIES: readonly { name: string; query: string; value: (documents: number) => JSONValue }[] = [
  {
    name: 'jobs due, none',
    query:
      "SELECT * FROM c WHERE c.type = 'job' AND c.state = 'active' AND c.nextDueAt <= @at ORDER BY c.nextDueAt",
    value: () => instant(-1),
  },
  {
    name: 'jobs due, some',
    query:
      "SELECT * FROM c WHERE c.type = 'job' AND c.state = 'active' AND c.nextDueAt <= @at ORDER BY c.nextDueAt",
    value: () => instant(40),
  },
  {
    name: 'runs unfinished, some',
    query:
      "SELECT * FROM c WHERE c.type = 'run' AND c.state IN ('pending', 'running') AND c.effectiveAt <= @at",
    value: (documents) => instant(documents),
  },
  {
    name: 'runs finished since, some',
    query: 'SELECT * FROM c WHERE c.finishedAt > @at ORDER BY c.finishedAt',
    value: (documents) => instant(documents - 40),
  },
  {
    name: 'jobs, first page of 51',
    query: "SELECT * FROM c WHERE c.type = 'job' AND c.jobId > @at ORDER BY c.jobId OFFSET 0 LIMIT 51",
    value: () => '',
  },
];

/** Fills a stand-in on disk with jobs and runs, half each, and asks it what the app asks. */
export async function benchmarkCosmos(documents: number): Promise<CosmosFigures> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cosmos-bench-'));
  const containers = [{ id: 'jobs', partitionKey: '/jobId' }];
  const server = await startCosmos({ dataDir, databases: [{ id: 'evenkeel', containers }] });
  const client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
  try {
    const jobs = client.database('evenkeel').container('jobs');
    const elapsedMs = await fill(jobs, documents);
    const queries = [];
    for (const { name, query, value } of QUERIES) {
      const parameters = [{ name: '@at', value: value(documents) }];
      queries.push({ name, ...(await timeQuery(jobs, { query, parameters })) });
    }
    return { documents, writesPerSecond: (1000 * documents) / elapsedMs, queries };
  } finally {
    client.dispose();
    await server.stop();
    await rm(dataDir, { recursive: true });
  }
}

async function fill(jobs: Container, documents: number): Promise<number> {
  const startedAt = performance.now();
  let next = 0;
  const write = async (): Promise<void> => {
    while (next < documents) {
      const document = toDocument(next);
      next += 1;
      await jobs.items.create(document);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, write));
  return performance.now() - startedAt;
}

/** Every thousandth run is still going. */
function toDocument(n: number): { readonly id: string; readonly jobId: string } {
  const jobId = `job-${(n >>> 1).toString().padStart(6, '0')}`;
  const padding = 'x'.repeat(250);
  if (n % 2 === 0) {
    return Object.assign(
      { id: jobId, jobId, type: 'job', state: 'active', padding },
      { nextDueAt: instant(n) },
    );
  }
  const run = { id: `${jobId}.run`, jobId, type: 'run', padding, dueAt: instant(n), effectiveAt: instant(n) };
  return n % 2000 === 1
    ? Object.assign(run, { state: 'running' })
    : Object.assign(run, { state: 'succeeded', finishedAt: instant(n) });
}

function instant(hours: number): string {
  return new Date(START + hours * HOUR_MS).toISOString();
}

async function timeQuery(
  jobs: Container,
  query: { readonly query: string; readonly parameters: { name: string; value: JSONValue }[] },
): Promise<{ readonly rows: number; readonly medianMs: number }> {
  const { resources } = await jobs.items.query(query).fetchAll();
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const startedAt = performance.now();
    await jobs.items.query(query).fetchAll();
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  return { rows: resources.length, medianMs: times[times.length >>> 1] ?? NaN };
}
