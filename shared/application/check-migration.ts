import type { BlobSource } from '../domain/data/data-source.ts';
import type { SampleSink } from '../domain/dataset/sample-sink.ts';
import { InvalidInput, type Issue } from '../domain/errors.ts';
import type { BinSpecification, ColumnType } from '../domain/stability/bin-specification.ts';
import { checkColumn, type ColumnCheck } from '../domain/stability/compat/check-column.ts';
import type { CompatTool } from '../domain/stability/compat/compare-with-tool.ts';
import { limitSample, type SampleLimits } from '../domain/stability/compat/limit-sample.ts';
import { SampleCollector, type CollectedColumn } from '../domain/stability/compat/sample-collector.ts';
import { measureStability } from '../domain/stability/measure-stability.ts';
import { createSampleCounter } from '../domain/stability/sample-counter.ts';
import { DEFAULT_THRESHOLDS } from '../domain/stability/stability-band.ts';
import type { FindSampleFiles, SampleFiles } from './find-sample-files.ts';
import { freezeBaseline } from './freeze-baseline.ts';
import type { ReadSample } from './ports/sample-reader.ts';

/** Two hundred megabytes a sample, beside what the tools need for one column at a time. */
const MIGRATION_LIMITS: SampleLimits = Object.freeze({
  columns: 200,
  rows: 2_000_000,
  values: 25_000_000,
});

const MAX_LEVELS = 100_000;

export interface MigrationRequest {
  readonly baseline: BlobSource;
  readonly current: BlobSource;
  /** All of the baseline's when absent. */
  readonly columns?: readonly string[];
  /** Where the baseline's values leave it open how the tools took a column; for the house's figure too. */
  readonly columnTypes?: Readonly<Record<string, ColumnType>>;
  readonly tools: readonly CompatTool[];
  /** Of toad's combiner, by column. */
  readonly splits?: Readonly<Record<string, readonly number[]>>;
}

export interface MigrationCheck {
  readonly baselineRowCount: number;
  readonly currentRowCount: number;
  /** In the baseline's order. */
  readonly columns: readonly ColumnCheck[];
}

export type CheckMigration = (request: MigrationRequest) => Promise<MigrationCheck>;

interface Dependencies {
  readonly findSampleFiles: FindSampleFiles;
  readonly readSample: ReadSample;
  readonly limits?: SampleLimits;
}

/** Both samples are read now, for no run. */
const NO_INTERVAL = { from: 0, to: 0 };

/**
 * Compares two samples by the house convention and by the rules of other tools, column by column; nothing is stored.
 * The columns are held in memory. Throws InvalidInput with every fault, pointers into the request, also for samples
 * beyond the limits; Unavailable when a retry may help, also where a file changes meanwhile.
 */
export function createCheckMigration(dependencies: Dependencies): CheckMigration {
  return async (request) => {
    const baseline = await open(dependencies, request, 'baseline');
    const current = await open(dependencies, request, 'current');
    const specification = await freeze(baseline, request);
    const counter = createSampleCounter(specification);
    await current.read(counter);
    const counts = counter.finish();
    const result = measureStability(specification, counts, DEFAULT_THRESHOLDS);
    const collected = {
      baseline: await collect(baseline, specification),
      current: await collect(current, specification),
    };
    const splits = splitsOf(request, specification);
    return {
      baselineRowCount: specification.expected.rowCount,
      currentRowCount: counts.rowCount,
      columns: result.columns.map((column) => {
        const { name } = column;
        const samples = {
          baseline: collected.baseline(name),
          current: collected.current(name),
          splits: splits.get(name),
        };
        return checkColumn(column, samples, request.tools);
      }),
    };
  };
}

/** The files of one sample, found once: whoever changes one of them meanwhile makes the next reading fail. */
interface OpenSample extends SampleFiles {
  readonly source: BlobSource;
  readonly readSample: ReadSample;
  readonly read: (sink: SampleSink) => Promise<void>;
}

async function open(
  { findSampleFiles, readSample, limits = MIGRATION_LIMITS }: Dependencies,
  request: MigrationRequest,
  role: 'baseline' | 'current',
): Promise<OpenSample> {
  const source = request[role];
  const at = `/${role}`;
  const limited: ReadSample = (sample) => readSample({ ...sample, sink: limitSample(sample.sink, limits) });
  const found = await pointing(at, () => findSampleFiles(source, NO_INTERVAL));
  if (found.files.length === 0) throw refusal([{ pointer: at, message: `there is no blob '${found.path}'` }]);
  const read = async (sink: SampleSink): Promise<void> => {
    await pointing(at, () => limited({ files: found.files, format: source.format, sink }));
  };
  return { ...found, source, readSample: limited, read };
}

/** The house's bins of the baseline. */
async function freeze(
  { source, readSample, ...found }: OpenSample,
  { columns, columnTypes = {} }: MigrationRequest,
): Promise<BinSpecification> {
  const types = Object.entries(columnTypes).map(([name, type]) => [name, { type }] as const);
  const options = {
    ...(columns === undefined ? {} : { columns }),
    columnOptions: Object.fromEntries(types),
  };
  const findSampleFiles = (): Promise<SampleFiles> => Promise.resolve(found);
  const frozen = await freezeBaseline({ findSampleFiles, readSample }, source, options);
  if (frozen.outcome === 'frozen') return frozen.specification;
  throw refusal(
    frozen.issues.map(({ pointer, message }) => ({ pointer: pointerOfRequest(pointer), message })),
  );
}

/** The options call `columnOptions` what the request calls `columnTypes`. */
function pointerOfRequest(pointer: string): string {
  if (pointer === '') return '/baseline';
  return pointer.replace(/^\/columnOptions\/([^/]*).*$/, '/columnTypes/$1');
}

async function collect(
  { read }: OpenSample,
  { columns }: BinSpecification,
): Promise<(name: string) => CollectedColumn> {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const collector = new SampleCollector(types, MAX_LEVELS);
  await read(collector);
  return collector.finish();
}

/** Throws InvalidInput for splits that no column has a use for. */
function splitsOf(
  { splits = {} }: MigrationRequest,
  { columns }: BinSpecification,
): ReadonlyMap<string, readonly number[]> {
  const numeric = new Set(columns.filter(({ type }) => type === 'numeric').map(({ name }) => name));
  const issues = Object.keys(splits)
    .filter((name) => !numeric.has(name))
    .map((name) => ({
      pointer: `/splits/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      message: 'must name a numeric column of the check',
    }));
  if (issues.length > 0) throw refusal(issues);
  return new Map(Object.entries(splits));
}

/** Lets faults of a sample point to the place in the request that names it. */
async function pointing<T>(pointer: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw refusal(
      error.issues.map(({ message }) => ({ pointer, message })),
      { cause: error },
    );
  }
}

function refusal(issues: readonly Issue[], options?: ErrorOptions): InvalidInput {
  return new InvalidInput('The migration cannot be checked.', issues, options);
}
