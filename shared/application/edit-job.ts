import { InvalidInput, VersionConflict, type Issue } from '../domain/errors.ts';
import {
  amended,
  isBehind,
  partsOf,
  redefined,
  toParts,
  undispatched,
  type JobParts,
} from '../domain/job/edit.ts';
import { isLedByFleet, type FleetMembership } from '../domain/fleet/fleet-membership.ts';
import type { JobChange } from '../domain/job/job-change.ts';
import type { JobDefinition } from '../domain/job/job-definition.ts';
import type { Job } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import { sameJson } from '../domain/job/same-json.ts';
import { calendarNames } from '../domain/schedule/calendar-names.ts';
import { nextDueAt } from '../domain/schedule/next-due-at.ts';
import { calendarIssues, findFirstSlot } from './first-slot.ts';
import { jobChange, type ChangeDependencies, type DefinedBy } from './job-changes.ts';
import type { JobTurns } from './job-turns.ts';
import { laneFence } from './lane-fence.ts';
import type { LoadCalendars } from './load-calendars.ts';
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
  /** A fleet says what it is: the fleet is to be changed, or the model's override in it. */
  | { readonly outcome: 'of-fleet'; readonly fleet: FleetMembership }
  | { readonly outcome: 'not-found' };

/** What became of a job that was read before; how it is by now only the store knows. */
export type EditedStored =
  | { readonly outcome: 'edited' | 'unchanged'; readonly job: Job }
  | Extract<EditOutcome, { readonly outcome: 'of-fleet' }>;

/** Edits a job under the version that was read. Throws VersionConflict when it has changed since, InvalidInput as `EditJob` does. */
export type EditStored = (
  definition: JobDefinition & { readonly jobId: JobId },
  stored: Versioned<Job>,
  by: DefinedBy,
) => Promise<EditedStored>;

interface Dependencies extends ChangeDependencies {
  readonly jobs: JobStore;
  readonly turns: JobTurns;
  readonly prepareWork: PrepareWork;
  readonly loadCalendars: LoadCalendars;
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
  by: DefinedBy,
) => Promise<EditOutcome> {
  const { jobs } = dependencies;
  const editStored = createEditStored(dependencies);
  return async (definition, expected, by) => {
    const stored = await jobs.get(definition.jobId);
    if (stored === undefined || stored.value.state === 'deleted') return { outcome: 'not-found' };
    if (expected === undefined) return { outcome: 'version-required' };
    if (expected !== '*' && !expected.includes(stored.version)) return { outcome: 'version-mismatch' };
    const edited = await editStored(definition, stored, by).catch(async (error: unknown) => {
      if (error instanceof VersionConflict && (await isOutdated(jobs, stored, expected))) return undefined;
      throw error;
    });
    if (edited === undefined) return { outcome: 'version-mismatch' };
    if (edited.outcome === 'of-fleet') return edited;
    const { outcome, job } = edited;
    if (job === stored.value) return { outcome, job: stored };
    const now = await jobs.get(definition.jobId);
    return now === undefined ? { outcome: 'not-found' } : { outcome, job: now };
  };
}

/** The same for a job that is read already, and is not read again: for many jobs, each a request less. */
export function createEditStored(dependencies: Dependencies): EditStored {
  return async (definition, stored, by) => {
    const { fleet } = stored.value;
    if (isLedByFleet(fleet) && definition.fleet?.fleetId !== fleet.fleetId) {
      return { outcome: 'of-fleet', fleet };
    }
    const isNewSchedule = !sameJson(stored.value.recurrences, definition.recurrences);
    const issues: Issue[] = [
      ...(isNewSchedule ? await scheduleIssues(dependencies, definition, by) : []),
      ...kindIssues(stored.value, definition),
    ];
    const work = await dependencies.prepareWork(definition, issues, by.caller);
    if (work === undefined || issues.length > 0) {
      throw new InvalidInput('The job cannot be changed to this definition.', issues);
    }
    const edit = { parts: toParts(work, definition), fleet: definition.fleet ?? fleet, by };
    return isNewSchedule ? reschedule(dependencies, stored, edit) : amend(dependencies, stored, edit);
  };
}

/** It was the version that was expected when it was read, and is another now: it might as well have come later. */
async function isOutdated(
  jobs: JobStore,
  { value: { jobId } }: Versioned<Job>,
  expected: Exclude<ExpectedVersions, undefined>,
): Promise<boolean> {
  if (expected === '*') return false;
  const now = await jobs.get(jobId);
  return now !== undefined && now.value.state !== 'deleted' && !expected.includes(now.version);
}

interface Edit {
  readonly parts: JobParts;
  readonly fleet: FleetMembership | undefined;
  readonly by: DefinedBy;
}

/** A definition that is given back may have had its last slot: the job is completed then, as it was. */
async function scheduleIssues(
  { loadCalendars, clock }: Pick<Dependencies, 'loadCalendars' | 'clock'>,
  { recurrences }: JobDefinition,
  { restoredGeneration }: DefinedBy,
): Promise<readonly Issue[]> {
  if (restoredGeneration === undefined) {
    return (await findFirstSlot(loadCalendars, recurrences, clock.now())).issues;
  }
  return calendarIssues(recurrences, await loadCalendars(recurrences));
}

/** Its runs, results and measurements would be of two kinds under one id. */
export function kindIssues({ kind }: Job, definition: JobDefinition): Issue[] {
  if (definition.kind === kind) return [];
  return [{ pointer: '/kind', message: `must stay "${kind}": schedule another job for another kind` }];
}

/** The slots stay as they are; runs that have not begun are made under the new task and policies. */
async function amend(
  dependencies: Dependencies,
  { value: job, version }: Versioned<Job>,
  { parts, fleet, by }: Edit,
): Promise<EditedStored> {
  const { jobs, clock, dispatchJob } = dependencies;
  if (sameJson(partsOf(job), parts)) {
    if (sameJson(job.fleet, fleet)) return { outcome: 'unchanged', job };
    // What the fleet asked for is the same definition in other words: only that is kept.
    const asked = inFleet(job, fleet);
    await jobs.save(asked, { ifVersion: version });
    return { outcome: 'unchanged', job: asked };
  }
  const after = inFleet(amended(job, parts, clock.now()), fleet);
  const outcome = await jobs.commit({
    jobId: job.jobId,
    job: { value: after, ifVersion: version },
    changes: [editOf(dependencies, { before: job, after }, by)],
  });
  if (outcome !== 'committed') throw new VersionConflict(job.jobId);
  await dispatchJob(job.jobId);
  return { outcome: 'edited', job: after };
}

function inFleet({ fleet: _before, ...job }: Job, fleet: FleetMembership | undefined): Job {
  return fleet === undefined ? job : { ...job, fleet };
}

async function reschedule(
  dependencies: Dependencies,
  { value: before, version }: Versioned<Job>,
  { parts, fleet, by }: Edit,
): Promise<EditedStored> {
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
  const edited = inFleet(redefined(job.value, parts, { next, now }), fleet);
  const old = await loadCalendars(before.recurrences);
  const skipped = undispatched(job.value, { now, calendars: old, reason: 'job-edited' });
  const changes = [editOf(dependencies, { before: job.value, after: edited }, by)];
  const write = { jobId: before.jobId, job: { value: edited, ifVersion: job.version }, skipped, changes };
  // A slot that the new definition takes back does not begin by the old one.
  const outcome = await turns.take(before.jobId, async () =>
    jobs.commit({ ...write, lane: await laneFence(jobs, before.jobId) }),
  );
  if (outcome !== 'committed') throw new VersionConflict(before.jobId);
  // A calendar may have been changed before anyone could see that this job names it.
  if (calendarNames(parts.recurrences).length > 0) await replan(dependencies, before.jobId);
  await dispatchJob(before.jobId);
  return { outcome: 'edited', job: edited };
}

function editOf(
  dependencies: ChangeDependencies,
  versions: { readonly before: Job; readonly after: Job },
  by: DefinedBy,
): JobChange {
  const action = by.restoredGeneration === undefined ? 'edited' : 'restored';
  return jobChange(dependencies, versions, { ...by, action });
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
