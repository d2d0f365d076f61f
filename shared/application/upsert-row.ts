import type { Caller } from '../domain/access/caller.ts';
import type { BlobSource } from '../domain/data/data-source.ts';
import { VersionConflict } from '../domain/errors.ts';
import { isBehind, partsOf } from '../domain/job/edit.ts';
import type { Job } from '../domain/job/job.ts';
import type { JobDefinition } from '../domain/job/job-definition.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { BaselineOptions } from '../domain/stability/baseline-options.ts';
import { createEditStored } from './edit-job.ts';
import { freezeBaseline, NO_INTERVAL, type BaselineReading } from './freeze-baseline.ts';
import type { ChangeDependencies, DefinedBy } from './job-changes.ts';
import type { JobTurns } from './job-turns.ts';
import { limited } from './limited.ts';
import type { LoadCalendars } from './load-calendars.ts';
import { createPlanJob, type JobPlan } from './plan-job.ts';
import type { Baseline, BaselineStore } from './ports/baseline-store.ts';
import type { Fingerprint } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';
import type { ModelStore } from './ports/model-store.ts';
import type { Secrets } from './ports/secrets.ts';
import type { Versioned } from './ports/versioned.ts';
import { createPrepareWork } from './prepare-work.ts';
import { createRegisterFrozen } from './register-baseline.ts';
import { remembered } from './remembered.ts';
import { createScheduleJob } from './schedule-job.ts';
import type { JobsOfTask, SettingIssues } from './named-job-issues.ts';
import type { UpstreamJob } from './upstream-issues.ts';

export type NamedDefinition = JobDefinition & { readonly jobId: JobId };

export interface UpsertDependencies extends BaselineReading, ChangeDependencies {
  readonly jobs: JobStore;
  readonly baselines: BaselineStore;
  readonly models: ModelStore;
  readonly secrets: Secrets;
  readonly jobsOfTask: JobsOfTask;
  readonly settingIssues: SettingIssues;
  readonly fingerprint: Fingerprint;
  readonly loadCalendars: LoadCalendars;
  readonly turns: JobTurns;
  /** How far ahead of its time a slot is dispatched. */
  readonly lookAheadMs: number;
  readonly dispatchJob: (jobId: JobId) => Promise<unknown>;
}

/** What was, or would be, done to a job. */
export type UpsertedRow = Pick<JobPlan, 'outcome' | 'generation' | 'before' | 'after' | 'baseline'>;

/**
 * Gives a job its definition, or tells what that would do; `stored` is the job as it was read. Undefined: it has changed
 * since. Throws InvalidInput, Unavailable.
 */
export type UpsertRow = (
  definition: NamedDefinition,
  stored: Versioned<Job> | undefined,
) => Promise<UpsertedRow | undefined>;

/** For the rows of one request: jobs that rows before would have made count as there. */
export function createPlanRow(dependencies: UpsertDependencies, caller: Caller): UpsertRow {
  const planned = new Map<JobId, UpstreamJob>();
  const jobs = {
    get: async (jobId: JobId) => {
      const value = planned.get(jobId);
      return value === undefined ? dependencies.jobs.get(jobId) : { value };
    },
  };
  const planJob = createPlanJob({ ...dependencies, ...sharedReadings(dependencies), jobs });
  return async (definition, stored) => {
    const plan = await planJob(definition, stored?.value, caller);
    planned.set(definition.jobId, { ...definition, state: 'active' });
    return plan;
  };
}

/** For the rows of one request: what several of them read is read once. */
export function createWriteRow(dependencies: UpsertDependencies, by: DefinedBy): UpsertRow {
  const { clock, lookAheadMs, dispatchJob } = dependencies;
  const registerBaseline = createRegisterFrozen({ ...dependencies, ...sharedReadings(dependencies) });
  const writing = { ...dependencies, prepareWork: createPrepareWork({ ...dependencies, registerBaseline }) };
  // What was written is read again only when something of it is due: the dispatcher finds it as well.
  const undispatched = { ...writing, dispatchJob: async () => undefined };
  const scheduleJob = createScheduleJob(undispatched);
  const editLater = createEditStored(undispatched);
  const editBehind = createEditStored(writing);
  const dispatchIfDue = async ({ jobId, nextDueAt }: Job): Promise<void> => {
    if (nextDueAt !== undefined && nextDueAt <= clock.now() + lookAheadMs) await dispatchJob(jobId);
  };

  const create = async (definition: NamedDefinition): Promise<UpsertedRow | undefined> => {
    const { outcome, job } = await scheduleJob(definition, by);
    if (outcome === 'id-taken') return undefined;
    const { generation } = job;
    if (outcome === 'already-exists') return { outcome: 'unchanged', generation, after: partsOf(job) };
    await dispatchIfDue(job);
    return { outcome: 'created', generation, after: partsOf(job) };
  };
  const edit = async (definition: NamedDefinition, stored: Versioned<Job>) => {
    const before = stored.value;
    // What was due before is the old definition's, and dispatched first.
    const editStored = isBehind(before, clock.now()) ? editBehind : editLater;
    const edited = await unlessOvertaken(editStored(definition, stored, by));
    if (edited === undefined || !('job' in edited)) return undefined;
    const { job } = edited;
    if (edited.outcome === 'edited') await dispatchIfDue(job);
    const outcome = edited.outcome === 'edited' ? 'updated' : 'unchanged';
    return { outcome, generation: job.generation, before: partsOf(before), after: partsOf(job) } as const;
  };
  return (definition, stored) =>
    stored === undefined || stored.value.state === 'deleted' ? create(definition) : edit(definition, stored);
}

async function unlessOvertaken<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof VersionConflict) return undefined;
    throw error;
  }
}

/** Baselines that are frozen at the same time, whose values are held in memory meanwhile. */
const FREEZING_AT_ONCE = 4;

/** Frozen baselines and listings that are remembered: as few jobs as possible should wait for the same file twice. */
const MOST_FROZEN = 16;
const MOST_BASELINES = 100;

interface Frozen {
  readonly source: BlobSource;
  readonly options: BaselineOptions;
}

/** Readings that are the same for many rows, each done once in a request. */
function sharedReadings({ baselines, findSampleFiles, readSample }: UpsertDependencies) {
  const asJson = (key: unknown): string => JSON.stringify(key);
  const freeze = remembered(
    limited(
      ({ source, options }: Frozen) => freezeBaseline({ findSampleFiles, readSample }, source, options),
      FREEZING_AT_ONCE,
    ),
    { most: MOST_FROZEN, nameOf: asJson },
  );
  const get = remembered(
    ({ modelId, baselineId }: { readonly modelId: string; readonly baselineId: string }) =>
      baselines.get(modelId, baselineId),
    { most: MOST_BASELINES, nameOf: asJson },
  );
  const register = remembered((baseline: Omit<Baseline, 'version'>) => baselines.register(baseline), {
    most: MOST_BASELINES,
    nameOf: ({ modelId, baselineId }) => asJson({ modelId, baselineId }),
  });
  const files = remembered((source: BlobSource) => findSampleFiles(source, NO_INTERVAL), {
    most: MOST_BASELINES,
    nameOf: asJson,
  });
  return {
    freeze: (source: BlobSource, options: BaselineOptions) => freeze({ source, options }),
    findBaselineFiles: files,
    baselines: {
      get: (modelId: string, baselineId: string) => get({ modelId, baselineId }),
      register,
    },
  };
}
