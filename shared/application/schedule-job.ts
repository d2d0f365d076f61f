import { InvalidInput, VersionConflict, type Issue } from '../domain/errors.ts';
import { isJobId, type JobId } from '../domain/job/job-id.ts';
import type { JobDefinition } from '../domain/job/job-definition.ts';
import type { Job } from '../domain/job/job.ts';
import { calendarNames } from '../domain/schedule/calendar-names.ts';
import { nextDueAt } from '../domain/schedule/next-due-at.ts';
import { recurrenceListIssues } from '../domain/schedule/validate-recurrence.ts';
import { createDeleteJob } from './delete-job.ts';
import type { LoadCalendars } from './load-calendars.ts';
import { createReplanJob } from './replan-jobs.ts';
import type { RegisterBaseline } from './register-baseline.ts';
import type { Clock, Fingerprint } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';
import type { Versioned } from './ports/versioned.ts';

export type ScheduleOutcome =
  | { readonly outcome: 'created'; readonly job: Job }
  /** The same definition is there already: the request came twice. */
  | { readonly outcome: 'already-exists'; readonly job: Job }
  /** The id belongs to a job of another definition, which was left alone. */
  | { readonly outcome: 'id-taken'; readonly job: Job };

interface Dependencies {
  readonly jobs: JobStore;
  readonly registerBaseline: RegisterBaseline;
  readonly fingerprint: Fingerprint;
  readonly clock: Clock;
  readonly loadCalendars: LoadCalendars;
  /** Dispatches a job that may be due before the dispatcher's next pass. */
  readonly dispatchJob: (jobId: JobId) => Promise<unknown>;
}

/**
 * Registers a job: freezes its baseline, stores it, and dispatches what is due at once.
 *
 * Throws InvalidInput with every fault that needs the baseline's content, the calendars or the clock to be seen.
 * A request refused for its recurrences or cut off half way leaves at most a registered baseline, which a
 * repeated request finds again.
 */
export function createScheduleJob(
  dependencies: Dependencies,
): (definition: JobDefinition) => Promise<ScheduleOutcome> {
  return async (definition) => {
    const now = dependencies.clock.now();
    const { firstDueAt, issues } = await findFirstSlot(dependencies, definition.recurrences, now);
    const baselineId = await dependencies.registerBaseline(definition.task, issues);
    if (baselineId !== undefined) {
      const job = toJob(dependencies, definition, { baselineId, firstDueAt, now });
      const outcome =
        firstDueAt === undefined ? await find(dependencies, job) : await store(dependencies, job);
      if (outcome?.outcome === 'created') return await begin(dependencies, outcome.job);
      if (outcome !== undefined) return outcome;
    }
    throw new InvalidInput(CANNOT_BE_SCHEDULED, issues);
  };
}

const CANNOT_BE_SCHEDULED = 'The job cannot be scheduled as it is defined.';

async function findFirstSlot(
  { loadCalendars }: Dependencies,
  recurrences: Job['recurrences'],
  now: number,
): Promise<{ readonly firstDueAt: number | undefined; readonly issues: Issue[] }> {
  const calendars = await loadCalendars(recurrences);
  const faults = recurrenceListIssues(recurrences, { calendars });
  if (faults.length > 0) {
    const issues = faults.map(({ pointer, message }) => ({ pointer: `/recurrences${pointer}`, message }));
    return { firstDueAt: undefined, issues };
  }
  const firstDueAt = nextDueAt(recurrences, now, calendars);
  const issues =
    firstDueAt === undefined ? [{ pointer: '/recurrences', message: 'name no instant after now' }] : [];
  return { firstDueAt, issues };
}

/**
 * A calendar may have been changed or deleted while the job that names it was on its way into the store: whoever
 * did it could not find the job yet. So the calendars are read again now that it can be found.
 */
async function begin(dependencies: Dependencies, job: Job): Promise<ScheduleOutcome> {
  const { jobs, clock, dispatchJob } = dependencies;
  let begun = job;
  if (calendarNames(job.recurrences).length > 0) {
    try {
      begun = (await createReplanJob(dependencies)(job.jobId)) ?? job;
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      await createDeleteJob({ jobs, clock })(job.jobId);
      throw new InvalidInput(CANNOT_BE_SCHEDULED, error.issues, { cause: error });
    }
  }
  await dispatchJob(job.jobId);
  return { outcome: 'created', job: begun };
}

function toJob(
  { fingerprint }: Dependencies,
  definition: JobDefinition,
  { baselineId, firstDueAt, now }: { baselineId: string; firstDueAt: number | undefined; now: number },
): Job {
  const { columnTypes: _usedByTheBaseline, ...task } = definition.task;
  const { kind, valueStream, recurrences } = definition;
  const core = { kind, valueStream, task: { ...task, baselineId }, recurrences };
  return {
    jobId: definition.jobId ?? derivedId(fingerprint(JSON.stringify(core))),
    ...core,
    state: 'active',
    generation: 1,
    ...(firstDueAt === undefined ? {} : { nextDueAt: firstDueAt }),
    createdAt: now,
    updatedAt: now,
  };
}

function derivedId(name: string): JobId {
  const jobId = `job-${name}`;
  if (!isJobId(jobId)) throw new RangeError(`'${jobId}' is no job id.`);
  return jobId;
}

/** The same request may come again after the job's last slot: that is no fault of it. */
async function find({ jobs }: Dependencies, job: Job): Promise<ScheduleOutcome | undefined> {
  const existing = (await jobs.get(job.jobId))?.value;
  if (existing === undefined || existing.state === 'deleted' || !sameDefinition(existing, job))
    return undefined;
  return { outcome: 'already-exists', job: existing };
}

async function store({ jobs }: Dependencies, job: Job): Promise<ScheduleOutcome> {
  for (;;) {
    if ((await jobs.create(job)) === 'created') return { outcome: 'created', job };
    const existing = await jobs.get(job.jobId);
    if (existing === undefined) continue;
    if (existing.value.state !== 'deleted') {
      const outcome = sameDefinition(existing.value, job) ? 'already-exists' : 'id-taken';
      return { outcome, job: existing.value };
    }
    const revived = await revive(jobs, existing, job);
    if (revived !== undefined) return { outcome: 'created', job: revived };
  }
}

/** A deleted id used again goes on counting generations, so that what the old job left behind is known as such. */
async function revive(jobs: JobStore, existing: Versioned<Job>, job: Job): Promise<Job | undefined> {
  const revived = { ...job, generation: existing.value.generation + 1 };
  try {
    await jobs.save(revived, { ifVersion: existing.version });
    return revived;
  } catch (error) {
    if (error instanceof VersionConflict) return undefined;
    throw error;
  }
}

function sameDefinition(a: Job, b: Job): boolean {
  return definitionText(a) === definitionText(b);
}

/** The definition with sorted keys: a stored document does not keep the order of its fields. */
function definitionText({ kind, valueStream, task, recurrences }: Job): string {
  return JSON.stringify({ kind, valueStream, task, recurrences }, (_key, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
