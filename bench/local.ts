import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../local/build.ts';
import { captureConsole } from '../local/capture-console.ts';
import { startStack } from '../local/stack.ts';
import { benchmarkCosmos } from './local-cosmos.ts';
import { measureLocalFunctionsHost } from './local-functions-host.ts';
import { measureServiceBus } from './local-service-bus.ts';

const DOCUMENTS = 100_000;
const MESSAGES = 20_000;

/** One measured figure beside what is aimed at. */
type Line = readonly [name: string, figure: string, aim: string];

/** The stand-ins and the host, each alone, then the start of the whole. */
export async function benchLocal(): Promise<void> {
  const print = console.log.bind(console);
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'));
  const giveBackConsole = captureConsole(folder);
  try {
    const lines = [
      ...(await startLines(folder)),
      ...(await hostLines()),
      ...(await cosmosLines()),
      ...(await busLines()),
    ];
    print('The local stack, state on disk');
    for (const [name, figure, aim] of lines) print(`${name.padEnd(48)}${figure.padStart(16)}   ${aim}`);
  } finally {
    giveBackConsole();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startLines(folder: string): Promise<Line[]> {
  await buildApp();
  const times: number[] = [];
  for (let repeat = 0; repeat < 4; repeat += 1) {
    const startedAt = performance.now();
    const stack = await startStack({ dataDir: join(folder, `state-${repeat}`) });
    times.push(performance.now() - startedAt);
    await stack.stop();
  }
  const [first = NaN, ...later] = times;
  return [
    ['whole stack, first start in a process', milliseconds(first), 'under 1,500 ms'],
    ['whole stack, later starts (best)', milliseconds(Math.min(...later)), 'under 300 ms'],
  ];
}

async function hostLines(): Promise<Line[]> {
  const host = await measureLocalFunctionsHost();
  return [
    ['orchestrations of three activities', perSecond(host.orchestrationsPerSecond), 'at least 1,000/s'],
    ['a turn of an orchestration, median', milliseconds(host.medianTurnMs), ''],
    ['HTTP requests', perSecond(host.httpRequestsPerSecond), ''],
  ];
}

async function cosmosLines(): Promise<Line[]> {
  const cosmos = await benchmarkCosmos(DOCUMENTS);
  return [
    ['Cosmos writes', perSecond(cosmos.writesPerSecond), 'at least 2,000/s'],
    ...cosmos.queries.map(({ name, rows, medianMs }): Line => {
      const aim = name.startsWith('jobs due') ? 'under 10 ms' : '';
      return [`Cosmos query: ${name} (${rows} of ${DOCUMENTS})`, milliseconds(medianMs), aim];
    }),
  ];
}

async function busLines(): Promise<Line[]> {
  const bus = await measureServiceBus(MESSAGES);
  return [
    ['messages sent in batches', perSecond(bus.sentPerSecond), ''],
    ['messages received and completed', perSecond(bus.completedPerSecond), 'at least 8,000/s'],
    ['send to handler, p50', milliseconds(bus.latencyP50Ms), 'under 2 ms'],
    ['send to handler, p99', milliseconds(bus.latencyP99Ms), ''],
  ];
}

function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en')}/s`;
}

function milliseconds(time: number): string {
  return `${time.toFixed(time < 10 ? 2 : 0)} ms`;
}
