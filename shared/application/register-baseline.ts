import { InvalidInput, type Issue } from '../domain/errors.ts';
import type { JobDefinition } from '../domain/job/job-definition.ts';
import type { BinSpecification } from '../domain/stability/bin-specification.ts';
import { createBaselineBuilder } from '../domain/stability/baseline-builder.ts';
import type { BaselineStore } from './ports/baseline-store.ts';
import type { BlobStore } from './ports/blob-store.ts';
import type { Clock, Fingerprint } from './ports/environment.ts';

/**
 * Freezes the bin specification of a task's baseline and returns its id, or adds what is wrong to `issues`
 * and returns undefined. The same file, columns and types give the same id, however often it is done.
 */
export type RegisterBaseline = (task: JobDefinition['task'], issues: Issue[]) => Promise<string | undefined>;

interface Dependencies {
  readonly baselines: BaselineStore;
  readonly blobs: BlobStore;
  readonly fingerprint: Fingerprint;
  readonly clock: Clock;
}

export function createRegisterBaseline({
  baselines,
  blobs,
  fingerprint,
  clock,
}: Dependencies): RegisterBaseline {
  return async (task, issues) => {
    const specification = await freeze(blobs, task, issues);
    if (specification === undefined) return undefined;
    if (specification.rowCount === 0) issues.push({ pointer: '/task/baseline', message: 'has no rows' });
    issues.push(...unknownColumns(task, specification));
    if (issues.length > 0) return undefined;
    const baselineId = fingerprint(JSON.stringify(specification));
    const { modelId, baseline: source } = task;
    await baselines.register({ baselineId, modelId, source, specification, createdAt: clock.now() });
    return baselineId;
  };
}

async function freeze(
  blobs: BlobStore,
  task: JobDefinition['task'],
  issues: Issue[],
): Promise<BinSpecification | undefined> {
  const chunks = await blobs.open(task.baseline);
  if (chunks === undefined) {
    issues.push({ pointer: '/task/baseline', message: `there is no blob '${task.baseline}'` });
    return undefined;
  }
  try {
    const builder = createBaselineBuilder(builderOptions(task));
    for await (const chunk of chunks) builder.push(chunk);
    return builder.finish();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    issues.push({ pointer: '/task/baseline', message: describe(error) });
    return undefined;
  }
}

function builderOptions({ characteristics, scoreColumn, columnTypes }: JobDefinition['task']): {
  readonly columns?: readonly string[];
  readonly types: JobDefinition['task']['columnTypes'];
} {
  if (characteristics === 'all') return { types: columnTypes };
  const score = scoreColumn === undefined ? [] : [scoreColumn];
  return { columns: [...new Set([...score, ...characteristics])], types: columnTypes };
}

function unknownColumns(task: JobDefinition['task'], specification: BinSpecification): Issue[] {
  const known = new Set(specification.columns.map(({ name }) => name));
  const named = [
    ...(task.scoreColumn === undefined ? [] : [{ pointer: '/task/scoreColumn', name: task.scoreColumn }]),
    ...(task.characteristics === 'all' ? [] : task.characteristics).map((name, index) => ({
      pointer: `/task/characteristics/${index}`,
      name,
    })),
    ...Object.keys(task.columnTypes).map((name) => ({
      pointer: `/task/columnTypes/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      name,
    })),
  ];
  return named
    .filter(({ name }) => !known.has(name))
    .map(({ pointer, name }) => ({ pointer, message: `there is no column '${name}' in the baseline` }));
}

function describe(error: InvalidInput): string {
  return [error.message, ...error.issues.map(({ message }) => message)].join(' ');
}
