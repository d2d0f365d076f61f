import { createReadStream } from 'node:fs';
import { DuckDbParquetDecoder } from '../../shared/adapters/duckdb/duckdb-parquet-decoder.ts';
import { CsvReader } from '../../shared/domain/dataset/csv-reader.ts';
import type { Bins } from '../../shared/domain/stability/bin-specification.ts';
import type { SampleCounts } from '../../shared/domain/stability/sample-counts.ts';
import { createSampleCounter } from '../../shared/domain/stability/sample-counter.ts';
import { readChunks } from './read-chunks.ts';

/** As the app has them. */
const DUCKDB = { threads: 2, memoryLimitMb: 512 };

export function countCsv(bins: Bins, chunks: Iterable<Uint8Array>): SampleCounts {
  const counter = createSampleCounter(bins);
  const reader = new CsvReader(counter);
  for (const chunk of chunks) reader.push(chunk);
  reader.finish();
  return counter.finish();
}

/** With the settings of the app's own reader: the file is fetched to the disk first. */
export async function countParquetWithEvenkeel(bins: Bins, parquet: string): Promise<number[][]> {
  const decoder = new DuckDbParquetDecoder(DUCKDB);
  const counter = createSampleCounter(bins);
  await decoder.decode(createReadStream(parquet), counter);
  await decoder.close();
  return toLists(counter.finish());
}

/** As every engine answers: per column the counts of the bins, then of missing values. */
export function countWithEvenkeel(bins: Bins, csv: string): number[][] {
  return toLists(countCsv(bins, readChunks(csv)));
}

function toLists({ columns }: SampleCounts): number[][] {
  return columns.map((column) =>
    column.status === 'counted' ? [...column.binCounts, column.missingCount] : [],
  );
}
