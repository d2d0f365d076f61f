import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { buildApp } from '../local/build.ts';
import { printTable } from './schedule/print-table.ts';
import { filesIn, writeBenchFiles } from './stability/bench-files.ts';
import { compareEngines } from './stability/compare-engines.ts';
import { runCase } from './stability/run-process.ts';

const COLUMNS = 50;

const kernelAnswer = z.object({
  bins: z.number(),
  profile: z.number(),
  decoded: z.number(),
  sortSeconds: z.number(),
  decileSeconds: z.number(),
  profileQuantileSeconds: z.number(),
});
const limitsAnswer = z.object({ memory: z.number(), read: z.number(), search: z.number(), scan: z.number() });
const stagesAnswer = z.object({ read: z.number(), parse: z.number(), count: z.number() });

/** Counting a sample into stored bins: beside peers, stage by stage, the kernel alone, and what bounds it. */
export async function benchStability({ rows }: { readonly rows: number }): Promise<void> {
  printLoad('before');
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'));
  try {
    console.log(
      `Counting ${rows.toLocaleString('en')} rows x ${COLUMNS} numeric columns into stored deciles`,
    );
    writeBenchFiles(folder, rows, COLUMNS);
    // The thread's code is taken from there: run from its sources, it would load a compiler besides.
    await buildApp();
    await runCase('write-parquet', folder, z.null());
    printFiles(folder);
    await compareEngines(folder);
    await printStages(folder, rows * COLUMNS);
    await printKernel(folder);
    const ms = await runCase('small', folder, z.number());
    console.log(`\n10,000 rows x 20 columns from CSV, warm process: ${ms.toFixed(1)} ms of CPU`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  printLoad('after');
}

/** A machine that has something else to do gives other figures; whoever reads them has to know. */
function printLoad(when: 'before' | 'after'): void {
  const [minute = NaN] = loadavg();
  const machine = `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}`;
  console.log(`Machine: ${machine}; load average ${when} the benchmark ${minute.toFixed(1)}`);
}

function printFiles(folder: string): void {
  const { csv, parquet } = filesIn(folder);
  const megabytes = [csv, parquet].map((path) => (statSync(path).size / 1e6).toFixed(0));
  console.log(
    `CSV ${megabytes[0]} MB, Parquet (zstd) ${megabytes[1]} MB; warm page cache; a process each, in turns, 3 times`,
  );
  console.log('evenkeel counts a finer grid, the range and the moments besides; DuckDB uses all cores');
}

async function printStages(folder: string, fields: number): Promise<void> {
  const limits = await runCase('limits', folder, limitsAnswer);
  const stages = await runCase('stages', folder, stagesAnswer);
  const { size } = statSync(filesIn(folder).csv);
  const speed = size / stages.count;
  console.log('\nWhere the time of evenkeel, CSV, one thread goes (CPU seconds)');
  const parts: readonly (readonly [string, number])[] = [
    ['read the file', stages.read],
    ['find rows and fields, parse numbers', stages.parse - stages.read],
    ['count', stages.count - stages.parse],
  ];
  printTable(
    ['', 's', 'share', 'ns a field'],
    parts.map(([name, seconds]) => {
      const share = `${((100 * seconds) / stages.count).toFixed(0)} %`;
      return [name, seconds.toFixed(2), share, ((1e9 * seconds) / fields).toFixed(1)];
    }),
  );
  console.log('\nWhat bounds it, on one core');
  const rates: readonly (readonly [string, number])[] = [
    ['memory, a Float64Array read', limits.memory],
    ['the file read', limits.read],
    ['the file read and searched for line feeds, native', limits.search],
    ['the file read and looked at byte by byte, JavaScript', limits.scan],
    ['evenkeel, CSV, one thread', speed],
  ];
  printTable(
    ['', 'GB/s', 'evenkeel is'],
    rates.map(([name, rate]) => [
      name,
      (rate / 1e9).toFixed(2),
      `${((100 * speed) / rate).toFixed(rate > 10 * speed ? 1 : 0)} %`,
    ]),
  );
}

async function printKernel(folder: string): Promise<void> {
  const kernel = await runCase('kernel', folder, kernelAnswer);
  const perSecond = (rate: number): string => `${(rate / 1e6).toFixed(0)} M values/s`;
  const selected = (seconds: number): string =>
    `${(seconds * 1000).toFixed(0)} ms, ${(kernel.sortSeconds / seconds).toFixed(1)} times as fast as sorting`;
  console.log('\nThe kernel alone, 10 M values, of one core');
  printTable(
    ['', ''],
    [
      ['counted into 10 bins', perSecond(kernel.bins)],
      ['counted into 200 intervals', perSecond(kernel.profile)],
      ['50 decoded columns: bins, grid, range, moments', perSecond(kernel.decoded)],
      ['exact deciles', selected(kernel.decileSeconds)],
      ['exact quantiles of the finer grid', selected(kernel.profileQuantileSeconds)],
    ],
  );
}
