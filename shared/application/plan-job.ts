import type { BlobSource } from '../domain/data/data-source.ts';
import type { Caller } from '../domain/access/caller.ts';
import { InvalidInput, type Issue } from '../domain/errors.ts';
import { definedCore, partsOf, type JobParts } from '../domain/job/edit.ts';
import type { Job } from '../domain/job/job.ts';
import type { JobDefinition } from '../domain/job/job-definition.ts';
import type { PlannedParts } from '../domain/job/planned-parts.ts';
import { kindIssues } from './edit-job.ts';
import { isPlain, workOf } from '../domain/job/job-work.ts';
import { sameJson } from '../domain/job/same-json.ts';
import type { StabilityTaskDefinition } from '../domain/job/stability-task.ts';
import { createCheckModel, foreignModel } from './claim-model.ts';
import type { SampleFiles } from './find-sample-files.ts';
import { findFirstSlot } from './first-slot.ts';
import type { LoadCalendars } from './load-calendars.ts';
import { namedJobIssues, type JobsOfTask, type SettingIssues } from './named-job-issues.ts';
import { newSettingIssues } from './new-setting-issues.ts';
import type { BaselineStore } from './ports/baseline-store.ts';
import type { Clock } from './ports/environment.ts';
import type { ModelStore } from './ports/model-store.ts';
import type { Secrets } from './ports/secrets.ts';
import { secretIssues } from './prepare-work.ts';
import { findRegistered, NO_SOURCE } from './register-baseline.ts';
import { upstreamIssues, type UpstreamJobs } from './upstream-issues.ts';

/**
 * What would become of a job's baseline. `kept`: the task names a registered one. `frozen-anew`: it is made of a file.
 * `read-again`: of the same file as the present one, which stays unless the file or the bins have changed; that shows
 * when the file is read.
 */
export type BaselinePlan = 'kept' | 'frozen-anew' | 'read-again';

/** What scheduling or editing a job by a definition would do. */
export interface JobPlan {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  /** The job's generation afterwards. */
  readonly generation: number;
  readonly before?: JobParts;
  readonly after: PlannedParts;
  /** Of a stability job. */
  readonly baseline?: BaselinePlan;
}

interface Dependencies {
  readonly jobs: UpstreamJobs;
  readonly baselines: Pick<BaselineStore, 'get'>;
  /** The files of a baseline as they are now. */
  readonly findBaselineFiles: (source: BlobSource) => Promise<SampleFiles>;
  readonly models: Pick<ModelStore, 'get'>;
  readonly secrets: Secrets;
  readonly jobsOfTask: JobsOfTask;
  readonly settingIssues: SettingIssues;
  readonly loadCalendars: LoadCalendars;
  readonly clock: Clock;
}

/**
 * Tells what a definition would do to the job as it is stored (absent: there is none), without writing anything.
 *
 * Throws InvalidInput with every fault that can be seen without reading a baseline's file: its calendars, its
 * upstream job, its secrets, its registered baseline, and whether the file is there.
 */
export function createPlanJob(
  dependencies: Dependencies,
): (definition: JobDefinition, stored: Job | undefined, caller?: Caller) => Promise<JobPlan> {
  return async (definition, stored, caller) => {
    const present = stored?.state === 'deleted' ? undefined : stored;
    const issues: Issue[] = present === undefined ? [] : kindIssues(present, definition);
    const planned = await planWork(dependencies, { definition, present, caller }, issues);
    if (present === undefined || !sameJson(present.recurrences, definition.recurrences)) {
      const { loadCalendars, clock } = dependencies;
      issues.push(...(await findFirstSlot(loadCalendars, definition.recurrences, clock.now())).issues);
    }
    if (issues.length > 0) throw new InvalidInput('The job cannot be stored as it is defined.', issues);
    return {
      ...planned,
      ...(present === undefined
        ? { outcome: 'created', generation: (stored?.generation ?? 0) + 1 }
        : editOf(present, planned.after)),
    };
  };
}

function editOf(present: Job, after: PlannedParts): Pick<JobPlan, 'outcome' | 'generation' | 'before'> {
  const before = partsOf(present);
  const { generation } = present;
  return sameJson(before, after)
    ? { outcome: 'unchanged', generation, before }
    : { outcome: 'updated', generation: generation + 1, before };
}

type PlannedWork = Pick<JobPlan, 'after' | 'baseline'>;

async function planWork(
  dependencies: Dependencies,
  {
    definition,
    present,
    caller,
  }: {
    readonly definition: JobDefinition;
    readonly present: Job | undefined;
    readonly caller: Caller | undefined;
  },
  issues: Issue[],
): Promise<PlannedWork> {
  issues.push(...(await upstreamIssues(dependencies.jobs, definition, caller)));
  const core = definedCore(definition);
  if (definition.kind !== 'stability') {
    issues.push(...secretIssues(dependencies.secrets, definition.task));
    if (isPlain(definition)) {
      issues.push(...(await namedJobIssues(dependencies, definition, caller)));
      issues.push(...(await newSettingIssues(dependencies, definition)));
    }
    return { after: { ...workOf(definition), ...core } };
  }
  const { bins: _usedByTheBaseline, baselineId: _told, ...task } = definition.task;
  const ownership = await createCheckModel(dependencies)(task.modelId, definition.valueStream);
  if (ownership === 'of-another-stream') issues.push(foreignModel(task.modelId, '/task/modelId'));
  const { baseline, baselineId } = await planBaseline(
    dependencies,
    { task: definition.task, present },
    issues,
  );
  const named = baselineId === undefined ? {} : { baselineId };
  return { after: { kind: definition.kind, task: { ...task, ...named }, ...core }, baseline };
}

async function planBaseline(
  dependencies: Dependencies,
  { task, present }: { readonly task: StabilityTaskDefinition; readonly present: Job | undefined },
  issues: Issue[],
): Promise<{ readonly baseline: BaselinePlan; readonly baselineId?: string }> {
  const { baseline: source, baselineId } = task;
  if (baselineId !== undefined) {
    await findRegistered(dependencies, { ...task, baselineId }, issues);
    return { baseline: 'kept', baselineId };
  }
  if (source?.kind === 'blob') issues.push(...(await fileIssues(dependencies, source)));
  else issues.push(NO_SOURCE);
  const isSame =
    present?.kind === 'stability' &&
    present.task.modelId === task.modelId &&
    sameJson(present.task.baseline, source);
  return isSame
    ? { baseline: 'read-again', baselineId: present.task.baselineId }
    : { baseline: 'frozen-anew' };
}

async function fileIssues(
  { findBaselineFiles }: Pick<Dependencies, 'findBaselineFiles'>,
  source: BlobSource,
): Promise<readonly Issue[]> {
  try {
    const { path, files } = await findBaselineFiles(source);
    return files.length > 0 ? [] : [{ pointer: '/task/baseline', message: `there is no blob '${path}'` }];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.issues.map(({ message }) => ({ pointer: '/task/baseline', message }));
  }
}
