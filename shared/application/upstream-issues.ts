import { may, type Caller } from '../domain/access/caller.ts';
import type { Issue } from '../domain/errors.ts';
import type { JobDefinition } from '../domain/job/job-definition.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { JobCore, Upstream } from '../domain/job/job.ts';
import type { JobWork, JobWorkDefinition } from '../domain/job/job-work.ts';

/** Where the jobs that come before one are looked up. */
export interface UpstreamJobs {
  get(jobId: JobId): Promise<{ readonly value: UpstreamJob } | undefined>;
}

export type UpstreamJob = Pick<JobCore, 'jobId' | 'valueStream' | 'state' | 'after' | 'policies'> &
  (JobWork | JobWorkDefinition);

const POINTER = '/after/jobId';

/** So many jobs may come one after the other. */
const MAX_CHAIN = 20;

/**
 * What is wrong with the job that a definition comes after: there is none (any more), it comes after this one again,
 * directly or over others, or the definition measures `{report}` and it collects none. One that the caller may not see is
 * none, as its runs would show through this one's, unless the job comes after it already; and of its report nothing is
 * measured for them in any case.
 *
 * Two edits at the same moment can still close a circle. Nothing hangs then: each run waits until its deadline, and fails
 * as `upstream-not-ready`.
 */
export async function upstreamIssues(
  jobs: UpstreamJobs,
  definition: JobDefinition,
  caller?: Caller,
): Promise<readonly Issue[]> {
  const { after, jobId } = definition;
  if (after === undefined) return [];
  if (after.jobId === jobId) return [{ pointer: POINTER, message: 'must be another job' }];
  const upstream = (await jobs.get(after.jobId))?.value;
  if (
    upstream === undefined ||
    upstream.state === 'deleted' ||
    !(sees(caller, upstream) || (await comesAfterAlready(jobs, definition, upstream)))
  ) {
    return [{ pointer: POINTER, message: `there is no job '${after.jobId}'` }];
  }
  return [...reportIssues(definition, upstream), ...(await chainIssues(jobs, upstream, { jobId, caller }))];
}

function sees(caller: Caller | undefined, { valueStream }: UpstreamJob): boolean {
  return caller === undefined || may(caller, 'reader', valueStream);
}

async function comesAfterAlready(
  jobs: UpstreamJobs,
  definition: JobDefinition,
  upstream: UpstreamJob,
): Promise<boolean> {
  if (definition.jobId === undefined || measuresReport(definition)) return false;
  const present = (await jobs.get(definition.jobId))?.value;
  return present?.state !== 'deleted' && present?.after?.jobId === upstream.jobId;
}

function measuresReport(definition: JobDefinition): boolean {
  return definition.kind === 'stability' && definition.task.current.kind === 'report';
}

function reportIssues(definition: JobDefinition, upstream: UpstreamJob): Issue[] {
  if (!measuresReport(definition) || upstream.kind === 'report-collection') return [];
  const message = `needs a job that collects reports before it: '${upstream.jobId}' is of kind "${upstream.kind}"`;
  return [{ pointer: '/task/current', message }];
}

/**
 * Follows what the upstream comes after itself, also over deleted jobs: one of their id may be scheduled anew. Those that
 * the caller may not see are not named.
 */
async function chainIssues(
  jobs: UpstreamJobs,
  upstream: UpstreamJob,
  { jobId, caller }: { readonly jobId: JobId | undefined; readonly caller: Caller | undefined },
): Promise<Issue[]> {
  const chain: string[] = [upstream.jobId];
  let next: Upstream | undefined = upstream.after;
  while (next !== undefined) {
    if (next.jobId === jobId) {
      const message = `must not come after this job again: ${[jobId, ...chain, jobId].join(' after ')}`;
      return [{ pointer: POINTER, message }];
    }
    if (chain.length >= MAX_CHAIN) {
      const message = `must not be the last of more than ${MAX_CHAIN} jobs that come one after the other`;
      return [{ pointer: POINTER, message }];
    }
    const further: UpstreamJob | undefined = (await jobs.get(next.jobId))?.value;
    chain.push(further === undefined || sees(caller, further) ? next.jobId : 'another job');
    next = further?.after;
  }
  return [];
}
