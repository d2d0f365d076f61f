import type { DataInterval } from '../../../domain/data/data-interval.ts';
import type { CollectedReport } from '../../../domain/data/collected-report.ts';
import type { BlobSource, WarehouseSource } from '../../../domain/data/data-source.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { InvalidInput } from '../../../domain/errors.ts';
import type { Bins } from '../../../domain/stability/bin-specification.ts';
import type { SampleCounts } from '../../../domain/stability/sample-counts.ts';
import { countSample, type SampleCounting } from '../../../application/count-sample.ts';
import type { Warehouse } from '../../../application/ports/warehouse.ts';
import type { FindSampleFiles } from '../../../application/find-sample-files.ts';
import type { BlobFile } from '../../../application/ports/blob-store.ts';
import type { MalformedSampleRows } from '../../../application/ports/sample-reader.ts';
import type { ResolvedSource } from './resolve-source.ts';

export interface CountRequest {
  readonly source: ResolvedSource;
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
  source: BlobSource | CollectedReport,
): Promise<CountOutcome> {
  const { path, files } = await findSampleFiles(source, interval, signal);
  if (files.length === 0) {
    return rejected('current-not-found', notThere(source, path));
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

function notThere(source: BlobSource | CollectedReport, path: string): string {
  return source.kind === 'blob'
    ? `There is no blob '${path}'. Upload the current data, or change the task's "current".`
    : `The report '${path}', which run '${source.runId}' collected, was deleted since. Restore it, then retry this run.`;
}

async function countInWarehouse(
  warehouse: Warehouse | undefined,
  { bins, interval, timeColumn, signal }: CountRequest,
  source: WarehouseSource,
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
