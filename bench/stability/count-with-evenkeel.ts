import { createReadStream, statSync } from 'node:fs';
import { countSample } from '../../shared/application/count-sample.ts';
import type { NumberThreads } from '../../shared/application/ports/number-threads.ts';
import type { ReadSample } from '../../shared/application/ports/sample-reader.ts';
import { PLAIN_CSV } from '../../shared/domain/data/data-source.ts';
import { CsvReader } from '../../shared/domain/dataset/csv-reader.ts';
import type { Bins } from '../../shared/domain/stability/bin-specification.ts';
import type { SampleCounts } from '../../shared/domain/stability/sample-counts.ts';
import { createSampleCounter } from '../../shared/domain/stability/sample-counter.ts';
import { readChunksAhead } from './read-chunks.ts';

/** As the app has them. */
const DUCKDB = { threads: 2, memoryLimitMb: 512 };

/** As every engine answers: per column the counts of the bins, then of missing values. */
export async function countCsvWithEvenkeel(
  bins: Bins,
  csv: string,
  threads?: NumberThreads,
): Promise<number[][]> {
  const readSample: ReadSample = async ({ sink }) => {
    const reader = new CsvReader(sink);
    for await (const chunk of readChunksAhead(csv)) {
      await sink.ready?.();
      reader.push(chunk);
    }
    reader.finish();
    return { fileCount: 1, sizeBytes: 0, malformed: { count: 0, first: [] } };
  };
  const { signal } = new AbortController();
  const files = [{ path: csv, sizeBytes: statSync(csv).size, etag: '' }];
  const request = { files, format: PLAIN_CSV, bins, signal };
  const { counts } = await countSample({ readSample, threads }, request);
  return toLists(counts);
}

/** With the settings of the app's own reader: the file is fetched to the disk first. */
export async function countParquetWithEvenkeel(bins: Bins, parquet: string): Promise<number[][]> {
  // As in the app, DuckDB is loaded where there is a Parquet file: it takes memory.
  const { DuckDbParquetDecoder } = await import('../../shared/adapters/duckdb/duckdb-parquet-decoder.ts');
  const decoder = new DuckDbParquetDecoder(DUCKDB);
  const counter = createSampleCounter(bins);
  await decoder.decode(createReadStream(parquet), counter);
  await decoder.close();
  return toLists(counter.finish());
}

/** On one thread, without anything of the app around. */
export function countCsv(bins: Bins, chunks: Iterable<Uint8Array>): SampleCounts {
  const counter = createSampleCounter(bins);
  const reader = new CsvReader(counter);
  for (const chunk of chunks) reader.push(chunk);
  reader.finish();
  return counter.finish();
}

function toLists({ columns }: SampleCounts): number[][] {
  return columns.map((column) =>
    column.status === 'counted' ? [...column.binCounts, column.missingCount] : [],
  );
}
