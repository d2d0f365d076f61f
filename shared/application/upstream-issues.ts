import type { Issue } from '../domain/errors.ts';
import type { JobDefinition } from '../domain/job/job-definition.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { Job, Upstream } from '../domain/job/job.ts';
import type { JobStore } from './ports/job-store.ts';

const POINTER = '/after/jobId';

/** So many jobs may come one after the other. */
const MAX_CHAIN = 20;

/**
 * What is wrong with the job that a definition comes after: there is none (any more), it comes after this one again,
 * directly or over others, or the definition measures `{report}` and it collects none.
 *
 * Two edits at the same moment can still close a circle. Nothing hangs then: each run waits until its deadline, and fails
 * as `upstream-not-ready`.
 */
export async function upstreamIssues(
  jobs: Pick<JobStore, 'get'>,
  definition: JobDefinition,
): Promise<readonly Issue[]> {
  const { after, jobId } = definition;
  if (after === undefined) return [];
  if (after.jobId === jobId) return [{ pointer: POINTER, message: 'must be another job' }];
  const upstream = (await jobs.get(after.jobId))?.value;
  if (upstream === undefined || upstream.state === 'deleted') {
    return [{ pointer: POINTER, message: `there is no job '${after.jobId}'` }];
  }
  return [...reportIssues(definition, upstream), ...(await chainIssues(jobs, upstream, jobId))];
}

function reportIssues(definition: JobDefinition, upstream: Job): Issue[] {
  const isMeasured = definition.kind === 'stability' && definition.task.current.kind === 'report';
  if (!isMeasured || upstream.kind === 'report-collection') return [];
  const message = `needs a job that collects reports before it: '${upstream.jobId}' is of kind "${upstream.kind}"`;
  return [{ pointer: '/task/current', message }];
}

/** Follows what the upstream comes after itself, also over deleted jobs: one of their id may be scheduled anew. */
async function chainIssues(
  jobs: Pick<JobStore, 'get'>,
  upstream: Job,
  jobId: JobId | undefined,
): Promise<Issue[]> {
  const chain: JobId[] = [upstream.jobId];
  let next: Upstream | undefined = upstream.after;
  while (next !== undefined) {
    chain.push(next.jobId);
    if (next.jobId === jobId) {
      const message = `must not come after this job again: ${[jobId, ...chain].join(' after ')}`;
      return [{ pointer: POINTER, message }];
    }
    if (chain.length >= MAX_CHAIN) {
      const message = `must not be the last of more than ${MAX_CHAIN} jobs that come one after the other`;
      return [{ pointer: POINTER, message }];
    }
    next = (await jobs.get(next.jobId))?.value.after;
  }
  return [];
}
