import { InvalidInput, VersionConflict, type Issue } from '../domain/errors.ts';
import { amended, isBehind, partsOf, redefined, undispatched, type JobParts } from '../domain/job/edit.ts';
import type { JobDefinition } from '../domain/job/job-definition.ts';
import type { Job } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import { sameJson } from '../domain/job/same-json.ts';
import { calendarNames } from '../domain/schedule/calendar-names.ts';
import { nextDueAt } from '../domain/schedule/next-due-at.ts';
import { findFirstSlot } from './first-slot.ts';
import type { JobTurns } from './job-turns.ts';
import { laneFence } from './lane-fence.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { Clock } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';
import type { PrepareWork } from './prepare-work.ts';
import type { Versioned } from './ports/versioned.ts';
import { createReplanJob } from './replan-jobs.ts';
import type { ExpectedVersions } from './save-calendar.ts';

export type EditOutcome =
  | { readonly outcome: 'edited' | 'unchanged'; readonly job: Versioned<Job> }
  /** The caller did not say which version it has seen. */
  | { readonly outcome: 'version-required' }
  /** The job has changed since. */
  | { readonly outcome: 'version-mismatch' }
  | { readonly outcome: 'not-found' };

interface Dependencies {
  readonly jobs: JobStore;
  readonly turns: JobTurns;
  readonly prepareWork: PrepareWork;
  readonly loadCalendars: LoadCalendars;
  readonly clock: Clock;
  /** Dispatches what is due of a job. */
  readonly dispatchJob: (jobId: JobId) => Promise<unknown>;
}

/**
 * Gives a job a new definition, from now on: slots that were due before keep the answer of the old one and are
 * never run again, and no slot that the new one names from now on is left out.
 *
 * Slots dispatched ahead stay when the new definition names them too; the others are skipped (`job-edited`) when
 * their time comes. Throws InvalidInput with every fault; nothing is written then.
 */
export function createEditJob(
  dependencies: Dependencies,
): (
  definition: JobDefinition & { readonly jobId: JobId },
  expected: ExpectedVersions,
) => Promise<EditOutcome> {
  return async (definition, expected) => {
    const { jobs, clock, loadCalendars } = dependencies;
    const stored = await jobs.get(definition.jobId);
    if (stored === undefined || stored.value.state === 'deleted') return { outcome: 'not-found' };
    if (expected === undefined) return { outcome: 'version-required' };
    if (expected !== '*' && !expected.includes(stored.version)) return { outcome: 'version-mismatch' };
    const isNewSchedule = !sameJson(stored.value.recurrences, definition.recurrences);
    const first = isNewSchedule
      ? await findFirstSlot(loadCalendars, definition.recurrences, clock.now())
      : { issues: [] };
    const issues: Issue[] = [...first.issues, ...kindIssues(stored.value, definition)];
    const work = await dependencies.prepareWork(definition, issues);
    if (work === undefined || issues.length > 0) {
      throw new InvalidInput('The job cannot be changed to this definition.', issues);
    }
    const { valueStream, after, recurrences, policies } = definition;
    const place = { valueStream, ...(after === undefined ? {} : { after }) };
    const parts = { ...work, ...place, recurrences, policies };
    return isNewSchedule ? reschedule(dependencies, stored, parts) : amend(dependencies, stored, parts);
  };
}

/** Its runs, results and measurements would be of two kinds under one id. */
function kindIssues({ kind }: Job, definition: JobDefinition): Issue[] {
  if (definition.kind === kind) return [];
  return [{ pointer: '/kind', message: `must stay "${kind}": schedule another job for another kind` }];
}

/** The slots stay as they are; runs that have not begun are made under the new task and policies. */
async function amend(
  { jobs, clock, dispatchJob }: Dependencies,
  { value: job, version }: Versioned<Job>,
  parts: JobParts,
): Promise<EditOutcome> {
  if (sameJson(partsOf(job), parts)) {
    return { outcome: 'unchanged', job: { value: job, version } };
  }
  await jobs.save(amended(job, parts, clock.now()), { ifVersion: version });
  await dispatchJob(job.jobId);
  return edition(jobs, job.jobId);
}

async function reschedule(
  dependencies: Dependencies,
  { value: before, version }: Versioned<Job>,
  parts: JobParts,
): Promise<EditOutcome> {
  const { jobs, turns, clock, loadCalendars, dispatchJob } = dependencies;
  let job: Versioned<Job> = { value: before, version };
  if (isBehind(before, clock.now())) {
    // What was due before is the old definition's: it is dispatched first, by its own policies.
    await dispatchJob(before.jobId);
    const again = await jobs.get(before.jobId);
    if (again === undefined || isOvertaken(again.value, before) || isBehind(again.value, clock.now())) {
      throw new VersionConflict(before.jobId);
    }
    job = again;
  }
  const now = clock.now();
  const calendars = await loadCalendars(parts.recurrences);
  const next = nextDueAt(parts.recurrences, now, calendars);
  const edited = redefined(job.value, parts, { next, now });
  const old = await loadCalendars(before.recurrences);
  const skipped = undispatched(job.value, { now, calendars: old, reason: 'job-edited' });
  const write = { jobId: before.jobId, job: { value: edited, ifVersion: job.version }, skipped };
  // A slot that the new definition takes back does not begin by the old one.
  const outcome = await turns.take(before.jobId, async () =>
    jobs.commit({ ...write, lane: await laneFence(jobs, before.jobId) }),
  );
  if (outcome !== 'committed') throw new VersionConflict(before.jobId);
  // A calendar may have been changed before anyone could see that this job names it.
  if (calendarNames(parts.recurrences).length > 0) await replan(dependencies, before.jobId);
  await dispatchJob(before.jobId);
  return edition(jobs, before.jobId);
}

/** Whether another has edited or deleted the job meanwhile; a deletion is no new generation. */
function isOvertaken({ generation, state }: Job, before: Job): boolean {
  return generation !== before.generation || state === 'deleted';
}

/** A calendar that is gone by now has the job quarantined at its next dispatch, which says so. */
async function replan(dependencies: Dependencies, jobId: JobId): Promise<void> {
  try {
    await createReplanJob(dependencies)(jobId);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
  }
}

async function edition(jobs: JobStore, jobId: JobId): Promise<EditOutcome> {
  const stored = await jobs.get(jobId);
  return stored === undefined ? { outcome: 'not-found' } : { outcome: 'edited', job: stored };
}
