import { z } from 'zod';
import { verifySha256 } from '../../shared/adapters/digest/verify-sha256.ts';
import { gunzipStream } from '../../shared/adapters/gzip/gunzip-stream.ts';
import { countSample } from '../../shared/application/count-sample.ts';
import { freezeBaseline } from '../../shared/application/freeze-baseline.ts';
import { createReadSample } from '../../shared/application/read-sample.ts';
import type { ParquetDecoder, ReadSample, SampleFile } from '../../shared/application/ports/sample-reader.ts';
import { baselineOptionsRequest, toBaselineOptions } from '../../shared/contracts/http/baseline-options.ts';
import { csvFormatRequest } from '../../shared/contracts/http/data-source.ts';
import { PLAIN_CSV, type DataFormat } from '../../shared/domain/data/data-source.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import type { BinSpecification } from '../../shared/domain/stability/bin-specification.ts';
import type { DecisionRule, StabilityCriteria } from '../../shared/domain/stability/decide-alarm.ts';
import { measureStability } from '../../shared/domain/stability/measure-stability.ts';
import { DEFAULT_THRESHOLDS, type StabilityBand } from '../../shared/domain/stability/stability-band.ts';
import type { StabilityResult } from '../../shared/domain/stability/stability-result.ts';
import { rankMoves, type ColumnMove } from '../../shared/domain/stability/what-moved.ts';
import { BadUsage, CommandFailed } from '../command/failures.ts';
import { fileBlobs, toFile } from './file-blobs.ts';

export interface FileMeasurementRequest {
  readonly baseline: readonly string[];
  readonly current: readonly string[];
  readonly score?: string | undefined;
  /** All of the baseline's when empty. */
  readonly columns: readonly string[];
  /** As the `bins` of a job. */
  readonly bins: unknown;
  readonly delimiter?: string | undefined;
  readonly decimalComma: boolean;
  readonly moderate?: number | undefined;
  readonly significant?: number | undefined;
  readonly alpha?: number | undefined;
  readonly rule?: DecisionRule | undefined;
  readonly signal: AbortSignal;
}

export interface FileMeasurement extends StabilityResult {
  readonly baselineRowCount: number;
  /** Of the score; null without one. */
  readonly psi: number | null;
  readonly band: StabilityBand | null;
  readonly moved: readonly ColumnMove[];
}

/**
 * Measures files of this machine by the rules that runs use. Throws BadUsage for options that make no sense, and
 * CommandFailed for files that cannot be read.
 */
export async function measureFiles(request: FileMeasurementRequest): Promise<FileMeasurement> {
  const criteria = criteriaOf(request);
  await using parquet = new LazyParquet();
  const blobs = { ...fileBlobs, list: never, readText: never, writeOnce: never };
  const readSample = createReadSample({ blobs, gunzip: gunzipStream, verifyDigest: verifySha256, parquet });
  try {
    const specification = await freeze(readSample, request);
    const files = await filesOf(request.current);
    const format = formatOf(request.current, request);
    const { counts, malformed } = await countSample(
      { readSample },
      { files, format, bins: specification, signal: request.signal },
    );
    const leftOut =
      malformed.count === 0 ? counts.leftOut : { ...counts.leftOut, malformed: malformed.count };
    const result = measureStability(
      specification,
      { ...counts, ...(leftOut === undefined ? {} : { leftOut }) },
      criteria,
    );
    const score = result.columns.find(({ name }) => name === request.score);
    return {
      baselineRowCount: specification.expected.rowCount,
      ...{ psi: score?.psi ?? null, band: score?.band ?? null },
      ...result,
      moved: rankMoves(result),
    };
  } catch (error) {
    if (error instanceof InvalidInput) throw new CommandFailed(error.message, { cause: error });
    throw error;
  }
}

async function freeze(readSample: ReadSample, request: FileMeasurementRequest): Promise<BinSpecification> {
  const bins = baselineOptionsRequest.safeParse(request.bins);
  if (!bins.success) throw new BadUsage(`--bins-file: ${z.prettifyError(bins.error)}`);
  const { baseline, score, columns } = request;
  const files = await filesOf(baseline);
  const wanted = [...new Set([...(score === undefined ? [] : [score]), ...columns])];
  const frozen = await freezeBaseline(
    { findSampleFiles: async () => ({ path: baseline.join(', '), files }), readSample },
    { kind: 'blob', path: baseline.join(', '), format: formatOf(baseline, request) },
    { ...toBaselineOptions(bins.data), ...(columns.length === 0 ? {} : { columns: wanted }) },
  );
  if (frozen.outcome === 'refused') {
    throw new CommandFailed(frozen.issues.map(({ message }) => `The baseline: ${message}.`).join('\n'));
  }
  const { specification } = frozen;
  if (score !== undefined && specification.columns.every(({ name }) => name !== score)) {
    throw new CommandFailed(`There is no column '${score}' in the baseline.`);
  }
  return specification;
}

function filesOf(paths: readonly string[]): Promise<readonly SampleFile[]> {
  return Promise.all(paths.map(toFile));
}

function formatOf(
  paths: readonly string[],
  { delimiter, decimalComma }: Pick<FileMeasurementRequest, 'delimiter' | 'decimalComma'>,
): DataFormat {
  if (paths.every((path) => /\.(parquet|pq)$/i.test(path))) return { type: 'parquet' };
  const said = { ...PLAIN_CSV, decimalComma, ...(delimiter === undefined ? {} : { delimiter }) };
  const format = csvFormatRequest.safeParse(said);
  if (!format.success) throw new BadUsage(`--delimiter ${format.error.issues[0]?.message ?? ''}`);
  return format.data;
}

function criteriaOf({ moderate, significant, alpha, rule }: FileMeasurementRequest): StabilityCriteria {
  const criteria = {
    moderate: moderate ?? DEFAULT_THRESHOLDS.moderate,
    significant: significant ?? DEFAULT_THRESHOLDS.significant,
    ...(alpha === undefined ? {} : { alpha }),
    ...(rule === undefined ? {} : { rule }),
  };
  if (criteria.moderate <= 0 || criteria.moderate > criteria.significant) {
    throw new BadUsage('--moderate must be above 0, and not above --significant');
  }
  if (alpha !== undefined && (alpha <= 0 || alpha >= 1))
    throw new BadUsage('--alpha must be between 0 and 1');
  return criteria;
}

/** DuckDB is loaded with the first Parquet file. */
class LazyParquet implements ParquetDecoder, AsyncDisposable {
  #decoder: Promise<ParquetDecoder & { close(): Promise<void> }> | undefined;

  async decode(...request: Parameters<ParquetDecoder['decode']>): Promise<void> {
    this.#decoder ??= import('../../shared/adapters/duckdb/duckdb-parquet-decoder.ts').then(
      ({ DuckDbParquetDecoder }) => new DuckDbParquetDecoder({ threads: 2, memoryLimitMb: 1024 }),
    );
    await (await this.#decoder).decode(...request);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#decoder)?.close();
  }
}

/** Nothing is listed or written where files are measured. */
function never(): never {
  throw new Error('Only files that were named are read.');
}
