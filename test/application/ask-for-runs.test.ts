import { beforeEach, describe, expect, test } from 'vitest';
import { createBuryRun } from '../../shared/application/bury-run.ts';
import { createCancelRun } from '../../shared/application/cancel-run.ts';
import { createDeleteJob } from '../../shared/application/delete-job.ts';
import { createRecordFailure } from '../../shared/application/finish-run.ts';
import { createRetryRun } from '../../shared/application/retry-run.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import { createTriggerRun } from '../../shared/application/trigger-run.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import type { RunId } from '../../shared/domain/run/run-id.ts';
import { exampleJob } from '../support/example-job.ts';
import {
  createMemoryWorld,
  runsOf,
  stateOf,
  storePendingRun,
  type MemoryWorld,
} from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const REQUEST = { author: 'ann', reason: 'a look' };
const CAUSE = { reason: 'MaxDeliveryCountExceeded', description: 'ten times', deliveryCount: 10 };
const FAILURE = { reason: 'current-not-found', message: 'There is no blob.' } as const;

let world: MemoryWorld;
let runId: RunId;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:00:01Z');
  const policies = { ...DEFAULT_POLICIES, startDeadlineSeconds: 60 };
  runId = (await storePendingRun(world, exampleJob({ policies }))).runId;
});

function deliver(attempt = 1) {
  return createStartRun(world)({ runId, attempt }, world.orchestrations);
}

function cancel() {
  return createCancelRun(world)(runId, REQUEST, world.orchestrations);
}

function retry() {
  return createRetryRun(world)(runId, REQUEST);
}

describe('a manual run', () => {
  test('is made and sent once, however often its request comes', async () => {
    const trigger = () =>
      createTriggerRun(world)(exampleJob().jobId, { ...REQUEST, idempotencyKey: 'monday' });

    const outcomes = await Promise.all([trigger(), trigger(), trigger()]);

    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual([
      'already-exists',
      'already-exists',
      'created',
    ]);
    // A request that comes again sends again, under the same name, which the queue joins.
    expect(new Set(world.queue.sent.map(({ runId, attempt }) => `${runId}~${attempt}`)).size).toBe(1);
    expect(runsOf(world).filter(({ trigger: kind }) => kind === 'manual')).toHaveLength(1);
  });

  test('is made of a paused job too, and starts', async () => {
    const { value, version } = present(await world.jobs.get(exampleJob().jobId));
    await world.jobs.save({ ...value, state: 'paused' }, { ifVersion: version });

    const made = await createTriggerRun(world)(value.jobId, { ...REQUEST, idempotencyKey: 'k' });
    if (!('run' in made)) throw new Error(made.outcome);

    expect(await createStartRun(world)(made.run, world.orchestrations)).toBe('started');
  });

  test('keeps what it was given', async () => {
    const input = { model: 'churn-v2', rows: 3 };

    await createTriggerRun(world)(exampleJob().jobId, { ...REQUEST, input, idempotencyKey: 'monday' });

    expect(runsOf(world).filter((run) => run.input !== undefined)).toMatchObject([{ input }]);
  });

  test('is not made of a deleted job', async () => {
    await createDeleteJob(world)(exampleJob().jobId, undefined, { author: 'ada' });

    const made = await createTriggerRun(world)(exampleJob().jobId, { ...REQUEST, idempotencyKey: 'k' });

    expect(made).toEqual({ outcome: 'not-found' });
  });
});

describe('a cancelled run', () => {
  test('that had not begun never begins', async () => {
    expect(await cancel()).toMatchObject({ outcome: 'cancelled', run: { cancelled: REQUEST } });

    expect(await deliver()).toBe('already-finished');
    expect(world.orchestrations.starts).toEqual([]);
  });

  test('that was running has its orchestration told', async () => {
    await deliver();

    await cancel();

    expect(world.orchestrations.cancelled).toEqual([runId]);
    expect((await world.runs.get(runId))?.value).toMatchObject({
      state: 'cancelled',
      startedAt: world.clock.now(),
    });
  });

  test('stays cancelled, whatever its work makes of it', async () => {
    await deliver();
    await cancel();

    await createRecordFailure(world)({ runId, attempt: 1 }, FAILURE);

    expect(await stateOf(world, runId)).toBe('cancelled');
  });

  test('is cancelled once', async () => {
    await cancel();

    expect(await cancel()).toMatchObject({ outcome: 'already-finished' });
  });
});

describe('a retry', () => {
  test('begins a new chain of attempts on the same slot, past its deadline', async () => {
    await deliver();
    await createRecordFailure(world)({ runId, attempt: 1 }, FAILURE);
    world.clock.moveTo('2026-03-02T06:00:00Z');

    expect(await retry()).toMatchObject({ outcome: 'retried', run: { attempt: 2, chainStart: 2 } });
    expect(world.queue.sent.at(-1)).toMatchObject({ runId, attempt: 2 });
    expect(await deliver(2)).toBe('started');
  });

  test('asked for twice is one', async () => {
    await cancel();

    const outcomes = await Promise.all([retry(), retry()]);

    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['not-retryable', 'retried']);
    expect((await world.runs.get(runId))?.value.attempt).toBe(2);
  });

  test('by its parent is one for each attempt of it, also where the run has failed again meanwhile', async () => {
    const retryAs = (attempt: number) =>
      createRetryRun(world)(runId, REQUEST, { parent: { runId, step: 'score', attempt } });
    await cancel();

    expect(await retryAs(2)).toMatchObject({ outcome: 'retried', run: { attempt: 2 } });
    await cancel();

    expect(await retryAs(2)).toMatchObject({ outcome: 'not-retryable' });
    expect(await retryAs(1)).toMatchObject({ outcome: 'not-retryable' });
    expect(await retryAs(3)).toMatchObject({ outcome: 'retried', run: { attempt: 3 } });
  });

  test('is refused while the run goes', async () => {
    await deliver();

    expect(await retry()).toMatchObject({ outcome: 'not-retryable', run: { state: 'running' } });
  });

  test('is refused when the job is deleted', async () => {
    await cancel();
    await createDeleteJob(world)(exampleJob().jobId, undefined, { author: 'ada' });

    expect(await retry()).toEqual({ outcome: 'job-deleted' });
  });
});

describe('a run whose message was given up', () => {
  function bury(attempt = 1) {
    return createBuryRun(world)({ runId, attempt }, CAUSE, world.orchestrations);
  }

  test('is dead, with the cause, and can be retried', async () => {
    expect(await bury()).toBe('dead');
    expect((await world.runs.get(runId))?.value).toMatchObject({ state: 'dead', cause: CAUSE });

    await retry();

    expect(await deliver(2)).toBe('started');
  });

  test('is left alone while its orchestration works', async () => {
    await deliver();

    expect(await bury()).toBe('not-needed');
    expect(await stateOf(world, runId)).toBe('running');
  });

  test('is left alone when it has gone on to another attempt', async () => {
    expect(await bury(7)).toBe('not-needed');
    expect(await stateOf(world, runId)).toBe('pending');
  });
});
