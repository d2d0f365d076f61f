import type { DataInterval } from '../domain/data/data-interval.ts';
import type { DataSource } from '../domain/data/data-source.ts';
import type { RunFailure } from '../domain/run/run-failure.ts';
import { InvalidInput } from '../domain/errors.ts';
import type { Bins } from '../domain/stability/bin-specification.ts';
import type { SampleCounts } from '../domain/stability/sample-counts.ts';
import { countSample, type SampleCounting } from './count-sample.ts';
import type { Warehouse } from './ports/warehouse.ts';
import type { FindSampleFiles } from './find-sample-files.ts';
import type { BlobFile } from './ports/blob-store.ts';
import type { MalformedSampleRows } from './ports/sample-reader.ts';

export interface CountRequest {
  readonly source: DataSource;
  readonly bins: Bins;
  readonly interval: DataInterval;
  readonly timeColumn?: string | undefined;
  readonly signal: AbortSignal;
}

export type CountOutcome =
  | {
      readonly outcome: 'counted';
      readonly counts: SampleCounts;
      /** What was read; none where the warehouse counted. */
      readonly files: readonly BlobFile[];
      /** The first lines that were left out, of those that `counts.leftOut.malformed` counts. */
      readonly malformedRows: MalformedSampleRows['first'];
    }
  /** No retry would mend it. */
  | { readonly outcome: 'rejected'; readonly failure: RunFailure };

/** Counts a run's current data into the bins, wherever they are. Throws Unavailable when a retry may help. */
export type CountCurrent = (request: CountRequest) => Promise<CountOutcome>;

interface Dependencies extends SampleCounting {
  readonly findSampleFiles: FindSampleFiles;
  /** Absent where none is configured. */
  readonly warehouse?: Warehouse | undefined;
}

export function createCountCurrent(dependencies: Dependencies): CountCurrent {
  return async (request) => {
    try {
      return await (request.source.kind === 'snowflake'
        ? countInWarehouse(dependencies.warehouse, request, request.source)
        : countFiles(dependencies, request, request.source));
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      return rejected('current-not-readable', error.message);
    }
  };
}

async function countFiles(
  { findSampleFiles, readSample, threads }: Dependencies,
  { bins, interval, timeColumn, signal }: CountRequest,
  source: Extract<DataSource, { kind: 'blob' }>,
): Promise<CountOutcome> {
  const { path, files } = await findSampleFiles(source, interval, signal);
  if (files.length === 0) {
    const message = `There is no blob '${path}'. Upload the current data, or change the task's "current".`;
    return rejected('current-not-found', message);
  }
  const window = timeColumn === undefined ? undefined : { column: timeColumn, ...interval };
  const { counts, malformed } = await countSample(
    { readSample, threads },
    { files, format: source.format, bins, window, signal },
  );
  const leftOut = malformed.count === 0 ? counts.leftOut : { ...counts.leftOut, malformed: malformed.count };
  return {
    outcome: 'counted',
    counts: { ...counts, ...(leftOut === undefined ? {} : { leftOut }) },
    files,
    malformedRows: malformed.first,
  };
}

async function countInWarehouse(
  warehouse: Warehouse | undefined,
  { bins, interval, timeColumn, signal }: CountRequest,
  source: Extract<DataSource, { kind: 'snowflake' }>,
): Promise<CountOutcome> {
  if (warehouse === undefined) {
    const message = 'The current data are in Snowflake, and no account is configured (SNOWFLAKE__account).';
    return rejected('current-not-readable', message);
  }
  const window = timeColumn === undefined ? {} : { window: { column: timeColumn, ...interval } };
  const counts = await warehouse.count(source, bins, { ...window, signal });
  return { outcome: 'counted', counts, files: [], malformedRows: [] };
}

function rejected(reason: RunFailure['reason'], message: string): CountOutcome {
  return { outcome: 'rejected', failure: { reason, message } };
}
