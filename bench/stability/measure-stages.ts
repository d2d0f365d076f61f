import { CsvReader, type RowSink } from '../../shared/domain/dataset/csv-reader.ts';
import { createSampleCounter } from '../../shared/domain/stability/sample-counter.ts';
import { type BenchFiles, readBins } from './bench-files.ts';
import { cpuSeconds } from './process-usage.ts';
import { readChunks } from './read-chunks.ts';

const REPEATS = 3;

/** CPU seconds up to a stage of counting a file, the best of some repeats: each holds those before. */
export interface Stages {
  readonly read: number;
  /** Rows and fields found and read as numbers, which is one step of the reader. */
  readonly parse: number;
  readonly count: number;
}

export function measureStages({ csv, bins }: BenchFiles): Stages {
  const own = readBins(bins);
  const stages = {
    read: () => {
      for (const chunk of readChunks(csv)) if (chunk.length === 0) throw new Error('An empty chunk.');
    },
    parse: () => {
      read(csv, numbersOnly(createSampleCounter(own)));
    },
    count: () => {
      read(csv, createSampleCounter(own));
    },
  };
  return {
    read: best(stages.read),
    parse: best(stages.parse),
    count: best(stages.count),
  };
}

/** Wants what a sink wants, and does nothing with it. */
function numbersOnly(sink: RowSink): RowSink {
  return { header: (names) => sink.header(names), rows: () => undefined };
}

function read(path: string, sink: RowSink): void {
  const reader = new CsvReader(sink);
  for (const chunk of readChunks(path)) reader.push(chunk);
  reader.finish();
}

function best(work: () => void): number {
  const times = Array.from({ length: REPEATS }, () => {
    const before = cpuSeconds();
    work();
    return cpuSeconds() - before;
  });
  return Math.min(...times);
}
