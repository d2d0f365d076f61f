import { may, type Caller } from '../domain/access/caller.ts';
import type { Issue } from '../domain/errors.ts';
import { isJobId, type JobId } from '../domain/job/job-id.ts';
import type { JobPolicies } from '../domain/job/job-policies.ts';
import { isPlain, type PlainWork } from '../domain/job/job-work.ts';
import type { UpstreamJob, UpstreamJobs } from './upstream-issues.ts';

/** The jobs that a task of a plain kind names, and where: JSON pointers within the task. */
export type JobsOfTask = (work: PlainWork) => readonly { readonly jobId: string; readonly pointer: string }[];

/** What is wrong with a task by the settings of the app: it names a connection that there is not. Pointers are within the task. */
export type SettingIssues = (work: PlainWork, job: { readonly valueStream: string }) => readonly Issue[];

interface Dependencies {
  readonly jobs: UpstreamJobs;
  readonly jobsOfTask: JobsOfTask;
}

/** So many jobs are followed from one that is named to those that it names. */
const MAX_FOLLOWED = 200;

/** A job that names others; of its policies, the concurrency key that its runs hold a place of. */
export type NamingDefinition = PlainWork & {
  readonly jobId?: JobId | undefined;
  readonly policies: Pick<JobPolicies, 'concurrency'>;
};

/**
 * What is wrong with the jobs that a task names: there is none of that id (any more), it names this one again, directly
 * or over others, or its runs, or those of a job that it names, would wait for the place of a concurrency key that this
 * one's run holds meanwhile. One that the caller may not see is none: its runs would show through this one's. And
 * who may not run it may not have it run by another job.
 *
 * Two edits at the same moment can still close a circle, and a later edit can give a named job the key: what runs then has a
 * time-out, or fails when it is to start.
 */
export async function namedJobIssues(
  { jobs, jobsOfTask }: Dependencies,
  definition: NamingDefinition,
  caller?: Caller,
): Promise<readonly Issue[]> {
  const issues: Issue[] = [];
  for (const { jobId, pointer } of jobsOfTask(definition)) {
    const message = await faultOf({ jobs, jobsOfTask }, jobId, { by: definition, caller });
    if (message !== undefined) issues.push({ pointer: `/task${pointer}`, message });
  }
  return issues;
}

async function faultOf(
  dependencies: Dependencies,
  jobId: string,
  { by, caller }: { readonly by: NamingDefinition; readonly caller: Caller | undefined },
): Promise<string | undefined> {
  if (jobId === by.jobId) return 'must be another job';
  const named = isJobId(jobId) ? (await dependencies.jobs.get(jobId))?.value : undefined;
  if (named === undefined || named.state === 'deleted' || !sees(caller, named)) {
    return `there is no job '${jobId}'`;
  }
  if (caller !== undefined && !may(caller, 'operator', named.valueStream)) {
    return `you may not run job '${jobId}': that takes the role operator`;
  }
  return faultBehind(dependencies, named, by);
}

function sees(caller: Caller | undefined, { valueStream }: UpstreamJob): boolean {
  return caller === undefined || may(caller, 'reader', valueStream);
}

/** What is wrong with a named job, or with one that it leads to. */
async function faultBehind(
  dependencies: Dependencies,
  named: UpstreamJob,
  { jobId, policies }: NamingDefinition,
): Promise<string | undefined> {
  const key = policies.concurrency?.key;
  for await (const { job, names } of followed(dependencies, named)) {
    if (names.some((name) => name === jobId))
      return `must not lead back to this job, as '${named.jobId}' does`;
    if (key !== undefined && job.policies.concurrency?.key === key) {
      return (
        `must not wait for the concurrency key '${key}', as '${named.jobId}' does${job === named ? '' : ' over another'}: ` +
        'a run of this job holds a place of it until its steps have ended'
      );
    }
  }
  return undefined;
}

/** A job, and all that it leads to, each with the jobs that it names. */
async function* followed(
  { jobs, jobsOfTask }: Dependencies,
  from: UpstreamJob,
): AsyncGenerator<{ readonly job: UpstreamJob; readonly names: readonly string[] }> {
  const seen = new Set<string>([from.jobId]);
  const waiting: UpstreamJob[] = [from];
  for (let job = waiting.pop(); job !== undefined && seen.size < MAX_FOLLOWED; job = waiting.pop()) {
    const names = isPlain(job) ? jobsOfTask(job).map(({ jobId }) => jobId) : [];
    yield { job, names };
    for (const jobId of names.filter((each) => !seen.has(each)).filter(isJobId)) {
      seen.add(jobId);
      const found = (await jobs.get(jobId))?.value;
      if (found !== undefined) waiting.push(found);
    }
  }
}
