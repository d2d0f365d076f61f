import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Stack } from '../../local/stack.ts';
import { BULK_RUNS_QUEUE, RUNS_QUEUE } from '../../shared/contracts/queue/run-message.ts';
import { BenchStore, dailyAt, startBenchStack, tinyJob, type StoredRun } from './bench-stack.ts';
import { startCpuProfile } from './cpu-by-part.ts';
import { registerJobs } from './register-jobs.ts';

const herdInput = z.object({
  jobs: z.number(),
  /** How long after the due instant the starts, and after those the ends, are waited for. */
  patienceMs: z.number(),
});

export const herdAnswer = z.object({
  /** Jobs scheduled over HTTP, a second. */
  registeredPerSecond: z.number(),
  /** From the first message in the queue to the last; null when they were not all there at the due instant. */
  enqueueMs: z.number().nullable(),
  /** From the last message in the queue to the due instant; null when it came later. */
  enqueuedBeforeDueMs: z.number().nullable(),
  /** Of each run that started, milliseconds from the due instant to its claim. */
  latenessMs: z.array(z.number()),
  /** From the due instant to the last end; null when not all ended in time. */
  lastFinishedMs: z.number().nullable(),
  finished: z.number(),
  /** Cores used from the due instant to the last start. */
  cores: z.number(),
  /** Where the time went from the due instant to the last start. */
  cpuByPart: z.array(z.object({ part: z.string(), share: z.number() })),
});

export type HerdAnswer = z.output<typeof herdAnswer>;

const LOOK_AHEAD_MS = 90_000;
const WARM_UP_JOBS = 200;
const WARM_UP_LEAD_MS = 20_000;
/** How much slower than the first jobs the others may be scheduled. */
const MARGIN = 1.5;

/** Recurring jobs, all due at one instant, on the whole local system as `npm start` runs it. */
export async function runHerdCase(input: unknown): Promise<HerdAnswer> {
  const options = herdInput.parse(input);
  const running = await startBenchStack();
  const store = new BenchStore(running.stack.settings);
  try {
    return await measureHerd(running.stack, store, options);
  } finally {
    store.close();
    await running.stop();
  }
}

async function measureHerd(
  stack: Stack,
  store: BenchStore,
  { jobs, patienceMs }: z.output<typeof herdInput>,
): Promise<HerdAnswer> {
  const warmRate = await warmUp(stack, store);
  // Far enough ahead for all to be scheduled before the dispatcher looks at the first.
  const headStartMs = LOOK_AHEAD_MS + 10_000 + (MARGIN * 1000 * jobs) / warmRate;
  const dueAt = Math.ceil((Date.now() + headStartMs) / 1000) * 1000;
  const recurrence = dailyAt(dueAt);
  const registeredPerSecond = await registerJobs(
    stack.url,
    Array.from({ length: jobs }, (_, index) => tinyJob(`herd-${index}`, recurrence)),
  );
  if (Date.now() > dueAt - LOOK_AHEAD_MS) throw new Error('The jobs were scheduled too slowly.');
  const enqueued = await watchQueue(stack, jobs, dueAt);
  // Starting to sample holds the process up for half a second.
  await pause(dueAt - 3000 - Date.now());
  const stopProfile = await startCpuProfile();
  await pause(dueAt - Date.now());
  const cpuBefore = process.cpuUsage();
  await untilQueueIsEmpty(stack, dueAt + patienceMs);
  const { user, system } = process.cpuUsage(cpuBefore);
  const cores = (user + system) / 1000 / (Date.now() - dueAt);
  const cpuByPart = [...(await stopProfile())];
  await untilFinished(store, dueAt, Date.now() + patienceMs);
  const runs = await store.runsDue(dueAt, dueAt);
  return { registeredPerSecond, ...enqueued, ...summarize(runs, dueAt), cores, cpuByPart };
}

/** The first hundreds run before the compiler has caught up. @returns jobs scheduled a second. */
async function warmUp(stack: Stack, store: BenchStore): Promise<number> {
  const at = Date.now() + WARM_UP_LEAD_MS;
  const recurrence = { type: 'once', at: new Date(at).toISOString() };
  const jobs = Array.from({ length: WARM_UP_JOBS }, (_, index) => tinyJob(`warm-${index}`, recurrence));
  await registerJobs(stack.url, jobs.slice(0, WARM_UP_JOBS / 2));
  const rate = await registerJobs(stack.url, jobs.slice(WARM_UP_JOBS / 2));
  await pause(at + 500 - Date.now());
  await untilFinished(store, at, at + 60_000);
  return rate;
}

type Enqueued = Pick<HerdAnswer, 'enqueueMs' | 'enqueuedBeforeDueMs'>;

/** The queue's own count says when the last message was taken in. */
async function watchQueue({ serviceBus }: Stack, jobs: number, dueAt: number): Promise<Enqueued> {
  const has = (): number => messagesIn(serviceBus);
  while (has() === 0 && Date.now() < dueAt) await pause(50);
  const firstAt = Date.now();
  while (has() < jobs && Date.now() < dueAt) await pause(50);
  const lastAt = Date.now();
  return has() < jobs
    ? { enqueueMs: null, enqueuedBeforeDueMs: null }
    : { enqueueMs: lastAt - firstAt, enqueuedBeforeDueMs: dueAt - lastAt };
}

async function untilQueueIsEmpty({ serviceBus }: Stack, giveUpAt: number): Promise<void> {
  for (;;) {
    if (messagesIn(serviceBus) === 0 || Date.now() > giveUpAt) return;
    // The thread stands still while the queues' thread is asked.
    await pause(500);
  }
}

/** Messages of both queues of due runs. */
function messagesIn(serviceBus: Stack['serviceBus']): number {
  const counts = [RUNS_QUEUE, BULK_RUNS_QUEUE].map((queue) => serviceBus.counts(queue));
  return counts.reduce((sum, { scheduled, active, locked }) => sum + scheduled + active + locked, 0);
}

async function untilFinished(store: BenchStore, dueAt: number, giveUpAt: number): Promise<void> {
  while ((await store.countUnfinished(dueAt, dueAt)) > 0 && Date.now() < giveUpAt) await pause(500);
}

function summarize(
  runs: readonly StoredRun[],
  dueAt: number,
): Pick<HerdAnswer, 'latenessMs' | 'lastFinishedMs' | 'finished'> {
  const started = runs.flatMap(({ startedAt }) => (startedAt === undefined ? [] : [startedAt - dueAt]));
  const finished = runs.flatMap(({ finishedAt }) => (finishedAt === undefined ? [] : [finishedAt - dueAt]));
  const all = finished.length === runs.length && runs.length > 0;
  return {
    latenessMs: started,
    lastFinishedMs: all ? finished.reduce((last, at) => Math.max(last, at), 0) : null,
    finished: finished.length,
  };
}
