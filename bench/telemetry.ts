import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { startAppHost } from '../local/app-host/start-app-host.ts';
import { buildApp } from '../local/build.ts';
import { startStandIns, type StandIns } from '../local/stand-ins.ts';
import { usageOf } from './collections/process-of.ts';
import { storeTinyFiles, tinyJob } from './schedule/bench-stack.ts';
import { printTable } from './schedule/print-table.ts';

const ROUNDS = 3;
const REQUESTS = 1_500;
const RUNS = 60;
const AT_ONCE = 20;
const DEADLINE_MS = 120_000;

const NEVER = '0 0 0 1 1 *';

/** Nothing is at work but what is asked for. */
const QUIET = {
  ...{ DISPATCH_SCHEDULE: NEVER, RECOVERY_SCHEDULE: NEVER, AUDIT_SCHEDULE: NEVER },
  ...{ STATISTICS_SCHEDULE: NEVER, ALERTS_RAISE_SCHEDULE: NEVER, ALERTS_DELIVER_SCHEDULE: NEVER },
  ...{ EVENKEEL_AUTH: 'open', RATE_LIMIT__requestsPerMinute: '0' },
};

/** How telemetry is set, by what the rows of the table say. */
const CASES = {
  off: () => ({}),
  on: sendingTo,
} as const;
type Case = keyof typeof CASES;

interface Cost {
  readonly requestMs: number;
  readonly runMs: number;
  readonly bytesOfRun: number;
}

/** What telemetry costs the app's process in CPU, with it and without it in turns, in the same run. */
export async function benchTelemetry(): Promise<void> {
  await buildApp();
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'));
  const standIns = await startStandIns();
  const sink = await startSink();
  const costs: Record<Case, Cost[]> = { off: [], on: [] };
  try {
    await storeTinyFiles(standIns.blobs);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, settingsOf] of casesInTurn()) {
        const dataDir = join(folder, `${round}-${name}`);
        const settings = { ...standIns.settings, ...QUIET, ...settingsOf(sink.url) };
        costs[name].push(await measure({ dataDir, settings, sink, prefix: `r${round}-${name}` }));
      }
    }
  } finally {
    await sink.stop();
    await standIns.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  print(costs);
}

function casesInTurn(): readonly (readonly [Case, (url: string) => Readonly<Record<string, string>>])[] {
  return [
    ['off', CASES.off],
    ['on', CASES.on],
  ];
}

/** Every trace is recorded. */
function sendingTo(url: string): Readonly<Record<string, string>> {
  return { TELEMETRY__exporters: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: url };
}

interface Measured {
  readonly dataDir: string;
  readonly settings: StandIns['settings'];
  readonly sink: Sink;
  readonly prefix: string;
}

async function measure({ dataDir, settings, sink, prefix }: Measured): Promise<Cost> {
  const host = await startAppHost({ dataDir, settings });
  const { pid = 0 } = host.child;
  try {
    const jobs = Array.from({ length: RUNS }, (_, index) => `${prefix}-${index}`);
    const distant = { type: 'once', at: '2099-01-01T00:00:00Z' };
    await eachAtOnce(jobs, (jobId) => post(`${host.url}/api/jobs/schedule`, tinyJob(jobId, distant)));
    const read = (jobId: string) => get(`${host.url}/api/jobs/${jobId}`);
    const requests = Array.from({ length: REQUESTS }, (_, index) => jobs[index % RUNS] ?? '');
    // What is compiled and loaded at its first use is no cost of each.
    await eachAtOnce(requests, read);
    await runAll(host.url, jobs);
    const requestMs = (await cpuMs(pid, () => eachAtOnce(requests, read))) / REQUESTS;
    const bytesBefore = sink.bytes;
    const runMs = (await cpuMs(pid, () => runAll(host.url, jobs))) / RUNS;
    return { requestMs, runMs, bytesOfRun: (sink.bytes - bytesBefore) / RUNS };
  } finally {
    await host.kill();
  }
}

async function cpuMs(pid: number, work: () => Promise<void>): Promise<number> {
  const before = usageOf(pid).cpuSeconds;
  await work();
  // What is sent later belongs to it, too.
  await pause(6_000);
  return (usageOf(pid).cpuSeconds - before) * 1000;
}

async function runAll(url: string, jobs: readonly string[]): Promise<void> {
  const why = { author: 'bench', reason: 'It is measured.' };
  await eachAtOnce(jobs, (jobId) => post(`${url}/api/jobs/${jobId}/runs`, why));
  const finished = z.object({ items: z.array(z.object({ state: z.string() })) });
  const giveUpAt = performance.now() + DEADLINE_MS;
  // The last one is asked for seldom, and then each once: how often it is asked is not to be a part of what runs cost.
  for (const jobId of [jobs.at(-1) ?? '', ...jobs]) {
    for (;;) {
      const { items } = finished.parse(await get(`${url}/api/jobs/${jobId}/runs`));
      if (items[0]?.state === 'succeeded') break;
      if (performance.now() > giveUpAt) throw new Error(`The run of '${jobId}' has not succeeded.`);
      await pause(2_000);
    }
  }
}

async function eachAtOnce<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

async function get(url: string): Promise<unknown> {
  return answerOf(await fetch(url));
}

async function post(url: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return answerOf(await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function answerOf(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`It was answered ${response.status}: ${await response.text()}`);
  return response.json();
}

interface Sink {
  readonly url: string;
  /** How much came so far. */
  readonly bytes: number;
  stop(): Promise<void>;
}

async function startSink(): Promise<Sink> {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('end', () => response.writeHead(200).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    get bytes() {
      return bytes;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function print(costs: Readonly<Record<Case, readonly Cost[]>>): void {
  const least = (name: Case, figure: keyof Cost): number =>
    Math.min(...costs[name].map((cost) => cost[figure]));
  const ratio = (name: Case, figure: keyof Cost): string =>
    `${(least(name, figure) / least('off', figure)).toFixed(2)} x`;
  console.log(
    `CPU of the app's process (host and engine in it), the least of ${ROUNDS} rounds (others on the machine only add to it): ${REQUESTS} requests, ${RUNS} runs each`,
  );
  printTable(
    ['telemetry', 'a request', '', 'a run', '', 'sent for a run'],
    casesInTurn().map(([name]) => [
      name,
      `${least(name, 'requestMs').toFixed(2)} ms`,
      ratio(name, 'requestMs'),
      `${least(name, 'runMs').toFixed(1)} ms`,
      ratio(name, 'runMs'),
      `${Math.round(least(name, 'bytesOfRun'))} B`,
    ]),
  );
}
