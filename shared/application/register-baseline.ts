import type { Actor } from '../domain/access/actor.ts';
import type { BlobSource } from '../domain/data/data-source.ts';
import { InvalidInput, type Issue } from '../domain/errors.ts';
import type { StabilityTaskDefinition } from '../domain/job/stability-task.ts';
import type { BaselineOptions } from '../domain/stability/baseline-options.ts';
import type { BinSpecification } from '../domain/stability/bin-specification.ts';
import type { AuditedChange } from './audited-change.ts';
import { freezeBaseline, type BaselineReading, type FreezeOutcome } from './freeze-baseline.ts';
import type { Baseline, BaselineRegistration, BaselineStore } from './ports/baseline-store.ts';
import type { Clock, Fingerprint, UniqueId } from './ports/environment.ts';
import { modelSubject } from './save-model.ts';

interface Storing {
  readonly baselines: Pick<BaselineStore, 'get' | 'register'>;
  readonly fingerprint: Fingerprint;
  readonly clock: Clock;
}

interface Dependencies extends Storing, BaselineReading {}

/** Makes a bin specification of files. Throws Unavailable. */
export type FreezeBaseline = (source: BlobSource, options: BaselineOptions) => Promise<FreezeOutcome>;

export interface BaselineRequest {
  readonly modelId: string;
  readonly source: BlobSource;
  readonly options: BaselineOptions;
}

/**
 * Freezes the bins of a model's baseline. The same data and options give the same id, however often it is done.
 * Who did it is in the audit log, of the model. Throws InvalidInput with every fault, pointers into `{ source, bins }`;
 * nothing is stored then.
 */
export function createRegisterModelBaseline(
  dependencies: Dependencies & { readonly auditedChange: AuditedChange; readonly uniqueId: UniqueId },
): (request: BaselineRequest, actor: Actor) => Promise<BaselineRegistration> {
  const { auditedChange, uniqueId, baselines, fingerprint } = dependencies;
  return async ({ modelId, source, options }, actor) => {
    const frozen = await freezeBaseline(dependencies, source, options);
    if (frozen.outcome === 'refused') {
      const issues = frozen.issues.map(({ pointer, message }) => ({
        pointer: pointer === '' ? '/source' : pointerOfRequest(pointer),
        message,
      }));
      throw new InvalidInput('The baseline cannot be registered.', issues);
    }
    const { specification } = frozen;
    const baselineId = baselineIdOf(fingerprint, specification);
    const known = await baselines.get(modelId, baselineId);
    if (known !== undefined) return { outcome: 'already-exists', baseline: known };
    const subject = modelSubject(modelId);
    const asked = { subject, changeId: uniqueId(), action: 'register-baseline', actor };
    const { result } = await auditedChange(asked, async () => {
      const registered = await store(dependencies, { modelId, source, specification });
      return registered.outcome === 'created'
        ? { result: registered, outcome: 'done', after: { baselineId } }
        : { result: registered, outcome: 'refused' };
    });
    return result;
  };
}

/** `columns` are the request's own; everything else is said under `bins`. */
function pointerOfRequest(pointer: string): string {
  return pointer.startsWith('/columns') ? pointer : toBinsPointer('/bins', pointer);
}

/** The request calls `columns` what the options call `columnOptions`. */
function toBinsPointer(at: string, pointer: string): string {
  return at + pointer.replace(/^\/columnOptions/, '/columns');
}

async function store(
  { baselines, fingerprint, clock }: Storing,
  { modelId, source, specification }: Pick<Baseline, 'modelId' | 'source' | 'specification'>,
): Promise<BaselineRegistration> {
  const baselineId = baselineIdOf(fingerprint, specification);
  return baselines.register({ baselineId, modelId, source, specification, createdAt: clock.now() });
}

function baselineIdOf(fingerprint: Fingerprint, specification: BinSpecification): string {
  return fingerprint(JSON.stringify(specification));
}

/**
 * Freezes the bin specification of a task's baseline and returns its id, or adds what is wrong with the task to
 * `issues` and returns undefined. A task that names a registered baseline is checked against that one. `claim` is called
 * when all is well, before anything is stored: where it says no, nothing is, and there is no id.
 */
export type RegisterBaseline = (
  task: StabilityTaskDefinition,
  issues: Issue[],
  claim: () => Promise<boolean>,
) => Promise<string | undefined>;

export function createRegisterBaseline(dependencies: Dependencies): RegisterBaseline {
  const freeze: FreezeBaseline = (source, options) => freezeBaseline(dependencies, source, options);
  return createRegisterFrozen({ ...dependencies, freeze });
}

/** The same with another way to freeze: one that remembers what it has frozen. */
export function createRegisterFrozen(
  dependencies: Storing & { readonly freeze: FreezeBaseline },
): RegisterBaseline {
  return async (task, issues, claim) => {
    const { modelId, baseline: source, baselineId } = task;
    if (baselineId !== undefined) {
      const found = await findRegistered(dependencies, { ...task, baselineId }, issues);
      return found !== undefined && (await claim()) ? found : undefined;
    }
    if (source?.kind !== 'blob') {
      issues.push(NO_SOURCE);
      return undefined;
    }
    const time = task.timeColumn === undefined ? {} : { timeColumn: task.timeColumn };
    const options = { ...task.bins, ...columnsOf(task), ...time };
    const frozen = await dependencies.freeze(source, options);
    const faults =
      frozen.outcome === 'refused' ? faultsOf(task, frozen) : unknownColumns(task, namesOf(frozen));
    issues.push(...faults);
    if (frozen.outcome === 'refused' || faults.length > 0 || !(await claim())) return undefined;
    const { specification } = frozen;
    return (await store(dependencies, { modelId, source, specification })).baseline.baselineId;
  };
}

/** Of a task that has no file to make a baseline from. */
export const NO_SOURCE: Issue = {
  pointer: '/task/baseline',
  message: 'must be a file, or name a registered baseline',
};

/** The id of the registered baseline that a task names, or undefined with what is wrong added to `issues`. */
export async function findRegistered(
  { baselines }: { readonly baselines: Pick<BaselineStore, 'get'> },
  task: StabilityTaskDefinition & { readonly baselineId: string },
  issues: Issue[],
): Promise<string | undefined> {
  const { modelId, baselineId } = task;
  const found = await baselines.get(modelId, baselineId);
  if (found === undefined) {
    const message = `model '${modelId}' has no baseline '${baselineId}'`;
    issues.push({ pointer: '/task/baseline/baselineId', message });
    return undefined;
  }
  const faults = unknownColumns(task, namesOf(found));
  issues.push(...faults);
  return faults.length === 0 ? baselineId : undefined;
}

function namesOf({ specification }: { readonly specification: BinSpecification }): readonly string[] {
  return specification.columns.map(({ name }) => name);
}

/** The builder knows which columns it was asked for, but not which field of the task named them. */
function faultsOf(
  task: StabilityTaskDefinition,
  {
    issues,
    columnNames,
  }: { readonly issues: readonly Issue[]; readonly columnNames: readonly string[] | undefined },
): Issue[] {
  const unknown = unknownColumns(task, columnNames);
  const others = issues
    .filter(({ pointer }) => !pointer.startsWith('/columns'))
    .map(({ pointer, message }) => ({
      pointer: pointer === '' ? '/task/baseline' : toBinsPointer('/task/bins', pointer),
      message,
    }));
  return [...unknown, ...others];
}

function columnsOf({
  characteristics,
  scoreColumn,
}: StabilityTaskDefinition): Pick<BaselineOptions, 'columns'> {
  if (characteristics === 'all') return {};
  const score = scoreColumn === undefined ? [] : [scoreColumn];
  return { columns: [...new Set([...score, ...characteristics])] };
}

function unknownColumns(task: StabilityTaskDefinition, names: readonly string[] | undefined): Issue[] {
  if (names === undefined) return [];
  const known = new Set(names);
  const named = [
    ...(task.scoreColumn === undefined ? [] : [{ pointer: '/task/scoreColumn', name: task.scoreColumn }]),
    ...(task.characteristics === 'all' ? [] : task.characteristics).map((name, index) => ({
      pointer: `/task/characteristics/${index}`,
      name,
    })),
  ];
  return named
    .filter(({ name }) => !known.has(name))
    .map(({ pointer, name }) => ({ pointer, message: `there is no column '${name}' in the baseline` }));
}
