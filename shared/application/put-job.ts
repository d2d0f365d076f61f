import type { JobDefinition } from '../domain/job/job-definition.ts';
import type { Job } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { EditOutcome } from './edit-job.ts';
import type { DefinedBy } from './job-changes.ts';
import type { JobStore } from './ports/job-store.ts';
import type { Versioned } from './ports/versioned.ts';
import type { ExpectedVersions } from './save-calendar.ts';
import type { ScheduleOutcome } from './schedule-job.ts';

type Definition = JobDefinition & { readonly jobId: JobId };

/** What has to be so for a definition to be put: a version that is there, or no job at all. */
export interface PutCondition {
  readonly expected: ExpectedVersions;
  readonly isOnlyNew: boolean;
}

export type PutOutcome =
  | { readonly outcome: 'created' | 'edited' | 'unchanged'; readonly job: Versioned<Job> }
  /** There is such a job, and the caller did not say which version of it is to be replaced. */
  | { readonly outcome: 'version-required' }
  /** There is another version of it than the caller expects, or none. */
  | { readonly outcome: 'version-mismatch' }
  /** There is a job where there was to be none. */
  | { readonly outcome: 'exists' }
  | Extract<EditOutcome, { readonly outcome: 'of-fleet' }>;

interface Dependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly scheduleJob: (definition: JobDefinition, by: DefinedBy) => Promise<ScheduleOutcome>;
  readonly editJob: (
    definition: Definition,
    expected: ExpectedVersions,
    by: DefinedBy,
  ) => Promise<EditOutcome>;
}

export type PutJob = (definition: Definition, condition: PutCondition, by: DefinedBy) => Promise<PutOutcome>;

/**
 * Gives the job of that id this definition, whether or not there is one yet. Of several callers who find none exactly one
 * creates it; the others are told that there is one now.
 *
 * Throws InvalidInput with every fault of the definition; nothing is written then.
 */
export function createPutJob({ jobs, scheduleJob, editJob }: Dependencies): PutJob {
  return async (definition, { expected, isOnlyNew }, by) => {
    const { jobId } = definition;
    const existing = await jobs.get(jobId);
    const isThere = existing !== undefined && existing.value.state !== 'deleted';
    if (isOnlyNew && isThere) return { outcome: 'exists' };
    if (isThere || expected !== undefined) {
      const edit = await editJob(definition, expected, by);
      return edit.outcome === 'not-found' ? { outcome: 'version-mismatch' } : edit;
    }
    const { outcome, job } = await scheduleJob(definition, by);
    if (outcome !== 'created') return { outcome: isOnlyNew ? 'exists' : 'version-required' };
    const stored = await jobs.get(jobId);
    // Whoever deletes a job within these moments deletes what was created.
    return stored === undefined ? { outcome: 'version-mismatch' } : { outcome, job: toCreated(stored, job) };
  };
}

/** The job as it is by now: its first slots may have been dispatched. */
function toCreated(stored: Versioned<Job>, created: Job): Versioned<Job> {
  return stored.value.state === 'deleted' ? { ...stored, value: created } : stored;
}
