import { setTimeout as wait } from 'node:timers/promises';
import { Client } from '../../local/client.ts';
import { startReportServer } from '../../local/report-server/start-report-server.ts';
import { BenchStore, startBenchStack, type StoredRun } from '../schedule/bench-stack.ts';
import { collectionJob } from './collection-job.ts';

export interface Throughput {
  /** So many resources that were due at one instant. */
  readonly collections: number;
  readonly perMinute: number;
  /** Of collections one after the other, with nothing beside them: from the slot to the result. */
  readonly alone: { readonly medianMs: number; readonly longestMs: number; readonly slots: number };
}

const ALONE_SLOTS = 15;
const ALONE_EVERY_SECONDS = 2;
/** For the registration of a job, and then some. */
const MS_A_JOB = 40;
const DEADLINE_MS = 10 * 60_000;

/** Collections of small reports through the whole local system, its state on disk; the report server is at ease. */
export async function measureThroughput(collections: number): Promise<Throughput> {
  const server = await startReportServer({ makeMs: 1, loadPeriodMs: 0, rows: 100 });
  const bench = await startBenchStack({ DISPATCH_SCHEDULE: '* * * * * *' });
  const { stack } = bench;
  const store = new BenchStore(stack.settings);
  try {
    const client = new Client(stack.url);
    const alone = await collectAlone(client, store, server.origin);
    const startAt = nextSecond(3_000 + collections * MS_A_JOB);
    for (let index = 0; index < collections; index += 1) {
      const recurrence = { type: 'once', at: new Date(startAt).toISOString() };
      await client.scheduleJob(collectionJob(`resource-${index}`, { baseUrl: server.origin, recurrence }));
    }
    if (Date.now() > startAt) throw new Error('The jobs were registered too slowly for one instant.');
    const runs = await finishedRuns(store, [startAt, startAt], collections);
    const lastAt = Math.max(...runs.map(({ finishedAt = NaN }) => finishedAt));
    assertCollected(server.stats().reportsGiven, collections + ALONE_SLOTS);
    return { collections, perMinute: (collections * 60_000) / (lastAt - startAt), alone };
  } finally {
    store.close();
    await bench.stop();
    await server.stop();
  }
}

async function collectAlone(
  client: Client,
  store: BenchStore,
  baseUrl: string,
): Promise<Throughput['alone']> {
  const from = nextSecond(3_000);
  const to = from + (ALONE_SLOTS - 1) * ALONE_EVERY_SECONDS * 1000;
  const [startAt, endAt] = [new Date(from).toISOString(), new Date(to + 1).toISOString()];
  const recurrence = {
    ...{ type: 'interval', everySeconds: ALONE_EVERY_SECONDS, anchorAt: startAt },
    ...{ startAt, endAt },
  };
  await client.scheduleJob(
    collectionJob('alone', { baseUrl, recurrence, policies: { overlap: 'buffer-all' } }),
  );
  const runs = await finishedRuns(store, [from, to], ALONE_SLOTS);
  const times = runs.map(({ dueAt, finishedAt = NaN }) => finishedAt - dueAt).sort((a, b) => a - b);
  return { medianMs: times[times.length >>> 1] ?? NaN, longestMs: times.at(-1) ?? NaN, slots: ALONE_SLOTS };
}

/** Waits until so many runs that are due between the two instants have ended. */
async function finishedRuns(
  store: BenchStore,
  [from, to]: readonly [number, number],
  count: number,
): Promise<readonly StoredRun[]> {
  await wait(Math.max(0, to - Date.now()));
  const giveUpAt = Date.now() + DEADLINE_MS;
  while (Date.now() < giveUpAt) {
    const runs = await store.runsDue(from, to);
    if (runs.filter(({ finishedAt }) => finishedAt !== undefined).length === count) return runs;
    await wait(250);
  }
  throw new Error(`${count} collections did not end within ${DEADLINE_MS / 60_000} minutes.`);
}

/** A run that has failed has ended too: only the server knows that all reports were fetched. */
function assertCollected(given: number, wanted: number): void {
  if (given !== wanted) throw new Error(`${given} reports were given out, not ${wanted}.`);
}

function nextSecond(ms: number): number {
  return Math.ceil((Date.now() + ms) / 1000) * 1000;
}
