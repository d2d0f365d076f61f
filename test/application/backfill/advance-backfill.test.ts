import type { JobCore } from '../../../shared/domain/job/job.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { createAdvanceBackfill } from '../../../shared/application/advance-backfill.ts';
import { createPauseBackfill } from '../../../shared/application/change-backfill.ts';
import { createCancelRun } from '../../../shared/application/cancel-run.ts';
import { createDeleteJob } from '../../../shared/application/delete-job.ts';
import { createPauseJob } from '../../../shared/application/pause-job.ts';
import { createDispatchJob } from '../../../shared/application/dispatch-due-runs.ts';
import { createTendBackfills } from '../../../shared/application/tend-backfills.ts';
import { createFinishCancelling } from '../../../shared/application/finish-cancelling.ts';
import type { CommitOutcome, JobWrite } from '../../../shared/application/ports/job-store.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import { toSkipped } from '../../../shared/domain/run/run-transitions.ts';
import {
  ALLOW_ALL,
  backfillNow,
  deliverPending,
  inState,
  startBackfillIn,
  succeed,
  workOff,
} from '../../support/backfill-steps.ts';
import { january } from '../../support/example-backfill.ts';
import { at, DAILY, exampleJob, jobIdFrom } from '../../support/example-job.ts';
import { RefusingRunQueue } from '../../support/faulty-stores.ts';
import { MemoryBackfillStore } from '../../support/memory/memory-backfills.ts';
import { MemoryJobStore } from '../../support/memory/memory-jobs.ts';
import {
  createMemoryWorld,
  runsOf,
  storePendingRun,
  type MemoryWorld,
} from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';

const jobId = jobIdFrom('churn-daily');
const request = { author: 'ada', reason: 'Not wanted.' };

let world: MemoryWorld;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  await world.jobs.create(exampleJob({ policies: ALLOW_ALL }));
});

function tend(): Promise<unknown> {
  const finishCancelling = createFinishCancelling(world);
  return createTendBackfills({ ...world, finishCancelling })(world.orchestrations);
}

async function changeJob(change: Partial<JobCore>): Promise<void> {
  const { value: job, version } = present(await world.jobs.get(jobId));
  await world.jobs.save({ ...job, ...change }, { ifVersion: version });
}

describe('a backfill', () => {
  test('makes the next run as soon as one has ended', async () => {
    await startBackfillIn(world);
    await deliverPending(world);

    await succeed(world, present(inState(world, 'running')[0]));

    expect(inState(world, 'pending').map(({ dueAt }) => dueAt)).toEqual([january(4)]);
  });

  test('never has more unfinished runs than it may have', async () => {
    await startBackfillIn(world);
    await world.advanceBackfill(jobId, (await startBackfillIn(world)).backfillId);
    await tend();

    expect(runsOf(world)).toHaveLength(3);
  });

  test('completes when each slot has run', async () => {
    const backfill = await startBackfillIn(world);

    await workOff(world);

    expect(inState(world, 'succeeded')).toHaveLength(10);
    expect(await backfillNow(world, backfill)).toMatchObject({ state: 'completed', runCount: 10 });
  });

  test('is not completed while its last run is going', async () => {
    const backfill = await startBackfillIn(world, { untilDueAt: january(1) });
    await deliverPending(world);
    await tend();

    expect((await backfillNow(world, backfill)).state).toBe('running');
  });

  test('completes with the timer when a process died after the end of the last run', async () => {
    const backfill = await startBackfillIn(world, { untilDueAt: january(1) });
    await deliverPending(world);
    await succeed({ ...world, advanceBackfill: async () => 0 }, present(runsOf(world)[0]));

    await tend();

    expect((await backfillNow(world, backfill)).state).toBe('completed');
  });

  test('makes no double when it is advanced twice at the same time', async () => {
    const { backfillId } = await startBackfillIn(world);
    for (const run of inState(world, 'pending')) {
      await createCancelRun({ ...world, advanceBackfill: async () => 0 })(
        run.runId,
        request,
        world.orchestrations,
      );
    }
    const advance = createAdvanceBackfill({
      ...world,
      backfills: new BackfillsCountedTogether(world.memory),
    });

    const made = await Promise.all([advance(jobId, backfillId), advance(jobId, backfillId)]);

    expect(made.sort()).toEqual([0, 3]);
    expect(inState(world, 'pending').map(({ dueAt }) => dueAt)).toEqual([4, 5, 6].map(january));
    expect(world.queue.sent).toHaveLength(6);
  });

  test('stays paused when the pause comes while it is advanced', async () => {
    const backfill = await startBackfillIn(world);
    for (const run of inState(world, 'pending')) {
      await createCancelRun({ ...world, advanceBackfill: async () => 0 })(
        run.runId,
        request,
        world.orchestrations,
      );
    }
    const pause = () => createPauseBackfill(world)(backfill, request);
    const jobs = new JobStoreOvertakenAtCommit(world.memory, pause);

    const made = await createAdvanceBackfill({ ...world, jobs })(jobId, backfill.backfillId);

    expect(made).toBe(0);
    expect(await backfillNow(world, backfill)).toMatchObject({ state: 'paused', runCount: 3 });
    expect(inState(world, 'pending')).toEqual([]);
  });

  test('goes on with the timer when its messages could not be sent', async () => {
    const backfill = await startBackfillIn(world);
    await deliverPending(world);
    const advanceBackfill = createAdvanceBackfill({ ...world, queue: new RefusingRunQueue() });

    await succeed({ ...world, advanceBackfill }, present(inState(world, 'running')[0]));

    expect(inState(world, 'pending')).toHaveLength(1);
    expect(world.log.errors).toEqual(['A backfill could not be advanced; the timer tries again.']);
    await workOff(world);
    expect((await backfillNow(world, backfill)).state).toBe('completed');
  });

  test('is advanced by the timer when the store was away', async () => {
    const advanceBackfill = createAdvanceBackfill({ ...world, jobs: new JobStoreAwayForRuns(world.memory) });
    await startBackfillIn({ ...world, advanceBackfill });
    expect(runsOf(world)).toEqual([]);

    await tend();

    expect(runsOf(world)).toHaveLength(3);
  });

  test('passes over slots that ran, however many', async () => {
    await changeJob({ recurrences: [{ type: 'interval', everySeconds: 60, anchorAt: 0 }] });
    const minutes = { fromDueAt: january(1), untilDueAt: january(1) + 1_199 * 60_000, maxConcurrent: 100 };
    await startBackfillIn(world, minutes);
    await workOff(world);

    const second = await startBackfillIn(world, { ...minutes, idempotencyKey: 'k2' });

    expect(second).toMatchObject({ state: 'completed', runCount: 0, alreadyRunCount: 1_200 });
    expect(runsOf(world)).toHaveLength(1_200);
  });

  test('runs a slot that had been skipped, in a new chain of the same run', async () => {
    const run = await storePendingRun(world, exampleJob({ jobId: 'skipping', nextDueAt: january(2) }));
    const { version } = present(await world.runs.get(run.runId));
    const skipped = toSkipped(run, 'overlap', january(2));
    await world.jobs.commit({ jobId: run.jobId, runs: [{ value: skipped, ifVersion: version }] });
    const { backfillId } = await startBackfillIn(world, { jobId: 'skipping' });

    expect((await world.runs.get(run.runId))?.value).toMatchObject({
      ...{ state: 'pending', trigger: 'backfill', late: 'backfill', backfillId, attempt: 2, chainStart: 2 },
    });
  });

  test('leaves a slot to the dispatcher that was quicker', async () => {
    await changeJob({ nextDueAt: january(1), slotsAfter: january(1) - 1 });
    world.clock.moveTo('2026-01-01T06:00:30Z');
    const jobs = new JobStoreOvertakenAtCommit(world.memory, () => createDispatchJob(world)(jobId));
    const advanceBackfill = createAdvanceBackfill({ ...world, jobs });

    const backfill = await startBackfillIn({ ...world, advanceBackfill }, { untilDueAt: january(1) });

    expect(runsOf(world)).toMatchObject([{ trigger: 'schedule', attempt: 1 }]);
    expect(backfill).toMatchObject({ state: 'completed', alreadyRunCount: 1, runCount: 0 });
  });

  test('goes on while its job is paused', async () => {
    const backfill = await startBackfillIn(world);
    await createPauseJob(world)(jobId, { ...request, runMissed: 'none' });

    await workOff(world);

    expect(await backfillNow(world, backfill)).toMatchObject({ state: 'completed', runCount: 10 });
    expect(inState(world, 'succeeded')).toHaveLength(10);
  });

  test('uses the recurrences as an edit has made them, for the rest of the range', async () => {
    await startBackfillIn(world);
    const atNoon = { ...DAILY, expression: '0 12 * * *' };
    await changeJob({ recurrences: [atNoon], generation: 2 });

    await workOff(world);

    const hours = inState(world, 'succeeded').map(({ dueAt }) => new Date(dueAt).getUTCHours());
    expect(hours).toEqual([6, 6, 6, 12, 12, 12, 12, 12, 12, 12, 12]);
  });

  test('ends when its job is deleted, and so do its runs', async () => {
    const backfill = await startBackfillIn(world);
    await createDeleteJob(world)(jobId, undefined, { author: 'ada' });

    await workOff(world);

    expect(await backfillNow(world, backfill)).toMatchObject({
      state: 'cancelled',
      lastChange: { author: 'evenkeel', reason: 'The job was deleted.' },
    });
    expect(inState(world, 'skipped').map(({ reason }) => reason)).toEqual(Array(3).fill('job-deleted'));
  });

  test('does not go on under a new job of the same id', async () => {
    const backfill = await startBackfillIn(world);
    await changeJob({ generation: 2, bornAs: 2 });

    await tend();

    expect((await backfillNow(world, backfill)).state).toBe('cancelled');
  });

  test('whose slots cannot be calculated does not stop the others', async () => {
    await startBackfillIn(world);
    const broken = { ...DAILY, exclusions: [{ type: 'calendar', name: 'gone' }] } as const;
    await world.jobs.create(exampleJob({ jobId: 'other', policies: ALLOW_ALL }));
    const other = await startBackfillIn(world, { jobId: 'other' });
    await changeJob({ recurrences: [broken] });
    for (const run of inState(world, 'pending')) {
      await createCancelRun({ ...world, advanceBackfill: async () => 0 })(
        run.runId,
        request,
        world.orchestrations,
      );
    }

    await tend();

    expect(inState(world, 'pending').map((run) => run.jobId)).toEqual(Array(3).fill(other.jobId));
    expect(world.log.errors).toHaveLength(1);
  });

  test('waits in the lane of a job whose runs do not overlap', async () => {
    await world.jobs.create(exampleJob({ jobId: 'one-by-one' }));
    const backfill = await startBackfillIn(world, { jobId: 'one-by-one' });
    await deliverPending(world);

    expect([inState(world, 'running'), inState(world, 'waiting')].map(({ length }) => length)).toEqual([
      1, 2,
    ]);
    for (let ended = 0; ended < 10; ended += 1) {
      await succeed(world, present(inState(world, 'running')[0]));
      await deliverPending(world);
    }
    expect((await backfillNow(world, backfill)).state).toBe('completed');
  });
});

describe('a live run beside a backfill', () => {
  test('is not skipped because of it, and goes before the runs that wait', async () => {
    const job = exampleJob({ jobId: 'one-by-one', nextDueAt: at('2026-03-01T06:00:00Z') });
    await world.jobs.create(job);
    await startBackfillIn(world, { jobId: 'one-by-one' });
    await deliverPending(world);
    world.clock.moveTo('2026-03-01T06:00:00Z');
    await createDispatchJob(world)(job.jobId);
    await deliverPending(world);
    const [live] = inState(world, 'waiting').filter(({ trigger }) => trigger === 'schedule');
    expect(live).toMatchObject({ waitingFor: 'overlap' });

    await succeed(world, present(inState(world, 'running')[0]));

    expect(inState(world, 'pending').map(({ runId }) => runId)).toContain(live?.runId);
    await deliverPending(world);
    expect(inState(world, 'running').map(({ runId }) => runId)).toEqual([live?.runId]);
  });

  test('takes the live queue while the backfill takes the bulk queue', async () => {
    await startBackfillIn(world);
    world.clock.moveTo('2026-03-01T06:00:00Z');

    await createDispatchJob(world)(jobId);

    expect(world.queue.sent.map(({ priority }) => priority)).toEqual(['bulk', 'bulk', 'bulk', 'live']);
  });
});

/** Lets two count before either can write. */
class BackfillsCountedTogether extends MemoryBackfillStore {
  #missing = 2;
  #release: () => void = () => undefined;
  readonly #together = new Promise<void>((resolve) => {
    this.#release = resolve;
  });

  override async countUnfinished(
    key: Parameters<MemoryBackfillStore['countUnfinished']>[0],
  ): Promise<number> {
    const count = await super.countUnfinished(key);
    this.#missing -= 1;
    if (this.#missing === 0) this.#release();
    await this.#together;
    return count;
  }
}

/** Cannot write runs. */
class JobStoreAwayForRuns extends MemoryJobStore {
  override async commit(write: JobWrite): Promise<CommitOutcome> {
    if (write.runs !== undefined) throw new Unavailable('The store did not answer.');
    return super.commit(write);
  }
}

/** Lets something happen right before the first commit. */
class JobStoreOvertakenAtCommit extends MemoryJobStore {
  #overtake: (() => Promise<unknown>) | undefined;

  constructor(memory: ConstructorParameters<typeof MemoryJobStore>[0], overtake: () => Promise<unknown>) {
    super(memory);
    this.#overtake = overtake;
  }

  override async commit(write: JobWrite): Promise<CommitOutcome> {
    const overtake = this.#overtake;
    this.#overtake = undefined;
    await overtake?.();
    return super.commit(write);
  }
}
