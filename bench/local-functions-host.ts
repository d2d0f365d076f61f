import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { build } from 'esbuild';
import type { FunctionsHost } from '../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../local/functions-host/start-functions-host.ts';

export interface LocalFunctionsHostFigures {
  /** Orchestrations of three parallel activities, 100 begun at a time, state on disk. */
  readonly orchestrationsPerSecond: number;
  readonly cpuMsPerOrchestration: number;
  /** One orchestration of three activities in a row at a time: a quarter of its time, as it has four turns. */
  readonly medianTurnMs: number;
  readonly worstTurnMs: number;
  /** A plain HTTP function, 32 requests at a time, client and host in one process. */
  readonly httpRequestsPerSecond: number;
}

const APP = `
import { app } from '@azure/functions';
import * as df from 'durable-functions';
const hello = df.app.activity('hello', { handler: (name) => 'hello ' + name });
const NAMES = ['a', 'b', 'c'];
df.app.orchestration('parallel', function* (context) {
  return yield context.df.Task.all(NAMES.map((name) => hello(name)));
});
df.app.orchestration('sequence', function* () {
  for (const name of NAMES) yield hello(name);
  return 'done';
});
app.http('plain', { handler: () => ({ body: 'plain' }) });
`;
const AT_A_TIME = 100;
const BATCHES = 20;
const IN_A_ROW = 300;
const REQUESTS = 4000;
const CLIENTS = 32;
const TURNS_OF_SEQUENCE = 4;

/** Measures the host with an app of its own, in this process, with its state in a temporary folder. */
export async function measureLocalFunctionsHost(): Promise<LocalFunctionsHostFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'));
  try {
    const appDirectory = await writeApp(join(folder, 'app'));
    const host = await startFunctionsHost({ appDirectory, dataDir: join(folder, 'data'), settings: {} });
    try {
      return { ...(await measureRate(host)), ...(await measureTurns(host)), ...(await measureHttp(host)) };
    } finally {
      await host.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints the best of some repeats. */
export async function benchLocalFunctionsHost({ repeats }: { readonly repeats: number }): Promise<void> {
  let best: LocalFunctionsHostFigures | undefined;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const figures = await measureLocalFunctionsHost();
    if (best === undefined || figures.orchestrationsPerSecond > best.orchestrationsPerSecond) best = figures;
  }
  if (best === undefined) return;
  console.log('Local functions host, state on disk, best of', repeats);
  console.log(`three-activity orchestrations  ${best.orchestrationsPerSecond.toFixed(0)} per second`);
  console.log(`  processor time of one        ${best.cpuMsPerOrchestration.toFixed(2)} ms`);
  console.log(
    `one turn                       median ${best.medianTurnMs.toFixed(2)} ms, worst ${best.worstTurnMs.toFixed(2)} ms`,
  );
  console.log(`plain HTTP function            ${best.httpRequestsPerSecond.toFixed(0)} requests per second`);
}

async function writeApp(appDirectory: string): Promise<string> {
  mkdirSync(appDirectory);
  await build({
    stdin: { contents: APP, resolveDir: import.meta.dirname, sourcefile: 'app.ts', loader: 'ts' },
    outfile: join(appDirectory, 'main.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@azure/functions-core'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  writeFileSync(join(appDirectory, 'package.json'), JSON.stringify({ main: 'main.mjs' }));
  writeFileSync(join(appDirectory, 'host.json'), JSON.stringify({ version: '2.0' }));
  return appDirectory;
}

type Rate = Pick<LocalFunctionsHostFigures, 'orchestrationsPerSecond' | 'cpuMsPerOrchestration'>;

async function measureRate(host: FunctionsHost): Promise<Rate> {
  for (let batch = 0; batch < 3; batch += 1) await runBatch(host, `warm-${batch}`);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  for (let batch = 0; batch < BATCHES; batch += 1) await runBatch(host, `rate-${batch}`);
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const count = BATCHES * AT_A_TIME;
  return { orchestrationsPerSecond: count / seconds, cpuMsPerOrchestration: (user + system) / 1000 / count };
}

async function runBatch(host: FunctionsHost, prefix: string): Promise<void> {
  const ids = Array.from({ length: AT_A_TIME }, (_, index) => `${prefix}-${index}`);
  await Promise.all(ids.map(async (instanceId) => host.startOrchestration('parallel', { instanceId })));
  await host.whenIdle();
}

type Turns = Pick<LocalFunctionsHostFigures, 'medianTurnMs' | 'worstTurnMs'>;

async function measureTurns(host: FunctionsHost): Promise<Turns> {
  const times: number[] = [];
  for (let index = 0; index < IN_A_ROW; index += 1) {
    const startedAt = performance.now();
    await host.startOrchestration('sequence', { instanceId: `turns-${index}` });
    while (!host.isIdle) await setImmediate();
    times.push((performance.now() - startedAt) / TURNS_OF_SEQUENCE);
  }
  times.sort((a, b) => a - b);
  return { medianTurnMs: times[times.length >>> 1] ?? NaN, worstTurnMs: times.at(-1) ?? NaN };
}

async function measureHttp({
  url,
}: FunctionsHost): Promise<Pick<LocalFunctionsHostFigures, 'httpRequestsPerSecond'>> {
  const startedAt = performance.now();
  const client = async (): Promise<void> => {
    for (let request = 0; request < REQUESTS / CLIENTS; request += 1) {
      await (await fetch(`${url}/api/plain`)).text();
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return { httpRequestsPerSecond: (REQUESTS / (performance.now() - startedAt)) * 1000 };
}
