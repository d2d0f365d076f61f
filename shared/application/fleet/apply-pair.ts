import type { Actor } from '../../domain/access/actor.ts';
import type { Caller } from '../../domain/access/caller.ts';
import { InvalidInput, VersionConflict, type Issue } from '../../domain/errors.ts';
import type { Fleet } from '../../domain/fleet/fleet.ts';
import { fleetJobId } from '../../domain/fleet/fleet-job-id.ts';
import type { FleetMembership } from '../../domain/fleet/fleet-membership.ts';
import type { Job } from '../../domain/job/job.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { DeletedBy, DeleteOutcome } from '../delete-job.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { Versioned } from '../ports/versioned.ts';
import type { ExpectedVersions } from '../save-calendar.ts';
import { createWriteRow, type UpsertDependencies, type UpsertRow } from '../upsert-row.ts';
import type { FleetPair } from './walk-fleet.ts';
import { definitionOfWanted, wantedJob, type FleetSource, type WantingDependencies } from './wanted-job.ts';

/** What became of a model's job: `none` where there was none and none was wanted. */
export type PairOutcome =
  | { readonly outcome: 'created' | 'edited' | 'unchanged' | 'removed' | 'kept' | 'none' }
  | { readonly outcome: 'failed'; readonly jobId: JobId; readonly issues: readonly Issue[] };

export interface ApplyDependencies extends UpsertDependencies, WantingDependencies {
  readonly deleteJob: (jobId: JobId, expected: ExpectedVersions, by: DeletedBy) => Promise<DeleteOutcome>;
}

/** Others than the fleet may write a job meanwhile, but not for ever. */
const MAX_TRIES = 10;

/** Makes the job of one model what the fleet wants. Throws Unavailable. */
export type ApplyPair = (pair: Pick<FleetPair, 'modelId' | 'model'>) => Promise<PairOutcome>;

/**
 * For one fleet as it was read: what several of its jobs are made from is read once. Every write is made at the version that
 * was looked at, so that twice, or two at once, is the same as once; and none undoes what a later definition of the fleet has
 * done.
 */
export function createApplyPair(dependencies: ApplyDependencies, source: FleetSource): ApplyPair {
  const { fleet } = source;
  const upsert = createWriteRow(dependencies, { ...actorOf(fleet), caller: callerOf(fleet) });
  return async (pair) => {
    const jobId = fleetJobId(fleet.fleetId, pair.modelId, dependencies.fingerprint);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const stored = await dependencies.jobs.get(jobId);
      const looked = { stored, present: stored?.value.state === 'deleted' ? undefined : stored };
      const done =
        pair.model === undefined
          ? await letGo(dependencies, fleet, looked)
          : await give(dependencies, { source, upsert, model: pair.model }, looked);
      if (done !== undefined) return done;
    }
    throw new VersionConflict(jobId);
  };
}

/** Who stands as author in the history of a fleet's jobs. */
function actorOf({ fleetId, generation, updatedBy }: Fleet): Actor {
  return { author: updatedBy, reason: `Fleet '${fleetId}', generation ${generation}.` };
}

/** A fleet can name in its template what an operator of its value stream may see, and nothing else. */
export function callerOf({
  fleetId,
  valueStream,
  updatedBy,
}: Pick<Fleet, 'fleetId' | 'valueStream' | 'updatedBy'>): Caller {
  const grants = [{ role: 'operator', valueStream }] as const;
  return { id: `fleet:${fleetId}`, name: updatedBy, isIdentified: true, grants };
}

interface Looked {
  /** Also of a deleted job, whose id is free. */
  readonly stored: Versioned<Job> | undefined;
  /** Absent: there is none, or it is deleted. */
  readonly present: Versioned<Job> | undefined;
}

interface Giving {
  readonly source: FleetSource;
  readonly upsert: UpsertRow;
  readonly model: NonNullable<FleetPair['model']>;
}

/** Undefined: the job has changed since it was looked at. */
async function give(
  dependencies: ApplyDependencies,
  { source, upsert, model }: Giving,
  { stored, present }: Looked,
): Promise<PairOutcome | undefined> {
  const wanted = wantedJob(dependencies, source, model);
  const { jobId, membership } = wanted;
  const job = present?.value;
  if (job !== undefined && job.fleet?.fleetId !== membership.fleetId) {
    return { outcome: 'failed', jobId, issues: [idTaken(jobId)] };
  }
  if (isDone(job?.fleet, membership)) return { outcome: 'unchanged' };
  try {
    const definition = definitionOfWanted(dependencies, wanted, job);
    const upserted = await upsert(definition, stored);
    if (upserted === undefined) return undefined;
    return { outcome: upserted.outcome === 'updated' ? 'edited' : upserted.outcome };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { outcome: 'failed', jobId, issues: error.issues };
  }
}

/** Whether the job is what is wanted, or what a later generation of the fleet wants. */
export function isDone(member: FleetMembership | undefined, wanted: FleetMembership): boolean {
  if (member === undefined) return false;
  if (member.generation > wanted.generation) return true;
  return member.isKept === undefined && member.wanted === wanted.wanted;
}

export function idTaken(jobId: JobId): Issue {
  return { pointer: '/jobId', message: `'${jobId}' is the id of a job that the fleet has not made` };
}

/** Undefined: the job has changed since it was looked at. */
async function letGo(
  dependencies: ApplyDependencies,
  fleet: Fleet,
  { present }: Looked,
): Promise<PairOutcome | undefined> {
  const member = present?.value.fleet;
  if (present === undefined || member?.fleetId !== fleet.fleetId) return { outcome: 'none' };
  switch (endOf(fleet, member)) {
    case 'none':
      return { outcome: 'none' };
    case 'release':
      return release(dependencies.jobs, present, undefined);
    case 'keep':
      return release(dependencies.jobs, present, { ...member, isKept: true });
    case 'delete':
      return remove(dependencies, fleet, present);
  }
}

/** What becomes of a job that its fleet does not want; `release`: nothing of the fleet stays with it. */
function endOf(fleet: Fleet, member: FleetMembership): 'none' | 'release' | 'keep' | 'delete' {
  // A later generation of the fleet has been here.
  if (member.generation > fleet.generation) return 'none';
  const isKept = member.isKept === true;
  if (fleet.state === 'deleting') return isKept || fleet.whenUnmatched === 'keep' ? 'release' : 'delete';
  return isKept ? 'none' : fleet.whenUnmatched;
}

async function remove(
  { deleteJob }: ApplyDependencies,
  fleet: Fleet,
  { value: { jobId }, version }: Versioned<Job>,
): Promise<PairOutcome | undefined> {
  const by = { ...actorOf(fleet), fleetId: fleet.fleetId };
  const outcome = await deleteJob(jobId, [version], by);
  if (outcome === 'deleted') return { outcome: 'removed' };
  return outcome === 'not-found' ? { outcome: 'none' } : undefined;
}

async function release(
  jobs: Pick<JobStore, 'save'>,
  { value: { fleet: _before, ...job }, version }: Versioned<Job>,
  fleet: FleetMembership | undefined,
): Promise<PairOutcome | undefined> {
  try {
    await jobs.save(fleet === undefined ? job : { ...job, fleet }, { ifVersion: version });
    return { outcome: 'kept' };
  } catch (error) {
    if (error instanceof VersionConflict) return undefined;
    throw error;
  }
}
