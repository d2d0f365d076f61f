import { readFileSync } from 'node:fs';
import { type BenchFiles, readBins, SMALL } from './bench-files.ts';
import { countCsv } from './count-with-evenkeel.ts';
import { cpuSeconds } from './process-usage.ts';

const WARM_UP = 30;
const REPEATS = 100;

/** CPU milliseconds of counting 10,000 rows of 20 columns, on average in a process that has done so before. */
export function measureSmallModels({ bins, small }: BenchFiles): number {
  const own = readBins(bins, SMALL.columns);
  const file = readFileSync(small);
  for (let repeat = 0; repeat < WARM_UP; repeat += 1) countCsv(own, [file]);
  const before = cpuSeconds();
  for (let repeat = 0; repeat < REPEATS; repeat += 1) countCsv(own, [file]);
  return ((cpuSeconds() - before) * 1000) / REPEATS;
}
