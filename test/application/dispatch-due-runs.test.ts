import { beforeEach, describe, expect, test } from 'vitest';
import { createDispatchDueRuns, createDispatchJob } from '../../shared/application/dispatch-due-runs.ts';
import { createDeleteJob } from '../../shared/application/delete-job.ts';
import { createRecoverStalledRuns } from '../../shared/application/recover-stalled-runs.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { at, DAILY, exampleJob, jobIdFrom } from '../support/example-job.ts';
import {
  JobStoreFailingFor,
  JobStoreOvertaken,
  JobStoreReadTogether,
  RefusingRunQueue,
} from '../support/faulty-stores.ts';
import {
  createMemoryWorld,
  runsOf,
  storePendingRun,
  type MemoryWorld,
} from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const NOTHING = { runs: 0, skippedSlots: 0, conflicts: 0, failures: 0 };

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T05:59:00Z');
});

function sent(): string[] {
  return world.queue.sent.map(({ runId }) => runId);
}

describe('dispatchDueRuns', () => {
  test('stores a run for the due slot and sends its message for its time', async () => {
    await world.jobs.create(exampleJob());

    const summary = await createDispatchDueRuns(world)();

    expect(summary).toEqual({ ...NOTHING, runs: 1 });
    expect(runsOf(world).map(({ state }) => state)).toEqual(['pending']);
    expect(world.queue.sent).toEqual([
      expect.objectContaining({
        runId: 'churn-daily.20260301T060000Z',
        effectiveAt: at('2026-03-01T06:00:00Z'),
      }),
    ]);
  });

  test('does nothing the second time', async () => {
    await world.jobs.create(exampleJob());
    await createDispatchDueRuns(world)();

    expect(await createDispatchDueRuns(world)()).toEqual(NOTHING);
    expect(sent()).toHaveLength(1);
  });

  test('makes one run and one message a slot when two dispatchers read the same jobs', async () => {
    for (const jobId of ['a', 'b', 'c']) await world.jobs.create(exampleJob({ jobId }));
    const together = { ...world, jobs: new JobStoreReadTogether(world.memory, 2) };

    const [first, second] = await Promise.all([
      createDispatchDueRuns(together)(),
      createDispatchDueRuns(together)(),
    ]);

    expect(first.runs + second.runs).toBe(3);
    expect(first.conflicts + second.conflicts).toBe(3);
    expect(sent().sort()).toEqual(['a.20260301T060000Z', 'b.20260301T060000Z', 'c.20260301T060000Z']);
  });

  test('goes on with the other jobs when one cannot be stored, and says which', async () => {
    for (const jobId of ['a', 'b', 'c']) await world.jobs.create(exampleJob({ jobId }));
    const jobs = new JobStoreFailingFor(world.memory, 'b');

    const summary = await createDispatchDueRuns({ ...world, jobs })();

    expect(summary).toEqual({ ...NOTHING, runs: 2, failures: 1 });
    expect(sent()).toEqual(['a.20260301T060000Z', 'c.20260301T060000Z']);
    expect(world.log.errors).toHaveLength(1);
  });

  test('dispatches the job that failed at the next pass', async () => {
    await world.jobs.create(exampleJob({ jobId: 'b' }));
    await createDispatchDueRuns({ ...world, jobs: new JobStoreFailingFor(world.memory, 'b') })();

    expect(await createDispatchDueRuns(world)()).toEqual({ ...NOTHING, runs: 1 });
  });

  test('goes on with the other jobs when the recurrence of one cannot be calculated', async () => {
    await world.jobs.create(
      exampleJob({ jobId: 'a', recurrences: [{ ...DAILY, timeZone: 'Mars/Olympus' }] }),
    );
    await world.jobs.create(exampleJob({ jobId: 'b' }));

    expect(await createDispatchDueRuns(world)()).toEqual({ ...NOTHING, runs: 1, failures: 1 });
  });

  test('leaves a run pending whose message could not be sent, and the recovery sends it', async () => {
    await world.jobs.create(exampleJob());
    const cutOff = await createDispatchDueRuns({ ...world, queue: new RefusingRunQueue() })();
    const [run] = runsOf(world);
    world.clock.moveTo('2026-03-01T06:03:00Z');

    const passAfter = await createDispatchDueRuns(world)();
    const resent = await createRecoverStalledRuns(world)();

    expect(cutOff.failures).toBe(1);
    expect(run?.state).toBe('pending');
    expect(passAfter).toEqual(NOTHING);
    expect(resent).toBe(1);
    expect(sent()).toEqual(['churn-daily.20260301T060000Z']);
  });

  test('works a long backlog off in one pass: one run for the outage, the rest recorded', async () => {
    const minutely = { type: 'interval', everySeconds: 60, anchorAt: 0 } as const;
    await world.jobs.create(exampleJob({ recurrences: [minutely], nextDueAt: at('2026-02-22T06:00:00Z') }));
    world.clock.moveTo('2026-03-01T06:00:30Z');

    const summary = await createDispatchDueRuns(world)();

    expect(summary).toEqual({ ...NOTHING, runs: 4, skippedSlots: 7 * 24 * 60 - 1 });
    expect(runsOf(world).map(({ dueAt }) => new Date(dueAt).toISOString())).toEqual([
      '2026-03-01T05:59:00.000Z',
      '2026-03-01T06:00:00.000Z',
      '2026-03-01T06:01:00.000Z',
      '2026-03-01T06:02:00.000Z',
    ]);
    expect(world.memory.skipped.map(({ count }) => count)).toEqual([1, 10_078]);
  });

  test('completes a job with its last slot', async () => {
    const once = { type: 'once', at: at('2026-03-01T06:00:00Z') } as const;
    await world.jobs.create(exampleJob({ recurrences: [once] }));

    await createDispatchDueRuns(world)();

    expect((await world.jobs.get(exampleJob().jobId))?.value.state).toBe('completed');
  });

  test('keeps the run that a deleted predecessor of the job had dispatched ahead', async () => {
    const earlier = await storePendingRun(world, exampleJob());
    await createDeleteJob(world)(exampleJob().jobId, undefined, { author: 'ada' });
    const { version } = present(await world.jobs.get(exampleJob().jobId));
    const twice = { ...DAILY, expression: '0,1 6 * * *' };
    await world.jobs.save(exampleJob({ generation: 2, recurrences: [twice] }), { ifVersion: version });

    const summary = await createDispatchDueRuns({ ...world, lookAheadMs: 120_000 })();

    expect(summary).toEqual({ ...NOTHING, runs: 1 });
    expect(runsOf(world).map(({ runId, generation }) => [runId, generation])).toEqual([
      [earlier.runId, 1],
      [runIdOf(exampleJob().jobId, at('2026-03-01T06:01:00Z')), 2],
    ]);
    expect(sent()).toEqual(['churn-daily.20260301T060100Z']);
  });
});

describe('dispatchJob', () => {
  test('dispatches the one job that was named', async () => {
    for (const jobId of ['a', 'b']) await world.jobs.create(exampleJob({ jobId }));

    expect(await createDispatchJob(world)(jobIdFrom('b'))).toEqual({ ...NOTHING, runs: 1 });
    expect(sent()).toEqual(['b.20260301T060000Z']);
  });

  test('does nothing for a job that is not there', async () => {
    expect(await createDispatchJob(world)(jobIdFrom('b'))).toEqual(NOTHING);
  });

  test('logs a fault instead of throwing it: the job is stored and the next pass has it', async () => {
    await world.jobs.create(exampleJob({ recurrences: [{ ...DAILY, timeZone: 'Mars/Olympus' }] }));

    await expect(createDispatchJob(world)(exampleJob().jobId)).resolves.toEqual({ ...NOTHING, failures: 1 });
  });
});

describe('deleteJob', () => {
  test('leaves nothing to dispatch', async () => {
    await world.jobs.create(exampleJob());

    expect(await createDeleteJob(world)(exampleJob().jobId, undefined, { author: 'ada' })).toBe('deleted');
    expect(await createDispatchDueRuns(world)()).toEqual(NOTHING);
  });

  test('finds nothing the second time', async () => {
    await world.jobs.create(exampleJob());
    await createDeleteJob(world)(exampleJob().jobId, undefined, { author: 'ada' });

    expect(await createDeleteJob(world)(exampleJob().jobId, undefined, { author: 'ada' })).toBe('not-found');
  });

  test('finds nothing under an unknown id', async () => {
    expect(await createDeleteJob(world)(jobIdFrom('nobody'), undefined, { author: 'ada' })).toBe('not-found');
  });

  test('deletes in the end, and writes no slot twice, when a dispatcher works on the job at the same time', async () => {
    await world.jobs.create(exampleJob());
    const together = { ...world, jobs: new JobStoreReadTogether(world.memory, 2) };

    const [outcome, summary] = await Promise.all([
      createDeleteJob(together)(exampleJob().jobId, undefined, { author: 'ada' }),
      createDispatchDueRuns(together)(),
    ]);

    expect(outcome).toBe('deleted');
    expect(summary.runs + summary.conflicts).toBe(1);
    expect((await world.jobs.get(exampleJob().jobId))?.value.state).toBe('deleted');
    expect(runsOf(world)).toHaveLength(summary.runs);
  });

  test('deletes the job as it is now when a dispatcher was quicker', async () => {
    await world.jobs.create(exampleJob());
    const jobs = new JobStoreOvertaken(world.memory, createDispatchDueRuns(world));

    expect(await createDeleteJob({ ...world, jobs })(exampleJob().jobId, undefined, { author: 'ada' })).toBe(
      'deleted',
    );
    expect(runsOf(world)).toHaveLength(1);
    expect((await world.jobs.get(exampleJob().jobId))?.value).toMatchObject({ state: 'deleted' });
  });

  test('leaves a dispatcher that had read the job with nothing to write', async () => {
    await world.jobs.create(exampleJob());
    const deleteJob = createDeleteJob(world);
    const jobs = new JobStoreOvertaken(world.memory, () =>
      deleteJob(exampleJob().jobId, undefined, { author: 'ada' }),
    );

    const summary = await createDispatchJob({ ...world, jobs })(exampleJob().jobId);

    expect(summary).toEqual({ ...NOTHING, conflicts: 1 });
    expect(runsOf(world)).toEqual([]);
  });

  test('keeps the runs that the job has had', async () => {
    await storePendingRun(world, exampleJob());

    await createDeleteJob(world)(exampleJob().jobId, undefined, { author: 'ada' });

    expect((await world.runs.listByJob(exampleJob().jobId, { limit: 10 })).items).toHaveLength(1);
  });
});
