import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../local/build.ts';
import { captureConsole } from '../local/capture-console.ts';
import { Client } from '../local/client.ts';
import { startStack, type Stack } from '../local/stack.ts';
import { generateDataset } from './generate-dataset.ts';

const COLUMNS = 10;
const DEADLINE_MS = 10 * 60_000;

/** The same rows through the whole local system: a blob, a job over HTTP, a scheduled run, its result. */
export async function benchWholePath({
  rows,
  repeats,
}: {
  readonly rows: number;
  readonly repeats: number;
}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'));
  const print = console.log.bind(console);
  const giveBackConsole = captureConsole(folder);
  await buildApp();
  const startedAt = performance.now();
  const stack = await startStack({ dataDir: join(folder, 'state') });
  const startMs = performance.now() - startedAt;
  try {
    await Promise.all([store(stack, 'baselines', rows, 1), store(stack, 'datasets', rows, 2)]);
    print(`The whole local system, state on disk: started in ${startMs.toFixed(0)} ms`);
    const registered = [];
    const ran = [];
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const { registerMs, runMs } = await once(new Client(stack.url), `bench-${repeat}`);
      registered.push(registerMs);
      ran.push(runMs);
    }
    print(line('job scheduled (baseline frozen)', registered, rows));
    print(line('scheduled run, start to finish', ran, rows));
  } finally {
    await stack.stop();
    giveBackConsole();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function store(stack: Stack, container: string, rows: number, seed: number): Promise<void> {
  const chunks = generateDataset({ rowCount: rows, columnCount: COLUMNS, style: 'short', seed });
  const blob = stack.blobs.getContainerClient(container).getBlockBlobClient('bench.csv');
  await blob.uploadData(Buffer.concat(chunks));
}

async function once(client: Client, jobId: string): Promise<{ registerMs: number; runMs: number }> {
  const at = new Date(Date.now() + 1000).toISOString();
  const before = performance.now();
  await client.scheduleJob({
    jobId,
    kind: 'stability',
    valueStream: 'bench',
    task: { modelId: jobId, baseline: 'baselines/bench.csv', current: 'datasets/bench.csv' },
    recurrences: [{ type: 'once', at }],
  });
  const registerMs = performance.now() - before;
  const run = await client.firstFinishedRun(jobId, DEADLINE_MS);
  return { registerMs, runMs: Date.parse(run.finishedAt ?? '') - Date.parse(run.startedAt ?? '') };
}

function line(name: string, times: number[], rows: number): string {
  times.sort((a, b) => a - b);
  const [min = NaN, median = NaN] = [times[0], times[times.length >>> 1]];
  const rate = (rows / median / 1000).toFixed(2);
  return `${name.padEnd(34)} min ${min.toFixed(0)} ms, median ${median.toFixed(0)} ms, ${rate} M rows/s`;
}
