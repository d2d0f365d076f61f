import { beforeEach, describe, expect, test } from 'vitest';
import { createDeleteJob } from '../../shared/application/delete-job.ts';
import { createRecordFailure } from '../../shared/application/finish-run.ts';
import { createStartRun, type StartOutcome } from '../../shared/application/start-run.ts';
import { NotFound, Unavailable } from '../../shared/domain/errors.ts';
import { runIdOf, type RunId } from '../../shared/domain/run/run-id.ts';
import { at, DAILY, exampleJob } from '../support/example-job.ts';
import { OrchestrationsFailingOnce, RunStoreReadTogether } from '../support/faulty-stores.ts';
import {
  createMemoryWorld,
  inAnotherProcess,
  stateOf,
  storePendingRun,
  type MemoryWorld,
} from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

let world: MemoryWorld;
let runId: RunId;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:00:01Z');
  runId = (await storePendingRun(world, exampleJob())).runId;
});

/** The arrival of the run's message. */
function deliver(): Promise<StartOutcome> {
  return createStartRun(world)({ runId, attempt: 1 }, world.orchestrations);
}

describe('startRun', () => {
  test('claims the run and starts its orchestration', async () => {
    expect(await deliver()).toBe('started');
    expect((await world.runs.get(runId))?.value).toMatchObject({
      state: 'running',
      startedAt: at('2026-03-01T06:00:01Z'),
    });
    expect(world.orchestrations.starts).toEqual([runId]);
  });

  test('starts once when the message is delivered twice', async () => {
    await deliver();

    expect(await deliver()).toBe('already-started');
    expect(world.orchestrations.starts).toEqual([runId]);
  });

  test('starts once when two workers read the pending run at the same time', async () => {
    const together = { ...world, runs: new RunStoreReadTogether(world.memory, 2) };

    const outcomes = await Promise.all([
      createStartRun(together)({ runId, attempt: 1 }, world.orchestrations),
      createStartRun(inAnotherProcess(together))({ runId, attempt: 1 }, world.orchestrations),
    ]);

    expect(outcomes.sort()).toEqual(['already-started', 'started']);
    expect(world.orchestrations.starts).toEqual([runId]);
  });

  test('starts what a worker killed between claim and start left behind', async () => {
    const orchestrations = new OrchestrationsFailingOnce(world.orchestrations);
    const startRun = createStartRun(world);
    await expect(startRun({ runId, attempt: 1 }, orchestrations)).rejects.toThrow(Unavailable);
    expect(await stateOf(world, runId)).toBe('running');

    expect(await startRun({ runId, attempt: 1 }, orchestrations)).toBe('started');
    expect(world.orchestrations.starts).toEqual([runId]);
  });

  test('gives an attempt up whose orchestration has ended without a result, and the run another', async () => {
    await deliver();
    world.orchestrations.states.set(runId, 'ended');

    expect(await deliver()).toBe('failed-orchestration-lost');
    const run = present(await world.runs.get(runId)).value;
    expect(run).toMatchObject({ state: 'pending', attempt: 2 });
    expect(run.endedAttempts[0]?.failure.reason).toBe('orchestration-lost');
    expect(world.orchestrations.starts).toHaveLength(1);
  });

  test('respects a result that is committed while the orchestration is looked up', async () => {
    await deliver();
    const { runs } = world;
    const failure = { reason: 'current-not-found', message: 'There is no blob.' } as const;

    const outcome = await createStartRun(world)(
      { runId, attempt: 1 },
      {
        cancel: () => Promise.reject(new Error('must not cancel')),
        wake: () => Promise.reject(new Error('must not wake')),
        start: () => Promise.reject(new Error('must not start')),
        status: async () => {
          await createRecordFailure({ ...world, runs })({ runId, attempt: 1 }, failure);
          return 'ended';
        },
      },
    );

    expect(outcome).toBe('failed-orchestration-lost');
    expect(await stateOf(world, runId)).toBe('failed: current-not-found');
  });

  test('does nothing for a finished run, even when its orchestration is gone', async () => {
    await deliver();
    await createRecordFailure(world)(
      { runId, attempt: 1 },
      { reason: 'current-not-found', message: 'There is no blob.' },
    );
    world.orchestrations.states.clear();

    expect(await deliver()).toBe('already-finished');
    expect(world.orchestrations.starts).toHaveLength(1);
  });

  test('skips a run whose job was deleted after the dispatch', async () => {
    await createDeleteJob(world)(exampleJob().jobId, undefined, { author: 'ada' });

    expect(await deliver()).toBe('skipped');
    expect(await stateOf(world, runId)).toBe('skipped: job-deleted');
    expect(world.orchestrations.starts).toEqual([]);
  });

  test('stays skipped when the message comes again', async () => {
    await createDeleteJob(world)(exampleJob().jobId, undefined, { author: 'ada' });
    await deliver();

    expect(await deliver()).toBe('already-finished');
  });

  test('skips a slot that the job’s new definition does not name', async () => {
    const { version } = present(await world.jobs.get(exampleJob().jobId));
    const evening = { ...DAILY, expression: '0 18 * * *' };
    await world.jobs.save(exampleJob({ generation: 2, recurrences: [evening] }), { ifVersion: version });

    expect(await deliver()).toBe('skipped');
    expect(await stateOf(world, runId)).toBe('skipped: job-edited');
  });

  test('refuses a run that was never dispatched', async () => {
    const unknown = runIdOf(exampleJob().jobId, at('2030-01-01T00:00:00Z'));

    await expect(createStartRun(world)({ runId: unknown, attempt: 1 }, world.orchestrations)).rejects.toThrow(
      NotFound,
    );
  });
});
