import { beforeEach, describe, expect, test } from 'vitest';
import { upstreamIssues } from '../../shared/application/upstream-issues.ts';
import type { Issue } from '../../shared/domain/errors.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import { exampleDefinition } from '../support/example-definition.ts';
import { exampleJob, jobIdFrom } from '../support/example-job.ts';
import { exampleReportJob } from '../support/example-report-job.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
});

function afterJob(jobId: string) {
  return { jobId: jobIdFrom(jobId), deadlineSeconds: 3600, pollSeconds: 10 };
}

function store(...jobs: readonly Job[]): void {
  for (const job of jobs) world.memory.jobs.set(job.jobId, job);
}

/** What is wrong with a job `a` of files, or of `{report}`, that comes after another. */
function issuesOf(upstream: string, isOfReport = false): Promise<readonly Issue[]> {
  const task = isOfReport ? { current: { kind: 'report' } as const } : {};
  return upstreamIssues(world.jobs, exampleDefinition({ jobId: 'a', after: afterJob(upstream), task }));
}

describe('a definition that comes after another job', () => {
  test('is in order with that job there, of whatever kind', async () => {
    store(exampleJob({ jobId: 'b' }), exampleReportJob({ jobId: 'c' }));

    expect(await issuesOf('b')).toEqual([]);
    expect(await issuesOf('c')).toEqual([]);
  });

  test('is in order with {report} and a job that collects one', async () => {
    store(exampleReportJob({ jobId: 'c' }));

    expect(await issuesOf('c', true)).toEqual([]);
  });

  test('is refused with {report} and a job that collects none', async () => {
    store(exampleJob({ jobId: 'b' }));

    expect(await issuesOf('b', true)).toEqual([
      {
        pointer: '/task/current',
        message: `needs a job that collects reports before it: 'b' is of kind "stability"`,
      },
    ]);
  });

  test('is refused when it is that job itself', async () => {
    store(exampleJob({ jobId: 'a' }));

    expect(await issuesOf('a')).toEqual([{ pointer: '/after/jobId', message: 'must be another job' }]);
  });

  test.each([[[]], [[exampleJob({ jobId: 'b', state: 'deleted' })]]])(
    'is refused when that job is not there (any more)',
    async (jobs) => {
      store(...jobs);

      expect(await issuesOf('b')).toEqual([{ pointer: '/after/jobId', message: "there is no job 'b'" }]);
    },
  );

  test('is refused when it closes a circle, also over a deleted job', async () => {
    store(
      exampleJob({ jobId: 'b', after: afterJob('c') }),
      exampleJob({ jobId: 'c', after: afterJob('a'), state: 'deleted' }),
    );

    expect(await issuesOf('b')).toEqual([
      { pointer: '/after/jobId', message: 'must not come after this job again: a after b after c after a' },
    ]);
  });

  test('is refused when it is the last of too many', async () => {
    const chain = Array.from({ length: 20 }, (_, index) => `j${index}`);
    store(...chain.map((jobId, index) => exampleJob({ jobId, after: afterJob(`j${index + 1}`) })));
    store(exampleJob({ jobId: 'j20' }));

    expect((await issuesOf('j0')).map(({ pointer }) => pointer)).toEqual(['/after/jobId']);
    expect(await issuesOf('j2')).toEqual([]);
  });

  test('is refused at the end of a circle that others have closed', async () => {
    store(exampleJob({ jobId: 'b', after: afterJob('c') }), exampleJob({ jobId: 'c', after: afterJob('b') }));

    expect(await issuesOf('b')).toHaveLength(1);
  });
});
