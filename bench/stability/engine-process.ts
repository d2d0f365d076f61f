import { countWithDuckDb, writeParquet } from './count-with-duckdb.ts';
import { countParquetWithEvenkeel, countWithEvenkeel } from './count-with-evenkeel.ts';
import { filesIn, readBins } from './bench-files.ts';
import { measureKernel } from './measure-kernel.ts';
import { measureLimits } from './measure-limits.ts';
import { measureSmallModels } from './measure-small-models.ts';
import { measureStages } from './measure-stages.ts';
import { cpuSeconds, peakMemoryMb } from './process-usage.ts';

/*
 * The process of one engine or case: its name and the folder of the files are its arguments, one line of JSON on
 * standard output is its answer.
 */
const [, , name = '', folder = ''] = process.argv;
const files = filesIn(folder);

const ENGINES: Readonly<Record<string, () => unknown>> = {
  'evenkeel-csv': () => countWithEvenkeel(readBins(files.bins), files.csv),
  'evenkeel-parquet': () => countParquetWithEvenkeel(readBins(files.bins), files.parquet),
  'duckdb-csv': () => countWithDuckDb(readBins(files.bins), files.csv, 'csv'),
  'duckdb-parquet': () => countWithDuckDb(readBins(files.bins), files.parquet, 'parquet'),
};
const CASES: Readonly<Record<string, () => unknown>> = {
  'write-parquet': () => writeParquet(readBins(files.bins), files.csv, files.parquet),
  kernel: measureKernel,
  stages: () => measureStages(files),
  limits: () => measureLimits(files),
  small: () => measureSmallModels(files),
};

console.log(JSON.stringify(name in ENGINES ? await runEngine() : ((await CASES[name]?.()) ?? null)));

async function runEngine(): Promise<object> {
  const cpuBefore = cpuSeconds();
  const startedAt = performance.now();
  const counts = await ENGINES[name]?.();
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, cpuSeconds: cpuSeconds() - cpuBefore, peakMb: peakMemoryMb(), counts };
}
