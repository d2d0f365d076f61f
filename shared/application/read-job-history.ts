import type { Difference } from '../domain/job/difference.ts';
import { definitionDifferences } from '../domain/job/definition-differences.ts';
import { partsOf, type JobParts } from '../domain/job/edit.ts';
import type { Job } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { JobHistory } from './ports/job-history.ts';
import type { JobStore } from './ports/job-store.ts';

interface Dependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly history: Pick<JobHistory, 'definitionAt'>;
}

/** The definition that a job had as a generation, also of a deleted job; undefined when it is not known (any more). */
export type ReadDefinition = (jobId: JobId, generation: number) => Promise<JobParts | undefined>;

export function createReadDefinition({ jobs, history }: Dependencies): ReadDefinition {
  return async (jobId, generation) => {
    const kept = await history.definitionAt(jobId, generation);
    if (kept !== undefined) return kept;
    // A job that is older than its history has no entry of the definition that it still has.
    const stored = await jobs.get(jobId);
    return stored?.value.generation === generation ? partsOf(stored.value) : undefined;
  };
}

/**
 * What differs in a job's definition since it was of a generation; undefined when that definition is not known, or was in
 * another value stream.
 */
export type DifferencesSince = (
  jobId: JobId,
  generation: number,
  now: Job,
) => Promise<readonly Difference[] | undefined>;

export function createDifferencesSince({ history }: Pick<Dependencies, 'history'>): DifferencesSince {
  return async (jobId, generation, now) => {
    if (generation === now.generation) return [];
    const before = await history.definitionAt(jobId, generation);
    // Whoever may see the job now need not have seen what it was in another value stream.
    if (before?.valueStream !== now.valueStream) return undefined;
    return definitionDifferences(before, partsOf(now));
  };
}
