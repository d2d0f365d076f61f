import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CsvReader } from '../../shared/domain/dataset/csv-reader.ts';
import { createBinDeriver } from '../../shared/domain/stability/bin-deriver.ts';
import type { Bins } from '../../shared/domain/stability/bin-specification.ts';
import { readChunks } from './read-chunks.ts';
import { columnNames, writeSample } from './write-sample.ts';

/** The files of one run of the benchmark, in a temporary folder. */
export interface BenchFiles {
  readonly csv: string;
  readonly parquet: string;
  /** The frozen bins, of another sample than the one that is counted. */
  readonly bins: string;
  /** A sample of 10,000 rows and 20 columns. */
  readonly small: string;
}

/** Edges are found in a sample of this many rows: that pass is not what is measured. */
const BASELINE_ROWS = 100_000;
export const SMALL = { rows: 10_000, columns: 20 };

export function filesIn(folder: string): BenchFiles {
  return {
    csv: join(folder, 'current.csv'),
    parquet: join(folder, 'current.parquet'),
    bins: join(folder, 'bins.json'),
    small: join(folder, 'small.csv'),
  };
}

/** Writes all but the Parquet file. */
export function writeBenchFiles(folder: string, rows: number, columns: number): void {
  const files = filesIn(folder);
  const baseline = join(folder, 'baseline.csv');
  writeSample(baseline, { rows: BASELINE_ROWS, columns, seed: 1 });
  writeSample(files.csv, { rows, columns, seed: 2 });
  writeSample(files.small, { ...SMALL, seed: 3 });
  const deriver = createBinDeriver({ columns: columnNames(columns) });
  const reader = new CsvReader(deriver);
  for (const chunk of readChunks(baseline)) reader.push(chunk);
  reader.finish();
  writeFileSync(files.bins, JSON.stringify(deriver.finish()));
}

const storedBins = z.custom<Bins>(
  (value) => typeof value === 'object' && value !== null && 'columns' in value,
);

/** The bins as they were written; only the first columns where a number is given. */
export function readBins(path: string, columns = Infinity): Bins {
  const bins = storedBins.parse(JSON.parse(readFileSync(path, 'utf8')));
  return { ...bins, columns: bins.columns.slice(0, columns) };
}
