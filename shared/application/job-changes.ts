import type { Actor } from '../domain/access/actor.ts';
import type { Caller } from '../domain/access/caller.ts';
import { jobDifferences } from '../domain/job/definition-differences.ts';
import { partsOf } from '../domain/job/edit.ts';
import type { JobAction, JobChange } from '../domain/job/job-change.ts';
import type { Job } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { Clock, UniqueId } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';

/** What the entries of a job's history are made with. */
export interface ChangeDependencies {
  readonly clock: Clock;
  readonly uniqueId: UniqueId;
}

/** Who defines a job anew, and which of its definitions it gets back, where it gets one back. */
export interface DefinedBy extends Actor {
  readonly restoredGeneration?: number;
  /** Whose sight and rights bound what the definition may name; absent: the app itself, or whoever may do everything. */
  readonly caller?: Caller;
}

/** The entry of a change of the job itself: with the whole definition where it made a new generation. */
export function jobChange(
  { clock, uniqueId }: ChangeDependencies,
  { before, after }: { readonly before?: Job; readonly after: Job },
  { author, reason, restoredGeneration, action }: DefinedBy & { readonly action: JobAction },
): JobChange {
  const { jobId, generation } = after;
  return {
    ...{ jobId, changeId: uniqueId(), at: clock.now(), action, generation, author },
    ...(reason === undefined ? {} : { reason }),
    ...(restoredGeneration === undefined ? {} : { restoredGeneration }),
    differences: before === undefined ? [] : jobDifferences(before, after),
    ...(before?.generation === generation ? {} : { definition: partsOf(after) }),
  };
}

/** The entry of a change of a run or a backfill of the job, which stays as it is. */
export function targetChange(
  { clock, uniqueId }: ChangeDependencies,
  { jobId, generation }: Pick<Job, 'jobId' | 'generation'>,
  { author, reason, action, target }: Actor & { readonly action: JobAction; readonly target: string },
): JobChange {
  return {
    ...{ jobId, changeId: uniqueId(), at: clock.now(), action, generation, author },
    ...(reason === undefined ? {} : { reason }),
    ...{ differences: [], target },
  };
}

/** The generation of a job, for an entry on what is its; the one given where there is no job. */
export async function generationOf(
  jobs: Pick<JobStore, 'get'>,
  { jobId, generation }: { readonly jobId: JobId; readonly generation: number },
): Promise<{ readonly jobId: JobId; readonly generation: number }> {
  return { jobId, generation: (await jobs.get(jobId))?.value.generation ?? generation };
}
