import { beforeEach, describe, expect, test } from 'vitest';
import { createCancelRun } from '../../shared/application/cancel-run.ts';
import { createDispatchDueRuns, createDispatchJob } from '../../shared/application/dispatch-due-runs.ts';
import { createResumeJob } from '../../shared/application/pause-job.ts';
import { createCommitResult, createRecordFailure } from '../../shared/application/finish-run.ts';
import { createStartRun, type StartOutcome } from '../../shared/application/start-run.ts';
import { DEFAULT_POLICIES, type JobPolicies } from '../../shared/domain/job/job-policies.ts';
import type { StabilitySummary } from '../../shared/domain/run/run.ts';
import { runIdOf, type RunId } from '../../shared/domain/run/run-id.ts';
import { at, exampleJob } from '../support/example-job.ts';
import { createMemoryWorld, stateOf, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const RESULT: StabilitySummary = {
  ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 3, psi: 0, band: 'stable' },
  ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'results/x.json' },
};
const FAILURE = { reason: 'current-not-found', message: 'There is no blob.' } as const;
const MINUTELY = { type: 'interval', everySeconds: 60, anchorAt: 0 } as const;
const [FIRST, SECOND, THIRD] = ['06:00', '06:01', '06:02'].map((time) =>
  runIdOf(exampleJob().jobId, at(`2026-03-01T${time}:00Z`)),
);

let world: MemoryWorld;

/** A job due every minute, with its first three runs dispatched. */
async function dispatchThree(policies: Partial<JobPolicies>): Promise<[RunId, RunId, RunId]> {
  await world.jobs.create(
    exampleJob({ recurrences: [MINUTELY], policies: { ...DEFAULT_POLICIES, ...policies } }),
  );
  await createDispatchDueRuns({ ...world, lookAheadMs: 120_000 })();
  return [present(FIRST), present(SECOND), present(THIRD)];
}

async function attemptOf(runId: RunId): Promise<number> {
  return present(await world.runs.get(runId)).value.attempt;
}

async function deliver(runId: RunId): Promise<StartOutcome> {
  return createStartRun(world)({ runId, attempt: await attemptOf(runId) }, world.orchestrations);
}

async function succeed(runId: RunId): Promise<void> {
  await createCommitResult(world)({ runId, attempt: await attemptOf(runId) }, RESULT);
}

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
});

describe('overlap', () => {
  test('skip: leaves out a run that comes due while another goes, and says why', async () => {
    const [first, second] = await dispatchThree({ overlap: 'skip' });
    await deliver(first);

    expect(await deliver(second)).toBe('skipped');
    expect(await stateOf(world, second)).toBe('skipped: overlap');
  });

  test('skip: starts a run that comes due after the other has ended', async () => {
    const [first, second] = await dispatchThree({ overlap: 'skip' });
    await deliver(first);
    await succeed(first);

    expect(await deliver(second)).toBe('started');
  });

  test('buffer-one: keeps one waiting, wakes it when the other has ended, and skips the third', async () => {
    const [first, second, third] = await dispatchThree({ overlap: 'buffer-one' });
    await deliver(first);
    expect(await deliver(second)).toBe('waiting');
    expect(await deliver(third)).toBe('skipped');
    world.queue.sent.length = 0;

    await succeed(first);

    expect(world.queue.sent.map(({ runId }) => runId)).toEqual([second]);
    expect(await deliver(second)).toBe('started');
    expect((await world.runs.get(second))?.value.late).toBe('overlap');
  });

  test('buffer-all: lets the waiting go one after the other, in their order', async () => {
    const [first, second, third] = await dispatchThree({ overlap: 'buffer-all' });
    for (const runId of [first, second, third]) await deliver(runId);

    await succeed(first);
    expect(await deliver(third)).toBe('waiting');
    await deliver(second);
    await succeed(second);

    expect(await deliver(third)).toBe('started');
    expect((await world.jobs.getLane(exampleJob().jobId))?.value).toMatchObject({
      going: [third],
      waiting: [],
    });
  });

  test('cancel-other: ends the one that goes, tells its work, and starts the newcomer', async () => {
    const [first, second] = await dispatchThree({ overlap: 'cancel-other' });
    await deliver(first);

    expect(await deliver(second)).toBe('started');
    expect(await stateOf(world, first)).toBe('cancelled');
    expect(world.orchestrations.cancelled).toEqual([first]);
  });

  test('cancel-other: a result of the cancelled run comes too late', async () => {
    const [first, second] = await dispatchThree({ overlap: 'cancel-other' });
    await deliver(first);
    await deliver(second);

    await succeed(first);

    expect(await stateOf(world, first)).toBe('cancelled');
  });

  test('allow-all: starts every run', async () => {
    for (const runId of await dispatchThree({ overlap: 'allow-all' })) {
      expect(await deliver(runId)).toBe('started');
    }
  });

  test('a run between two attempts still holds its place', async () => {
    const [first, second] = await dispatchThree({
      retry: { ...DEFAULT_POLICIES.retry, nonRetryable: [] },
    });
    await deliver(first);
    await createRecordFailure(world)({ runId: first, attempt: 1 }, FAILURE);
    expect(await stateOf(world, first)).toBe('pending');

    expect(await deliver(second)).toBe('skipped');
    expect(await deliver(first)).toBe('started');
    expect(world.orchestrations.starts).toEqual([first, `${first}~2`]);
  });

  test('a waiting run that is cancelled wakes nobody and is not woken', async () => {
    const [first, second, third] = await dispatchThree({ overlap: 'buffer-all' });
    for (const runId of [first, second, third]) await deliver(runId);
    const request = { author: 'ann', reason: 'not needed' };

    await createCancelRun(world)(second, request, world.orchestrations);
    world.queue.sent.length = 0;
    await succeed(first);

    expect(world.queue.sent.map(({ runId }) => runId)).toEqual([third]);
    expect(await stateOf(world, second)).toBe('cancelled');
  });
});

describe('pause on failure', () => {
  test('pauses the job after so many failed runs in a row, and says so', async () => {
    const runs = await dispatchThree({ pauseAfterFailures: 2, overlap: 'allow-all' });
    for (const runId of runs.slice(0, 2)) {
      await deliver(runId);
      await createRecordFailure(world)({ runId, attempt: 1 }, FAILURE);
    }

    const job = (await world.jobs.get(exampleJob().jobId))?.value;
    expect(job).toMatchObject({ state: 'paused', pause: { author: 'evenkeel' } });
    expect(job?.pause?.reason).toContain('2 runs');
  });

  test('takes as many failures again after a resume', async () => {
    const runs = await dispatchThree({ pauseAfterFailures: 2, overlap: 'allow-all' });
    for (const runId of runs) await deliver(runId);
    for (const runId of runs.slice(0, 2)) await createRecordFailure(world)({ runId, attempt: 1 }, FAILURE);
    const dispatchJob = createDispatchJob(world);
    await createResumeJob({ ...world, dispatchJob })(exampleJob().jobId, {
      author: 'ada',
      runMissed: 'none',
    });

    await createRecordFailure(world)({ runId: present(runs[2]), attempt: 1 }, FAILURE);

    expect((await world.jobs.get(exampleJob().jobId))?.value.state).toBe('active');
  });

  test('counts anew after a run that succeeded', async () => {
    const [first, second, third] = await dispatchThree({ pauseAfterFailures: 2, overlap: 'allow-all' });
    for (const runId of [first, second, third]) await deliver(runId);

    await createRecordFailure(world)({ runId: first, attempt: 1 }, FAILURE);
    await succeed(second);
    await createRecordFailure(world)({ runId: third, attempt: 1 }, FAILURE);

    expect((await world.jobs.get(exampleJob().jobId))?.value.state).toBe('active');
  });
});

describe('retry', () => {
  test('sends the next attempt for its time and keeps what went wrong', async () => {
    const [first] = await dispatchThree({ retry: { ...DEFAULT_POLICIES.retry, nonRetryable: [] } });
    await deliver(first);
    world.queue.sent.length = 0;

    await createRecordFailure(world)({ runId: first, attempt: 1 }, FAILURE);

    const [message] = world.queue.sent;
    const delayMs = (message?.effectiveAt ?? 0) - world.clock.now();
    expect(message).toMatchObject({ runId: first, attempt: 2 });
    expect(delayMs).toBeGreaterThanOrEqual(24_000);
    expect(delayMs).toBeLessThanOrEqual(30_000);
    expect((await world.runs.get(first))?.value.endedAttempts).toMatchObject([
      { attempt: 1, failure: FAILURE },
    ]);
  });

  test('knows a message of an earlier attempt as void', async () => {
    const [first] = await dispatchThree({ retry: { ...DEFAULT_POLICIES.retry, nonRetryable: [] } });
    await deliver(first);
    await createRecordFailure(world)({ runId: first, attempt: 1 }, FAILURE);

    const again = await createStartRun(world)({ runId: first, attempt: 1 }, world.orchestrations);

    expect(again).toBe('superseded');
    expect(await stateOf(world, first)).toBe('pending');
  });

  test('takes no result of an earlier attempt', async () => {
    const [first] = await dispatchThree({ retry: { ...DEFAULT_POLICIES.retry, nonRetryable: [] } });
    await deliver(first);
    await createRecordFailure(world)({ runId: first, attempt: 1 }, FAILURE);
    await deliver(first);

    await createCommitResult(world)({ runId: first, attempt: 1 }, RESULT);

    expect(await stateOf(world, first)).toBe('running');
  });

  test('fails the run after its last attempt', async () => {
    const [first] = await dispatchThree({
      retry: { ...DEFAULT_POLICIES.retry, maxAttempts: 2, nonRetryable: [] },
    });
    for (const attempt of [1, 2]) {
      await deliver(first);
      await createRecordFailure(world)({ runId: first, attempt }, FAILURE);
    }

    expect(await stateOf(world, first)).toBe('failed: current-not-found');
    expect((await world.runs.get(first))?.value.endedAttempts).toHaveLength(2);
  });

  test('fails the run at once for a failure that no retry mends', async () => {
    const [first] = await dispatchThree({});
    await deliver(first);

    await createRecordFailure(world)({ runId: first, attempt: 1 }, FAILURE);

    expect(await stateOf(world, first)).toBe('failed: current-not-found');
  });
});
