import type { Actor } from '../domain/access/actor.ts';
import type { Caller } from '../domain/access/caller.ts';
import { InvalidInput } from '../domain/errors.ts';
import type { JobParts } from '../domain/job/edit.ts';
import type { JobDefinition } from '../domain/job/job-definition.ts';
import type { Job } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { EditOutcome } from './edit-job.ts';
import type { DefinedBy } from './job-changes.ts';
import type { JobStore } from './ports/job-store.ts';
import type { Versioned } from './ports/versioned.ts';
import type { ExpectedVersions } from './save-calendar.ts';
import type { ScheduleOutcome } from './schedule-job.ts';

export interface RestoreRequest extends Actor {
  readonly caller?: Caller;
  readonly generation: number;
  /** The definition that the job had as that generation. */
  readonly definition: JobParts;
  readonly expected: ExpectedVersions;
  /** Whether a deleted job comes back with it. */
  readonly isUndelete: boolean;
}

export type RestoreOutcome =
  /** `unchanged`: it has that definition already. `undeleted`: it was deleted, and is there again. */
  | { readonly outcome: 'restored' | 'unchanged' | 'undeleted'; readonly job: Versioned<Job> }
  /** It is deleted, and was not asked to come back. */
  | { readonly outcome: 'deleted' }
  /** Somebody else has scheduled another job under the id of the deleted one meanwhile. */
  | { readonly outcome: 'id-taken' }
  | Exclude<EditOutcome, { readonly job: unknown }>;

interface Dependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly editJob: (
    definition: JobDefinition & { readonly jobId: JobId },
    expected: ExpectedVersions,
    by: DefinedBy,
  ) => Promise<EditOutcome>;
  readonly scheduleJob: (definition: JobDefinition, by: DefinedBy) => Promise<ScheduleOutcome>;
}

/**
 * Gives a job a definition anew that it had before, as a new generation: by the rules of any edit, from now on, with the
 * frozen baseline of that time. Recurrences without a slot to come leave a completed job; a deleted one is scheduled again,
 * which takes a slot to come.
 *
 * Throws InvalidInput when the definition cannot be had any more, as with a calendar that is gone; nothing is written then.
 */
export function createRestoreJob(
  dependencies: Dependencies,
): (jobId: JobId, request: RestoreRequest) => Promise<RestoreOutcome> {
  const { jobs } = dependencies;
  return async (jobId, request) => {
    const stored = await jobs.get(jobId);
    if (stored === undefined) return { outcome: 'not-found' };
    const isDeleted = stored.value.state === 'deleted';
    if (isDeleted && !request.isUndelete) return { outcome: 'deleted' };
    try {
      return isDeleted
        ? await undelete(dependencies, jobId, request)
        : await giveBack(dependencies, jobId, request);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      throw asFaultOfGeneration(error);
    }
  };
}

async function giveBack(
  { editJob }: Dependencies,
  jobId: JobId,
  request: RestoreRequest,
): Promise<RestoreOutcome> {
  const { definition, expected } = request;
  const edit = await editJob(toDefinition(definition, jobId), expected, byOf(request));
  if (!('job' in edit)) return edit;
  return { outcome: edit.outcome === 'edited' ? 'restored' : 'unchanged', job: edit.job };
}

async function undelete(
  { jobs, scheduleJob }: Dependencies,
  jobId: JobId,
  request: RestoreRequest,
): Promise<RestoreOutcome> {
  const { outcome } = await scheduleJob(toDefinition(request.definition, jobId), byOf(request));
  if (outcome === 'id-taken') return { outcome };
  const stored = await jobs.get(jobId);
  return stored === undefined ? { outcome: 'not-found' } : { outcome: 'undeleted', job: stored };
}

function byOf({ author, reason, generation, caller }: RestoreRequest): DefinedBy {
  return {
    author,
    ...(caller === undefined ? {} : { caller }),
    ...(reason === undefined ? {} : { reason }),
    restoredGeneration: generation,
  };
}

/** A baseline that is named by its id stays frozen as it is, whatever its file holds by now. */
function toDefinition(parts: JobParts, jobId: JobId): JobDefinition & { readonly jobId: JobId } {
  if (parts.kind !== 'stability') return { ...parts, jobId };
  return { ...parts, jobId, task: { ...parts.task, bins: {} } };
}

/** The caller has named a generation, and has not written the definition that is at fault. */
function asFaultOfGeneration({ message, issues }: InvalidInput): InvalidInput {
  return new InvalidInput(
    message,
    issues.map((issue) => ({ pointer: '/generation', message: `${issue.pointer}: ${issue.message}` })),
  );
}
