import type { Bins } from '../domain/stability/bin-specification.ts';
import { createSampleCounter, type SampleWindow } from '../domain/stability/sample-counter.ts';
import type { SampleCounts } from '../domain/stability/sample-counts.ts';
import type { NumberThreads } from './ports/number-threads.ts';
import type { MalformedSampleRows, ReadSample, SampleRequest } from './ports/sample-reader.ts';
import { ThreadedSink } from './threaded-sink.ts';

export interface SampleCounting {
  readonly readSample: ReadSample;
  /** Absent where all is counted on the thread that reads. */
  readonly threads?: NumberThreads | undefined;
  /** A thread is asked for once so many numbers have been counted; 400,000 when absent. */
  readonly minThreadedNumbers?: number | undefined;
}

/** More than small samples have, which gain nothing; to count so many takes a few milliseconds. */
const MIN_THREADED_NUMBERS = 400_000;

/** More than a field of a plain CSV file has, on average: a file of so many bytes for each number is surely large. */
const MAX_FIELD_BYTES = 32;

export interface CountSampleRequest extends Omit<SampleRequest, 'sink'> {
  readonly bins: Bins;
  readonly window?: SampleWindow | undefined;
  readonly signal: AbortSignal;
}

export interface CountedSample {
  readonly counts: SampleCounts;
  readonly malformed: MalformedSampleRows;
}

/**
 * Reads a sample and counts it into bins; the numbers of a large one on another thread, where there is one, with the same
 * result. Throws as `ReadSample` and `createSampleCounter` do, and Unavailable when that thread is lost.
 */
export async function countSample(
  { readSample, threads, minThreadedNumbers = MIN_THREADED_NUMBERS }: SampleCounting,
  { bins, window, ...request }: CountSampleRequest,
): Promise<CountedSample> {
  const counter = createSampleCounter(bins, window === undefined ? {} : { window });
  if (threads === undefined) {
    const { malformed } = await readSample({ ...request, sink: counter });
    return { counts: counter.finish(), malformed };
  }
  const { signal } = request;
  const { convention } = bins;
  const sizeBytes = request.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const isLarge = sizeBytes >= minThreadedNumbers * MAX_FIELD_BYTES;
  const sink = new ThreadedSink(counter, {
    ...{ convention, threads, minNumbers: minThreadedNumbers },
    ...{ isLarge, signal },
  });
  try {
    const { malformed } = await readSample({ ...request, sink });
    await sink.finish();
    return { counts: counter.finish(), malformed };
  } finally {
    sink.close();
  }
}
