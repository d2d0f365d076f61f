import { describe, expect, test } from 'vitest';
import { namedJobIssues, type NamingDefinition } from '../../shared/application/named-job-issues.ts';
import type { Caller, Grant } from '../../shared/domain/access/caller.ts';
import { jobsOfTask } from '../../shared/kinds/jobs-of-task.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import { exampleJob, jobIdFrom } from '../support/example-job.ts';
import { createMemoryWorld } from '../support/memory/memory-world.ts';

const PIPELINE = {
  kind: 'pipeline',
  task: { steps: [{ name: 'a', job: 'churn-daily', needs: [], input: {}, onFailure: 'stop' }] },
  jobId: jobIdFrom('nightly'),
  policies: {},
} as const;

function callerWith(...grants: readonly Grant[]): Caller {
  return { id: 'user:ann', name: 'ann', isIdentified: true, grants };
}

async function issuesFor(caller: Caller): Promise<readonly string[]> {
  const world = createMemoryWorld('2026-03-01T06:00:00Z');
  await world.jobs.create(exampleJob());
  const issues = await namedJobIssues({ jobs: world.jobs, jobsOfTask }, PIPELINE, caller);
  return issues.map(({ pointer, message }) => `${pointer}: ${message}`);
}

test('a job that the caller may not see is none', async () => {
  const caller = callerWith({ role: 'admin', valueStream: 'lending' });

  expect(await issuesFor(caller)).toEqual(["/task/steps/0/job: there is no job 'churn-daily'"]);
});

test('a job that the caller may see and not run may not be run by a pipeline of theirs', async () => {
  const caller = callerWith({ role: 'reader', valueStream: 'retention' });

  expect(await issuesFor(caller)).toEqual([
    "/task/steps/0/job: you may not run job 'churn-daily': that takes the role operator",
  ]);
});

test('a job that the caller may run is taken', async () => {
  expect(await issuesFor(callerWith({ role: 'operator', valueStream: 'retention' }))).toEqual([]);
});

describe('a job that would wait for the place that the pipeline holds', () => {
  const concurrency = { key: 'cluster', limit: 3 };
  const LIMITED = { ...DEFAULT_POLICIES, concurrency };
  const refusal = "must not wait for the concurrency key 'cluster', as 'churn-daily' does";

  async function issuesOf(jobs: readonly Job[], policies: NamingDefinition['policies']): Promise<string> {
    const world = createMemoryWorld('2026-03-01T06:00:00Z');
    for (const job of jobs) await world.jobs.create(job);
    const issues = await namedJobIssues({ jobs: world.jobs, jobsOfTask }, { ...PIPELINE, policies });
    return issues.map(({ pointer, message }) => `${pointer}: ${message}`).join();
  }

  test('is refused, whatever the limit is: enough pipelines would fill it', async () => {
    const said = await issuesOf([exampleJob({ policies: LIMITED })], { concurrency });

    expect(said).toContain(`/task/steps/0/job: ${refusal}: a run of this job holds a place of it`);
  });

  test('is refused where a pipeline within leads to it', async () => {
    const task = { steps: [{ ...PIPELINE.task.steps[0], job: 'deep' }] };
    const inner: Job = { ...exampleJob(), kind: 'pipeline', task };
    const deep = exampleJob({ jobId: 'deep', policies: LIMITED });

    expect(await issuesOf([inner, deep], { concurrency })).toContain(`${refusal} over another`);
  });

  test('is taken with a key of its own, and where the pipeline has none', async () => {
    const job = exampleJob({ policies: LIMITED });

    expect(await issuesOf([job], { concurrency: { key: 'other', limit: 3 } })).toBe('');
    expect(await issuesOf([job], {})).toBe('');
  });
});
