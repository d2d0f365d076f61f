import { beforeEach, expect, test } from 'vitest';
import type { BackfillStore } from '../../shared/application/ports/backfill-store.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { RunStore } from '../../shared/application/ports/run-store.ts';
import type { Backfill } from '../../shared/domain/backfill/backfill.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import type { PendingRun, Run } from '../../shared/domain/run/run.ts';
import { emptyLane } from '../../shared/domain/run/lane.ts';
import { manualRunIdOf } from '../../shared/domain/run/run-id.ts';
import { toCancelled, toRunning, toSkipped, toWaiting } from '../../shared/domain/run/run-transitions.ts';
import { exampleBackfill, exampleBackfillRun, january } from '../support/example-backfill.ts';
import { jobIdFrom } from '../support/example-job.ts';

export interface StoresWithBackfills {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly backfills: BackfillStore;
}

const request = { author: 'ada', reason: 'Not wanted.' };

/** What every BackfillStore has to do; `make` gives an empty one beside the JobStore that writes to it. */
export function describeBackfillStore(make: () => Promise<StoresWithBackfills>): void {
  let stores: StoresWithBackfills;

  beforeEach(async () => {
    stores = await make();
  });

  async function create(backfill: Backfill, runs: readonly Run[] = []): Promise<void> {
    const write = {
      jobId: backfill.jobId,
      backfill: { value: backfill, ifVersion: undefined },
      runs: runs.map((value) => ({ value, ifVersion: undefined })),
    };
    expect(await stores.jobs.commit(write)).toBe('committed');
  }

  /** The first days of January in these states. */
  function runsOf(backfill: Backfill): Run[] {
    const run = (day: number): PendingRun => exampleBackfillRun(backfill, january(day));
    return [
      run(1),
      toWaiting(run(2), 'overlap', january(2)),
      toRunning(run(3), january(3)),
      toSkipped(run(4), 'overlap', january(4)),
      toCancelled(run(5), request, january(5)),
      toCancelled(toRunning(run(6), january(6)), request, january(7)),
    ];
  }

  test('gives back what was created', async () => {
    const lastChange = { ...request, at: january(9), cancelRunning: true };
    const backfill = exampleBackfill({ state: 'cancelling', lastChange, runCount: 3, alreadyRunCount: 2 });

    await create(backfill);

    expect((await stores.backfills.get(backfill))?.value).toEqual(backfill);
  });

  test('has nothing under an id that was never used, or under another job', async () => {
    const backfill = exampleBackfill();
    await create(backfill);

    expect(await stores.backfills.get(exampleBackfill({ digit: '1' }))).toBeUndefined();
    expect(await stores.backfills.get({ ...backfill, jobId: jobIdFrom('other') })).toBeUndefined();
  });

  test('is written once, of ten attempts at the same time', async () => {
    const backfill = { value: exampleBackfill(), ifVersion: undefined };
    const attempts = Array.from({ length: 10 }, () =>
      stores.jobs.commit({ jobId: backfill.value.jobId, backfill }),
    );

    const outcomes = await Promise.all(attempts);

    expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(9);
  });

  test('writes no run when the backfill is no longer at the version', async () => {
    const backfill = exampleBackfill();
    await create(backfill);
    const ifVersion = (await stores.backfills.get(backfill))?.version ?? '';
    const { jobId } = backfill;
    await stores.jobs.commit({ jobId, backfill: { value: { ...backfill, state: 'paused' }, ifVersion } });
    const run = exampleBackfillRun(backfill, january(1));

    const outcome = await stores.jobs.commit({
      ...{ jobId, backfill: { value: backfill, ifVersion } },
      runs: [{ value: run, ifVersion: undefined }],
    });

    expect(outcome).toBe('conflict');
    expect(await stores.runs.get(run.runId)).toBeUndefined();
  });

  test('keeps which runs of a lane are of backfills', async () => {
    const run = exampleBackfillRun(exampleBackfill(), january(1));
    const { jobId, runId } = run;
    const lane = { ...emptyLane(jobId), going: [runId], ofBackfills: [runId] };

    await stores.jobs.commit({ jobId, lane: { value: lane, ifVersion: undefined } });

    expect((await stores.jobs.getLane(jobId))?.value).toEqual(lane);
  });

  test('lists the latest request first, page after page, of this job only', async () => {
    for (const [digit, day] of [
      ['1', 1],
      ['2', 3],
      ['3', 2],
    ] as const) {
      await create(exampleBackfill({ digit, createdAt: january(day) }));
    }
    await create(exampleBackfill({ jobId: 'other', createdAt: january(4) }));

    const first = await stores.backfills.listByJob(jobIdFrom('churn-daily'), { limit: 2 });
    const second = await stores.backfills.listByJob(jobIdFrom('churn-daily'), {
      ...{ limit: 2, cursor: first.nextCursor ?? 'none' },
    });

    expect(first.items.map(({ createdAt }) => createdAt)).toEqual([january(3), january(2)]);
    expect(second.items.map(({ createdAt }) => createdAt)).toEqual([january(1)]);
    expect(second.nextCursor).toBeUndefined();
  });

  test('refuses a cursor that no page gave', async () => {
    const list = stores.backfills.listByJob(jobIdFrom('churn-daily'), { limit: 2, cursor: '%' });

    await expect(list).rejects.toThrow(InvalidInput);
  });

  test('finds those of all jobs that have something to do', async () => {
    await create(exampleBackfill({ jobId: 'a' }));
    await create(exampleBackfill({ jobId: 'b', state: 'cancelling' }));
    for (const state of ['paused', 'cancelled', 'completed'] as const) {
      await create(exampleBackfill({ jobId: state, state }));
    }

    const found = await Array.fromAsync(stores.backfills.inWork());

    expect(found.map(({ jobId }) => jobId).sort()).toEqual(['a', 'b']);
  });

  test('knows its own runs that have not ended', async () => {
    const backfill = exampleBackfill();
    await create(backfill, runsOf(backfill));
    const other = exampleBackfill({ digit: '1' });
    await create(other, [exampleBackfillRun(other, january(9))]);

    const unfinished = await Array.fromAsync(stores.backfills.unfinishedRuns(backfill));

    expect(unfinished.map(({ state }) => state).sort()).toEqual(['pending', 'running', 'waiting']);
    expect(await stores.backfills.countUnfinished(backfill)).toBe(3);
  });

  test('counts none of a backfill without runs', async () => {
    expect(await stores.backfills.countUnfinished(exampleBackfill())).toBe(0);
    expect(await stores.backfills.countRuns(exampleBackfill())).toEqual({});
  });

  test('counts its runs by state', async () => {
    const backfill = exampleBackfill();
    await create(backfill, runsOf(backfill));

    expect(await stores.backfills.countRuns(backfill)).toEqual({
      ...{ pending: 1, waiting: 1, running: 1, skipped: 1, cancelled: 2 },
    });
  });

  test('knows the runs of a range of slots, and whether they began', async () => {
    const backfill = exampleBackfill();
    await create(backfill, runsOf(backfill));

    const found = await Array.fromAsync(
      stores.backfills.slotRuns(backfill.jobId, { fromDueAt: january(3), untilDueAt: january(6) }),
    );

    expect(found.toSorted((a, b) => a.dueAt - b.dueAt)).toEqual([
      { dueAt: january(3), state: 'running', startedAt: january(3) },
      { dueAt: january(4), state: 'skipped' },
      { dueAt: january(5), state: 'cancelled' },
      { dueAt: january(6), state: 'cancelled', startedAt: january(6) },
    ]);
  });

  test('does not take a run by hand for the run of a slot', async () => {
    const backfill = exampleBackfill();
    const { backfillId: _none, late: _onTime, ...run } = exampleBackfillRun(backfill, january(1));
    const runId = manualRunIdOf(backfill.jobId, '0'.repeat(16));
    await create(backfill, [{ ...run, runId, trigger: 'manual' }]);

    const found = stores.backfills.slotRuns(backfill.jobId, { fromDueAt: 0, untilDueAt: january(31) });

    expect(await Array.fromAsync(found)).toEqual([]);
  });
}
