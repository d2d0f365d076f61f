import { beforeEach, describe, expect, test } from 'vitest';
import { createStartRun } from '../../shared/application/start-run.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import { planDispatch } from '../../shared/domain/dispatch/plan-dispatch.ts';
import { runIdOf, type RunId } from '../../shared/domain/run/run-id.ts';
import { at, exampleJob } from '../support/example-job.ts';
import { createMemoryWorld, stateOf, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const concurrency = { key: 'cluster', limit: 2 };
const policies = { ...DEFAULT_POLICIES, overlap: 'cancel-other' as const, concurrency };

let world: MemoryWorld;
let first: RunId;
let second: RunId;

/** Two slots of one job, an hour apart, are dispatched; the first has begun. */
beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T07:00:00Z');
  const job = exampleJob({ policies, recurrences: [{ type: 'interval', everySeconds: 3600, anchorAt: 0 }] });
  await world.jobs.create(job);
  const sixThirty = at('2026-03-01T06:30:00Z');
  const plan = present(
    planDispatch(
      { ...job, nextDueAt: sixThirty },
      { now: at('2026-03-01T07:00:00Z'), lookAheadMs: 3_600_000 },
    ),
  );
  const runs = plan.runs.map((value) => ({ value, ifVersion: undefined }));
  await world.jobs.commit({ jobId: job.jobId, runs });
  first = runIdOf(job.jobId, at('2026-03-01T07:00:00Z'));
  second = runIdOf(job.jobId, at('2026-03-01T08:00:00Z'));
  await deliver(first);
});

function deliver(runId: RunId) {
  return createStartRun(world)({ runId, attempt: 1 }, world.orchestrations);
}

function otherJobTakes(places: number): Promise<unknown> {
  const { jobId } = exampleJob({ jobId: 'other' });
  return Promise.all(
    Array.from({ length: places }, (_, index) =>
      world.gates.acquire('cluster', concurrency.limit, { runId: runIdOf(jobId, index), attempt: 1 }),
    ),
  );
}

describe('startRun, under cancel-other, when the places of the concurrency key are taken', () => {
  test('ends the earlier run, whose place the newcomer then gets', async () => {
    await otherJobTakes(1);

    expect(await deliver(second)).toBe('waiting');
    expect(await stateOf(world, first)).toBe('cancelled');
    expect(world.orchestrations.cancelled).toEqual([first]);
    expect(await deliver(second)).toBe('started');
  });

  test('tells the newcomer that a place is free', async () => {
    await otherJobTakes(1);
    await deliver(second);

    expect(world.queue.sent.map(({ runId }) => runId)).toEqual([second]);
  });

  test('leaves no run going that the lane has forgotten', async () => {
    await otherJobTakes(1);
    await deliver(second);

    const going = world.memory.runs.all().filter(({ value }) => value.state === 'running');
    expect(going).toEqual([]);
    expect((await world.jobs.getLane(exampleJob().jobId))?.value.going).toEqual([second]);
  });
});
