import { beforeEach, describe, expect, test } from 'vitest';
import { createCheckUpstream } from '../../shared/application/check-upstream.ts';
import { createReadSlots } from '../../shared/application/read-slots.ts';
import type { ReadinessCheck } from '../../shared/application/readiness-check.ts';
import { NotFound } from '../../shared/domain/errors.ts';
import type { ReportCollectionJob } from '../../shared/domain/job/job.ts';
import type { PendingRun, Run } from '../../shared/domain/run/run.ts';
import { manualRunIdOf, runIdOf } from '../../shared/domain/run/run-id.ts';
import { toRunning } from '../../shared/domain/run/run-transitions.ts';
import type { SkipReason } from '../../shared/domain/slot/slot-reasons.ts';
import { DAILY_EXCEPT_BANK } from '../support/example-calendar.ts';
import { at, exampleJob, jobIdFrom } from '../support/example-job.ts';
import { exampleReportJob, exampleReportSummary } from '../support/example-report-job.ts';
import { examplePendingRun } from '../support/example-run.ts';
import { createMemoryWorld, storeRunningRun, type MemoryWorld } from '../support/memory/memory-world.ts';

const SLOT = '2026-03-01T06:00:00Z';
const DUE_AT = at(SLOT);
const UPSTREAM = exampleReportJob();
const DOWNSTREAM = exampleJob({
  after: { jobId: UPSTREAM.jobId, deadlineSeconds: 3600, pollSeconds: 10 },
});
const RUN_ID = runIdOf(DOWNSTREAM.jobId, DUE_AT);

let world: MemoryWorld;

beforeEach(async () => {
  world = createMemoryWorld(SLOT);
  await storeRunningRun(world, DOWNSTREAM);
});

function check(runId = RUN_ID, attempt = 1): Promise<ReadinessCheck> {
  return createCheckUpstream({ ...world, readSlots: createReadSlots(world) })({ runId, attempt });
}

/** The upstream job, its slot not dispatched unless a test says otherwise. */
function storeJob(overrides: Partial<Omit<ReportCollectionJob, 'jobId' | 'task'>> = {}): void {
  world.memory.jobs.set(UPSTREAM.jobId, { ...UPSTREAM, ...overrides });
}

/** The upstream job, and the run of the slot as a test wants it. */
function storeRun(toState: (run: PendingRun) => Run): void {
  storeJob({ nextDueAt: DUE_AT + 86_400_000 });
  const run = toState(examplePendingRun({}, UPSTREAM));
  world.memory.runs.set(run.runId, run);
}

function storeSkipped(reason: SkipReason, untilDueAt = DUE_AT): Promise<unknown> {
  const skipped = { fromDueAt: DUE_AT - 86_400_000, untilDueAt, count: 2, reason, generation: 1 };
  return world.jobs.commit({ jobId: UPSTREAM.jobId, skipped: [skipped] });
}

/** Any text that holds this one. */
function textWith(part: string): unknown {
  return expect.stringContaining(part);
}

const ended = { startedAt: DUE_AT, finishedAt: DUE_AT + 1000 };

describe('a run of a slot, when the other job', () => {
  test('has succeeded for the slot, is ready', async () => {
    storeRun((run) => ({ ...run, ...ended, state: 'succeeded', result: exampleReportSummary() }));

    expect(await check()).toEqual({ outcome: 'ready' });
  });

  test.each<[string, (run: PendingRun) => Run]>([
    ['pending', (run) => run],
    ['running', (run) => toRunning(run, DUE_AT)],
  ])('has a run that is %s, waits', async (state, toState) => {
    storeRun(toState);

    const waits = await check();

    expect(waits.outcome).toBe('not-ready');
    expect(waits).toHaveProperty('message', textWith(`'sales-report.20260301T060000Z' is ${state},`));
  });

  test.each<[string, (run: PendingRun) => Run]>([
    [
      'failed (report-not-ready): It was never ready.',
      (run) => ({
        ...{ ...run, ...ended, state: 'failed' },
        failure: { reason: 'report-not-ready', message: 'It was never ready.' },
      }),
    ],
    [
      'was cancelled by ann: Wrong server.',
      (run) => ({
        ...run,
        ...ended,
        state: 'cancelled',
        cancelled: { author: 'ann', reason: 'Wrong server' },
      }),
    ],
    [
      'was skipped. It did not run: an earlier run of its job was still going.',
      (run) => ({ ...run, state: 'skipped', finishedAt: DUE_AT, reason: 'overlap' }),
    ],
    [
      'is dead (MaxDeliveryCountExceeded)',
      (run) => ({
        ...{ ...run, state: 'dead', finishedAt: DUE_AT },
        cause: { reason: 'MaxDeliveryCountExceeded', description: '', deliveryCount: 10 },
      }),
    ],
  ])('has a run that %s, is rejected at once', async (text, toState) => {
    storeRun(toState);

    expect(await check()).toMatchObject({
      outcome: 'rejected',
      failure: { reason: 'upstream-failed', message: textWith(text) },
    });
  });

  test('has not dispatched the slot yet, waits', async () => {
    storeJob();

    expect((await check()).outcome).toBe('not-ready');
  });

  test('is paused, waits for what the resume decides', async () => {
    const pause = { pausedAt: DUE_AT - 1000, reason: 'r', author: 'a', runMissed: 'none' } as const;
    storeJob({ state: 'paused', pause });

    expect(await check()).toMatchObject({
      outcome: 'not-ready',
      message: textWith('its job is paused, and the resume decides about it, and'),
    });
  });

  test('has passed over the slot among others, is rejected with the reason', async () => {
    storeJob({ nextDueAt: DUE_AT + 86_400_000 });
    await storeSkipped('catch-up-superseded');

    expect(await check()).toMatchObject({
      outcome: 'rejected',
      failure: { message: textWith('a later missed slot ran for it') },
    });
  });

  test('had the slot in an earlier definition and passed over it, is rejected with the reason', async () => {
    storeJob({ slotsAfter: DUE_AT + 1000, nextDueAt: DUE_AT + 86_400_000 });
    await storeSkipped('job-edited', DUE_AT + 500);

    expect(await check()).toMatchObject({
      outcome: 'rejected',
      failure: { message: textWith('defined anew without it') },
    });
  });

  test('has no such slot, is rejected at once', async () => {
    storeJob({ recurrences: [{ type: 'interval', everySeconds: 7200, anchorAt: DUE_AT + 3_600_000 }] });

    expect(await check()).toMatchObject({
      outcome: 'rejected',
      failure: {
        message: textWith("There is no slot 2026-03-01T06:00:00.000Z of job 'sales-report'"),
      },
    });
  });

  test('was defined after the slot, is rejected at once', async () => {
    storeJob({ slotsAfter: DUE_AT + 1000, nextDueAt: DUE_AT + 86_400_000 });

    expect(await check()).toMatchObject({
      outcome: 'rejected',
      failure: { message: textWith('Backfill it, then retry this run.') },
    });
  });

  test('is deleted, is rejected at once', async () => {
    storeJob({ state: 'deleted' });

    expect(await check()).toMatchObject({
      outcome: 'rejected',
      failure: { reason: 'upstream-failed', message: textWith("Job 'sales-report'") },
    });
  });

  test('is deleted but had succeeded for the slot, is ready', async () => {
    storeRun((run) => ({ ...run, ...ended, state: 'succeeded', result: exampleReportSummary() }));
    storeJob({ state: 'deleted' });

    expect(await check()).toEqual({ outcome: 'ready' });
  });

  test('names a calendar that is missing, waits for somebody to bring it', async () => {
    storeJob({ recurrences: [DAILY_EXCEPT_BANK] });

    expect(await check()).toMatchObject({
      outcome: 'not-ready',
      message: textWith('It cannot be told'),
    });
  });
});

describe('a run that was asked for by hand', () => {
  const manual = manualRunIdOf(DOWNSTREAM.jobId, '1'.repeat(16));

  beforeEach(() => {
    const run = { ...examplePendingRun({}, DOWNSTREAM), runId: manual, trigger: 'manual' as const };
    world.memory.runs.set(manual, toRunning({ ...run, dueAt: DUE_AT + 7 * 3_600_000 }, DUE_AT));
  });

  test('comes after the latest run that has succeeded, of whatever slot', async () => {
    storeRun((run) => ({ ...run, ...ended, state: 'succeeded', result: exampleReportSummary() }));

    expect(await check(manual)).toEqual({ outcome: 'ready' });
  });

  test('waits where no run has succeeded', async () => {
    storeRun((run) => toRunning(run, DUE_AT));

    expect(await check(manual)).toMatchObject({
      outcome: 'not-ready',
      message: textWith("No run of job 'sales-report' has succeeded yet"),
    });
  });
});

describe('a run whose state has changed', () => {
  test('to another attempt leaves it to the next step to see that', async () => {
    expect(await check(RUN_ID, 2)).toEqual({ outcome: 'ready' });
  });

  test('comes after nothing any more once its job does not', async () => {
    world.memory.jobs.set(DOWNSTREAM.jobId, exampleJob());

    expect(await check()).toEqual({ outcome: 'ready' });
  });

  test('to none is not found', async () => {
    await expect(check(runIdOf(jobIdFrom('none'), 0))).rejects.toThrow(NotFound);
  });
});
