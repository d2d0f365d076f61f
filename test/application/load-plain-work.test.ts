import { expect, test } from 'vitest';
import { createLoadPlainWork } from '../../shared/application/load-plain-work.ts';
import { namedJobIssues } from '../../shared/application/named-job-issues.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import { exampleJob } from '../support/example-job.ts';
import { createMemoryWorld, storeRunningRun } from '../support/memory/memory-world.ts';

const NEWER = { kind: 'pipeline', task: { branches: [] } } as const;

test('a task that this version cannot read fails the attempt at once, and says what is to be done', async () => {
  const world = createMemoryWorld('2026-03-01T06:00:01Z');
  const job: Job = { ...exampleJob(), ...NEWER };
  const attempt = await storeRunningRun(world, job);
  const readTask = () => {
    throw new InvalidInput('', [
      { pointer: '/steps', message: 'is missing' },
      { pointer: '/branches', message: 'is not a known field' },
    ]);
  };

  const loaded = await createLoadPlainWork(world, { kind: 'pipeline', readTask })(attempt);

  expect(loaded).toMatchObject({
    ...{ outcome: 'rejected', failure: { reason: 'work-lost' } },
    failure: {
      message:
        "The task of job 'churn-daily' is none that this version knows of the kind 'pipeline': /task/steps is missing; " +
        '/task/branches is not a known field. Give the job a task anew, or deploy the version that stored it; then retry the run.',
    },
  });
});

test('what is no fault of the task is thrown, to be tried again', async () => {
  const world = createMemoryWorld('2026-03-01T06:00:01Z');
  const attempt = await storeRunningRun(world, { ...exampleJob(), ...NEWER });
  const readTask = () => {
    throw new RangeError('No memory.');
  };

  await expect(createLoadPlainWork(world, { kind: 'pipeline', readTask })(attempt)).rejects.toThrow(
    RangeError,
  );
});

test('a job whose task this version cannot read may be a step of another', async () => {
  const world = createMemoryWorld('2026-03-01T06:00:01Z');
  await world.jobs.create({ ...exampleJob(), ...NEWER });
  const steps = [{ name: 'a', job: 'churn-daily', needs: [], input: {}, onFailure: 'stop' }];

  expect(await namedJobIssues(world, { kind: 'pipeline', task: { steps }, policies: {} })).toEqual([]);
});
