import { expect, test } from 'vitest';
import { namedJobIssues } from '../../shared/application/named-job-issues.ts';
import type { Caller, Grant } from '../../shared/domain/access/caller.ts';
import { jobsOfTask } from '../../shared/kinds/jobs-of-task.ts';
import { exampleJob, jobIdFrom } from '../support/example-job.ts';
import { createMemoryWorld } from '../support/memory/memory-world.ts';

const PIPELINE = {
  kind: 'pipeline',
  task: { steps: [{ name: 'a', job: 'churn-daily', needs: [], input: {}, onFailure: 'stop' }] },
  jobId: jobIdFrom('nightly'),
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
