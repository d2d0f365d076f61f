import { WorkerNumberThreads } from '../../shared/adapters/threads/worker-number-threads.ts';
import { countCsvWithEvenkeel, countParquetWithEvenkeel } from './count-with-evenkeel.ts';
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
/** The thread's code as it is deployed. */
const BUNDLED_THREAD = new URL('../../dist/functions/number-counting.js', import.meta.url);

const ENGINES: Readonly<Record<string, () => unknown>> = {
  'evenkeel-csv': () =>
    countCsvWithEvenkeel(readBins(files.bins), files.csv, new WorkerNumberThreads({ entry: BUNDLED_THREAD })),
  'evenkeel-csv-one-thread': () => countCsvWithEvenkeel(readBins(files.bins), files.csv),
  'evenkeel-parquet': () => countParquetWithEvenkeel(readBins(files.bins), files.parquet),
  'duckdb-csv': async () => (await loadDuckDb()).countWithDuckDb(readBins(files.bins), files.csv, 'csv'),
  'duckdb-parquet': async () =>
    (await loadDuckDb()).countWithDuckDb(readBins(files.bins), files.parquet, 'parquet'),
};
const CASES: Readonly<Record<string, () => unknown>> = {
  'write-parquet': async () =>
    (await loadDuckDb()).writeParquet(readBins(files.bins), files.csv, files.parquet),
  kernel: measureKernel,
  stages: () => measureStages(files),
  limits: () => measureLimits(files),
  small: () => measureSmallModels(files),
};

console.log(JSON.stringify(name in ENGINES ? await runEngine() : ((await CASES[name]?.()) ?? null)));

/** Only where it is used: it takes memory. */
function loadDuckDb() {
  return import('./count-with-duckdb.ts');
}

async function runEngine(): Promise<object> {
  const cpuBefore = cpuSeconds();
  const mainBefore = process.threadCpuUsage();
  const startedAt = performance.now();
  const counts = await ENGINES[name]?.();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.threadCpuUsage(mainBefore);
  const usage = { cpuSeconds: cpuSeconds() - cpuBefore, mainCpuSeconds: (user + system) / 1e6 };
  return { seconds, ...usage, peakMb: peakMemoryMb(), counts };
}
