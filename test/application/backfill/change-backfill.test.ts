import { beforeEach, describe, expect, test } from 'vitest';
import {
  createCancelBackfill,
  createPauseBackfill,
  createResumeBackfill,
  type ChangeBackfillOutcome,
} from '../../../shared/application/change-backfill.ts';
import { createFinishCancelling } from '../../../shared/application/finish-cancelling.ts';
import type { CommitOutcome, JobWrite } from '../../../shared/application/ports/job-store.ts';
import { createTendBackfills } from '../../../shared/application/tend-backfills.ts';
import type { Backfill } from '../../../shared/domain/backfill/backfill.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import {
  ALLOW_ALL,
  backfillNow,
  deliverPending,
  inState,
  startBackfillIn,
  succeed,
  workOff,
} from '../../support/backfill-steps.ts';
import { exampleBackfill, january } from '../../support/example-backfill.ts';
import { exampleJob } from '../../support/example-job.ts';
import { MemoryJobStore, type MemoryJobs } from '../../support/memory/memory-jobs.ts';
import { createMemoryWorld, runsOf, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';

const request = { author: 'bob', reason: 'The data is wrong.' };

let world: MemoryWorld;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  await world.jobs.create(exampleJob({ policies: ALLOW_ALL }));
  await world.jobs.create(exampleJob({ jobId: 'one-by-one' }));
});

function cancel(backfill: Backfill, cancelRunning = false, within = world): Promise<ChangeBackfillOutcome> {
  const finishCancelling = createFinishCancelling(within);
  const cancelBackfill = createCancelBackfill({ ...within, finishCancelling });
  return cancelBackfill(backfill, { ...request, cancelRunning }, world.orchestrations);
}

function statesOf(): string[] {
  return runsOf(world).map(({ state }) => state);
}

describe('pausing a backfill', () => {
  test('lets its runs end and makes no more', async () => {
    const backfill = await startBackfillIn(world);

    await createPauseBackfill(world)(backfill, request);
    await workOff(world);

    expect(statesOf()).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(await backfillNow(world, backfill)).toMatchObject({ state: 'paused', lastChange: request });
  });

  test('twice is the same as once', async () => {
    const backfill = await startBackfillIn(world);
    await createPauseBackfill(world)(backfill, request);

    const second = await createPauseBackfill(world)(backfill, { author: 'eve', reason: 'Me too.' });

    expect(second).toMatchObject({ outcome: 'changed', backfill: { lastChange: request } });
  });

  test('is too late when it has completed', async () => {
    const backfill = await startBackfillIn(world);
    await workOff(world);

    expect((await createPauseBackfill(world)(backfill, request)).outcome).toBe('not-open');
  });

  test('finds none that was never asked for', async () => {
    expect((await createPauseBackfill(world)(exampleBackfill(), request)).outcome).toBe('not-found');
  });
});

describe('resuming a backfill', () => {
  test('makes the next runs at once and goes on to the end', async () => {
    const backfill = await startBackfillIn(world);
    await createPauseBackfill(world)(backfill, request);
    await workOff(world);

    await createResumeBackfill(world)(backfill, request);

    expect(inState(world, 'pending').map(({ dueAt }) => dueAt)).toEqual([4, 5, 6].map(january));
    await workOff(world);
    expect(await backfillNow(world, backfill)).toMatchObject({ state: 'completed', runCount: 10 });
  });
});

describe('cancelling a backfill', () => {
  test('cancels the runs that have not begun and lets the others end', async () => {
    const backfill = await startBackfillIn(world, { jobId: 'one-by-one' });
    await deliverPending(world);

    const cancelled = await cancel(backfill);

    expect(cancelled).toMatchObject({ outcome: 'changed', backfill: { state: 'cancelled' } });
    expect(statesOf()).toEqual(['running', 'cancelled', 'cancelled']);
    await succeed(world, present(inState(world, 'running')[0]));
    expect(statesOf()).toEqual(['succeeded', 'cancelled', 'cancelled']);
  });

  test('keeps who did it, why, on the backfill and on its runs', async () => {
    const backfill = await startBackfillIn(world);

    await cancel(backfill);

    expect((await backfillNow(world, backfill)).lastChange).toMatchObject(request);
    expect(inState(world, 'cancelled').map((run) => run.cancelled)).toEqual([request, request, request]);
  });

  test('ends what is going when it is asked to, orchestrations as well', async () => {
    const backfill = await startBackfillIn(world);
    await deliverPending(world);

    await cancel(backfill, true);

    expect(statesOf()).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(world.orchestrations.cancelled).toHaveLength(3);
  });

  test('may ask for the end of what is going later', async () => {
    const backfill = await startBackfillIn(world);
    await deliverPending(world);
    await cancel(backfill);
    expect(statesOf()).toEqual(['running', 'running', 'running']);

    await cancel(backfill, true);

    expect(statesOf()).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect((await backfillNow(world, backfill)).state).toBe('cancelled');
  });

  test('wakes no waiting run on the way', async () => {
    const backfill = await startBackfillIn(world, { jobId: 'one-by-one' });
    await deliverPending(world);
    const sent = world.queue.sent.length;

    await cancel(backfill, true);

    expect(world.queue.sent).toHaveLength(sent);
    expect(world.memory.lanes.all().map(({ value }) => [value.going, value.waiting])).toEqual([[[], []]]);
  });

  test('of two at the same time is one', async () => {
    const backfill = await startBackfillIn(world);

    const outcomes = await Promise.all([cancel(backfill), cancel(backfill)]);

    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['changed', 'changed']);
    expect(statesOf()).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  test('is finished by the timer when the process died among the runs', async () => {
    const backfill = await startBackfillIn(world);
    const dying = { ...world, jobs: new JobStoreDyingAfter(world.memory, 2) };
    await expect(cancel(backfill, false, dying)).rejects.toThrow(Unavailable);
    expect(statesOf()).toEqual(['cancelled', 'pending', 'pending']);
    expect((await backfillNow(world, backfill)).state).toBe('cancelling');

    const finishCancelling = createFinishCancelling(world);
    const summary = await createTendBackfills({ ...world, finishCancelling })(world.orchestrations);

    expect(summary).toEqual({ runs: 0, cancelled: 1, failures: 0 });
    expect(statesOf()).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect((await backfillNow(world, backfill)).state).toBe('cancelled');
  });

  test('lets another backfill run what was cancelled before it began', async () => {
    const first = await startBackfillIn(world);
    await cancel(first);

    const second = await startBackfillIn(world, { idempotencyKey: 'k2' });
    await workOff(world);

    expect(inState(world, 'succeeded')).toHaveLength(10);
    expect(await backfillNow(world, second)).toMatchObject({ runCount: 10, alreadyRunCount: 0 });
  });

  test('that fails does not keep the timer from the next one', async () => {
    const first = await startBackfillIn(world);
    await startBackfillIn(world, { jobId: 'one-by-one' });
    await expect(
      cancel(first, false, { ...world, jobs: new JobStoreDyingAfter(world.memory, 1) }),
    ).rejects.toThrow(Unavailable);
    const failing = createFinishCancelling({ ...world, jobs: new JobStoreDyingAfter(world.memory, 0) });

    const summary = await createTendBackfills({ ...world, finishCancelling: failing })(world.orchestrations);

    expect(summary).toEqual({ runs: 0, cancelled: 0, failures: 1 });
    expect(world.log.errors).toEqual([
      'The cancelling of a backfill could not be finished; the next pass tries again.',
    ]);
  });
});

/** Commits so often, and never again: what a killed process looks like. */
class JobStoreDyingAfter extends MemoryJobStore {
  #left: number;

  constructor(memory: MemoryJobs, commits: number) {
    super(memory);
    this.#left = commits;
  }

  override async commit(write: JobWrite): Promise<CommitOutcome> {
    this.#left -= 1;
    if (this.#left < 0) throw new Unavailable('The store did not answer.');
    return super.commit(write);
  }
}
