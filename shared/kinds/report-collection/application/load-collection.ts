import { NotFound } from '../../../domain/errors.ts';
import type { Job, ReportCollectionJob } from '../../../domain/job/job.ts';
import { isFinished, type Run } from '../../../domain/run/run.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { jobIdOf, type RunAttempt } from '../../../domain/run/run-id.ts';
import type { JobStore } from '../../../application/ports/job-store.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';

/** How any step of a collection may end it. */
export type CollectionEnd =
  /** The run was cancelled, timed out, was taken over, or has its result. */
  | { readonly outcome: 'over' }
  /** The lease is somebody else's by now; nothing may be done under it any more. */
  | { readonly outcome: 'lost' }
  /** What it failed with cannot be mended by going on. */
  | Rejected;

export interface Rejected {
  readonly outcome: 'rejected';
  readonly failure: RunFailure;
}

export interface CollectionStores {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly runs: Pick<RunStore, 'get'>;
}

export type LoadedCollection =
  { readonly outcome: 'loaded'; readonly run: Run; readonly job: ReportCollectionJob } | CollectionEnd;

/**
 * Reads what a step of a collection goes by; `resource` is that of its lease. Throws NotFound for an unknown run,
 * Unavailable when a retry may help.
 */
export async function loadCollection(
  { jobs, runs }: CollectionStores,
  { runId, attempt }: RunAttempt,
  resource?: string,
): Promise<LoadedCollection> {
  const jobId = jobIdOf(runId);
  const [run, job] = await Promise.all([runs.get(runId), jobs.get(jobId)]);
  if (run === undefined) throw new NotFound('run', runId);
  if (job === undefined) throw new NotFound('job', jobId);
  if (isFinished(run.value) || run.value.attempt !== attempt) return { outcome: 'over' };
  if (job.value.kind !== 'report-collection') return rejected(otherKind(job.value));
  const { resource: present } = job.value.task;
  if (resource !== undefined && present !== resource) return rejected(otherResource(job.value, present));
  return { outcome: 'loaded', run: run.value, job: job.value };
}

/** Deleted and scheduled anew under the same id while the run was going. */
function otherKind({ jobId, kind }: Job): RunFailure {
  const message = `Job '${jobId}' is of kind '${kind}' by now, and collects nothing.`;
  return { reason: 'report-gone', message };
}

/** Edited while the run was going: its lease does not cover the resource. */
function otherResource({ jobId }: Job, resource: string): RunFailure {
  const message = `Job '${jobId}' collects resource '${resource}' by now; the next attempt takes the lease of that.`;
  return { reason: 'lease-lost', message };
}

export function rejected(failure: RunFailure): Rejected {
  return { outcome: 'rejected', failure };
}
