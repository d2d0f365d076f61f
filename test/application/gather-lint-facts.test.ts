import { beforeEach, describe, expect, test } from 'vitest';
import { createGatherLintFacts, type JobLintFacts } from '../../shared/application/gather-lint-facts.ts';
import { Unavailable } from '../../shared/domain/errors.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import type { Run } from '../../shared/domain/run/run.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { bankClosedOn, DAILY_EXCEPT_BANK } from '../support/example-calendar.ts';
import { at, exampleJob, jobIdFrom } from '../support/example-job.ts';
import { exampleReportJob } from '../support/example-report-job.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';

const JOB = exampleJob();
const DUE_AT = at('2026-03-01T06:00:00Z');

let world: MemoryWorld;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  await world.jobs.create(JOB);
});

/** A run of the job of this many days ago, by how long it took; undefined for one that failed at once. */
function storeRun(daysAgo: number, seconds: number | undefined): void {
  const dueAt = DUE_AT - daysAgo * 86_400_000;
  const run = {
    ...({ runId: runIdOf(JOB.jobId, dueAt), jobId: JOB.jobId, trigger: 'schedule', generation: 1 } as const),
    ...{ valueStream: 'retention', attempt: 1, chainStart: 1, endedAttempts: [] },
    ...{ dueAt, effectiveAt: dueAt, createdAt: dueAt, startedAt: dueAt },
    ...{ valueStream: 'retention', attempt: 1, chainStart: 1, endedAttempts: [] },
  };
  const result = {
    ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 0, psi: null, band: null },
    ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'results/x.json' },
  };
  const failure = { reason: 'current-not-found', message: 'There is no blob.' } as const;
  const ended: Run =
    seconds === undefined
      ? { ...run, state: 'failed', finishedAt: dueAt, failure }
      : { ...run, state: 'succeeded', finishedAt: dueAt + seconds * 1000, result };
  world.memory.runs.set(ended.runId, ended);
}

type Dependencies = Parameters<typeof createGatherLintFacts>[0];

function comingAfter(jobId: JobId): Job {
  return exampleJob({ after: { jobId, deadlineSeconds: 3600, pollSeconds: 10 } });
}

function gather(changes: Partial<Dependencies> = {}, job: Job = JOB): Promise<JobLintFacts> {
  return createGatherLintFacts({ ...world, ...changes })(job);
}

describe('what warnings about a job are made from', () => {
  test('are the calendars that it names', async () => {
    await world.calendars.create(bankClosedOn('2026-12-25'));

    const facts = await gather({}, exampleJob({ recurrences: [DAILY_EXCEPT_BANK] }));

    expect(facts.calendars).toEqual(new Map([['bank', new Set(['2026-12-25'])]]));
  });

  test('is the median duration of its runs that succeeded', async () => {
    [30, undefined, 10, 90, undefined].forEach((seconds, daysAgo) => {
      storeRun(daysAgo, seconds);
    });

    expect((await gather()).usualRunMs).toBe(30_000);
  });

  test('is a duration that was measured, also of an even number', async () => {
    [40, 10, 30, 20].forEach((seconds, daysAgo) => {
      storeRun(daysAgo, seconds);
    });

    expect((await gather()).usualRunMs).toBe(20_000);
  });

  test('is of the last ten only', async () => {
    for (let daysAgo = 0; daysAgo < 10; daysAgo += 1) storeRun(daysAgo, 5);
    for (let daysAgo = 10; daysAgo < 25; daysAgo += 1) storeRun(daysAgo, 500);

    expect((await gather()).usualRunMs).toBe(5_000);
  });

  test('are the slots of the job that it comes after', async () => {
    const upstream = exampleReportJob({ recurrences: [DAILY_EXCEPT_BANK] });
    await world.jobs.create(upstream);
    await world.calendars.create(bankClosedOn('2026-12-25'));

    expect((await gather({}, comingAfter(upstream.jobId))).upstream).toEqual({
      ...{ jobId: upstream.jobId, state: 'present', recurrences: [DAILY_EXCEPT_BANK] },
      calendars: new Map([['bank', new Set(['2026-12-25'])]]),
    });
  });

  test('are that the job that it comes after is deleted', async () => {
    const { jobId } = exampleReportJob();
    await world.jobs.create(exampleReportJob({ state: 'deleted' }));

    expect((await gather({}, comingAfter(jobId))).upstream).toEqual({ jobId, state: 'missing' });
  });

  test('is nothing of the job that it comes after while that cannot be read', async () => {
    const jobs = { get: () => Promise.reject(new Unavailable('Busy.')) };

    expect(await gather({ jobs }, comingAfter(jobIdFrom('sales-report')))).not.toHaveProperty('upstream');
  });

  test('is no duration when no run has succeeded', async () => {
    storeRun(0, undefined);

    expect(await gather()).not.toHaveProperty('usualRunMs');
  });

  test('is how many other jobs share its next slot', async () => {
    for (const jobId of ['a', 'b']) await world.jobs.create(exampleJob({ jobId }));

    const { herd } = await gather();

    expect(herd?.(DUE_AT)).toBe(2);
    expect(herd?.(DUE_AT + 86_400_000)).toBe(0);
  });

  test('is less when it cannot be read, which is reported', async () => {
    const statistics = { countOthersDueAt: () => Promise.reject(new Unavailable('No answer.')) };
    storeRun(0, 5);

    const facts = await gather({ statistics });

    expect(facts).toEqual({ calendars: new Map(), usualRunMs: 5_000 });
    expect(world.log.errors).toHaveLength(1);
  });

  test('is the calendars alone of a job that has no slot to come', async () => {
    storeRun(0, 5);
    const { nextDueAt: _none, ...job } = exampleJob({ state: 'completed' });

    expect(await gather({}, job)).toEqual({ calendars: new Map() });
  });
});
