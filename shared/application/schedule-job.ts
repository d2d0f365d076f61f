import { may } from '../domain/access/caller.ts';
import { InvalidInput } from '../domain/errors.ts';
import { isJobId, type JobId } from '../domain/job/job-id.ts';
import type { JobDefinition } from '../domain/job/job-definition.ts';
import { partsOf, toParts } from '../domain/job/edit.ts';
import type { Job } from '../domain/job/job.ts';
import type { JobWork } from '../domain/job/job-work.ts';
import { sameJson } from '../domain/job/same-json.ts';
import { calendarNames } from '../domain/schedule/calendar-names.ts';
import { createDeleteJob } from './delete-job.ts';
import { findFirstSlot } from './first-slot.ts';
import { jobChange, type ChangeDependencies, type DefinedBy } from './job-changes.ts';
import type { JobTurns } from './job-turns.ts';
import type { LoadCalendars } from './load-calendars.ts';
import { createReplanJob } from './replan-jobs.ts';
import type { PrepareWork } from './prepare-work.ts';
import type { Fingerprint } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';
import type { Versioned } from './ports/versioned.ts';

export type ScheduleOutcome =
  | { readonly outcome: 'created'; readonly job: Job }
  /** The same definition is there already: the request came twice. */
  | { readonly outcome: 'already-exists'; readonly job: Job }
  /** The id belongs to a job of another definition, or to a deleted one of a value stream that is not the caller's. */
  | { readonly outcome: 'id-taken'; readonly job: Job };

interface Dependencies extends ChangeDependencies {
  readonly jobs: JobStore;
  readonly prepareWork: PrepareWork;
  readonly fingerprint: Fingerprint;
  readonly turns: JobTurns;
  readonly loadCalendars: LoadCalendars;
  /** Dispatches a job that may be due before the dispatcher's next pass. */
  readonly dispatchJob: (jobId: JobId) => Promise<unknown>;
}

/**
 * Registers a job: freezes its baseline, stores it with the entry of its history, and dispatches what is due at once.
 *
 * Throws InvalidInput with every fault that needs the baseline's content, the calendars or the clock to be seen.
 * A request refused for its recurrences or cut off half way leaves at most a registered baseline, which a
 * repeated request finds again.
 */
export function createScheduleJob(
  dependencies: Dependencies,
): (definition: JobDefinition, by: DefinedBy) => Promise<ScheduleOutcome> {
  return async (definition, by) => {
    const now = dependencies.clock.now();
    const first = await findFirstSlot(dependencies.loadCalendars, definition.recurrences, now);
    const { firstDueAt } = first;
    const issues = [...first.issues];
    const work = await dependencies.prepareWork(definition, issues, by.caller);
    if (work !== undefined && issues.length === first.issues.length) {
      const job = toJob(dependencies, definition, { work, firstDueAt, now });
      const isOver = firstDueAt === undefined && definition.recurrences.length > 0;
      const outcome = isOver ? await find(dependencies, job) : await store(dependencies, job, by);
      if (outcome?.outcome === 'created') return await begin(dependencies, outcome.job);
      if (outcome !== undefined) return outcome;
    }
    throw new InvalidInput(CANNOT_BE_SCHEDULED, issues);
  };
}

const CANNOT_BE_SCHEDULED = 'The job cannot be scheduled as it is defined.';

const WITHOUT_CALENDAR = {
  author: 'evenkeel',
  reason: 'A calendar that it names was deleted while it was scheduled.',
};

/**
 * A calendar may have been changed or deleted while the job that names it was on its way into the store: whoever
 * did it could not find the job yet. So the calendars are read again now that it can be found.
 */
async function begin(dependencies: Dependencies, job: Job): Promise<ScheduleOutcome> {
  let begun = job;
  if (calendarNames(job.recurrences).length > 0) {
    try {
      begun = (await createReplanJob(dependencies)(job.jobId)) ?? job;
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      const by = { ...WITHOUT_CALENDAR, fleetId: job.fleet?.fleetId };
      await createDeleteJob(dependencies)(job.jobId, '*', by);
      throw new InvalidInput(CANNOT_BE_SCHEDULED, error.issues, { cause: error });
    }
  }
  await dependencies.dispatchJob(job.jobId);
  return { outcome: 'created', job: begun };
}

function toJob(
  { fingerprint }: Dependencies,
  definition: JobDefinition,
  { work, firstDueAt, now }: { work: JobWork; firstDueAt: number | undefined; now: number },
): Job {
  const core = toParts(work, definition);
  return {
    jobId: definition.jobId ?? derivedId(fingerprint(JSON.stringify(core))),
    ...core,
    // Without recurrences there is nothing to wait for: it runs when somebody asks for it.
    state: definition.recurrences.length === 0 ? 'completed' : 'active',
    ...(definition.fleet === undefined ? {} : { fleet: definition.fleet }),
    generation: 1,
    bornAs: 1,
    slotsAfter: now,
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

async function store(dependencies: Dependencies, job: Job, by: DefinedBy): Promise<ScheduleOutcome> {
  const { jobs } = dependencies;
  for (;;) {
    const change = jobChange(dependencies, { after: job }, { ...by, action: 'created' });
    const made = { value: job, ifVersion: undefined };
    const outcome = await jobs.commit({ jobId: job.jobId, job: made, changes: [change] });
    if (outcome === 'committed') return { outcome: 'created', job };
    const existing = await jobs.get(job.jobId);
    if (existing === undefined) continue;
    if (existing.value.state !== 'deleted') {
      const found = sameDefinition(existing.value, job) ? 'already-exists' : 'id-taken';
      return { outcome: found, job: existing.value };
    }
    // What it left behind would become the caller's to read.
    if (by.caller !== undefined && !may(by.caller, 'operator', existing.value.valueStream)) {
      return { outcome: 'id-taken', job: existing.value };
    }
    const revived = await revive(dependencies, { existing, job, by });
    if (revived !== undefined) return { outcome: 'created', job: revived };
  }
}

/** A deleted id used again goes on counting generations, so that what the old job left behind is known as such. */
async function revive(
  dependencies: Dependencies,
  {
    existing: { value: before, version },
    job,
    by,
  }: { readonly existing: Versioned<Job>; readonly job: Job; readonly by: DefinedBy },
): Promise<Job | undefined> {
  const generation = before.generation + 1;
  const revived = { ...job, generation, bornAs: generation };
  const change = jobChange(dependencies, { before, after: revived }, { ...by, action: 'created' });
  const outcome = await dependencies.jobs.commit({
    jobId: job.jobId,
    job: { value: revived, ifVersion: version },
    changes: [change],
  });
  return outcome === 'committed' ? revived : undefined;
}

function sameDefinition(a: Job, b: Job): boolean {
  return sameJson(partsOf(a), partsOf(b));
}
