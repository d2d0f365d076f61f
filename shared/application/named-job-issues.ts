import { may, type Caller } from '../domain/access/caller.ts';
import type { Issue } from '../domain/errors.ts';
import { isJobId, type JobId } from '../domain/job/job-id.ts';
import { isPlain, type PlainWork } from '../domain/job/job-work.ts';
import type { UpstreamJob, UpstreamJobs } from './upstream-issues.ts';

/** The jobs that a task of a plain kind names, and where: JSON pointers within the task. */
export type JobsOfTask = (work: PlainWork) => readonly { readonly jobId: string; readonly pointer: string }[];

interface Dependencies {
  readonly jobs: UpstreamJobs;
  readonly jobsOfTask: JobsOfTask;
}

/** So many jobs are followed from one that is named to those that it names. */
const MAX_FOLLOWED = 200;

/**
 * What is wrong with the jobs that a task names: there is none of that id (any more), or it names this one again, directly
 * or over others. One that the caller may not see is none: its runs would show through this one's. And
 * who may not run it may not have it run by another job.
 *
 * Two edits at the same moment can still close a circle: what runs then has a time-out.
 */
export async function namedJobIssues(
  { jobs, jobsOfTask }: Dependencies,
  definition: PlainWork & { readonly jobId?: JobId | undefined },
  caller?: Caller,
): Promise<readonly Issue[]> {
  const issues: Issue[] = [];
  for (const { jobId, pointer } of jobsOfTask(definition)) {
    const message = await faultOf({ jobs, jobsOfTask }, jobId, { by: definition.jobId, caller });
    if (message !== undefined) issues.push({ pointer: `/task${pointer}`, message });
  }
  return issues;
}

async function faultOf(
  dependencies: Dependencies,
  jobId: string,
  { by, caller }: { readonly by: JobId | undefined; readonly caller: Caller | undefined },
): Promise<string | undefined> {
  if (jobId === by) return 'must be another job';
  const named = isJobId(jobId) ? (await dependencies.jobs.get(jobId))?.value : undefined;
  if (named === undefined || named.state === 'deleted' || !sees(caller, named)) {
    return `there is no job '${jobId}'`;
  }
  if (caller !== undefined && !may(caller, 'operator', named.valueStream)) {
    return `you may not run job '${jobId}': that takes the role operator`;
  }
  const isBack = await leadsBack(dependencies, named, by);
  return isBack ? `must not lead back to this job, as '${jobId}' does` : undefined;
}

function sees(caller: Caller | undefined, { valueStream }: UpstreamJob): boolean {
  return caller === undefined || may(caller, 'reader', valueStream);
}

async function leadsBack(
  { jobs, jobsOfTask }: Dependencies,
  from: UpstreamJob,
  to: JobId | undefined,
): Promise<boolean> {
  const seen = new Set<string>([from.jobId]);
  const waiting: UpstreamJob[] = [from];
  for (let next = waiting.pop(); next !== undefined && seen.size < MAX_FOLLOWED; next = waiting.pop()) {
    const named = isPlain(next) ? jobsOfTask(next).map(({ jobId }) => jobId) : [];
    if (named.some((jobId) => jobId === to)) return true;
    for (const jobId of named.filter((each) => !seen.has(each)).filter(isJobId)) {
      seen.add(jobId);
      const found = (await jobs.get(jobId))?.value;
      if (found !== undefined) waiting.push(found);
    }
  }
  return false;
}
