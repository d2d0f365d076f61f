import { beforeEach, describe, expect, test } from 'vitest';
import { createRecordFailure } from '../../shared/application/finish-run.ts';
import { createRecoverStalledRuns } from '../../shared/application/recover-stalled-runs.ts';
import { Unavailable } from '../../shared/domain/errors.ts';
import { at, exampleJob } from '../support/example-job.ts';
import { RefusingRunQueue } from '../support/faulty-stores.ts';
import {
  createMemoryWorld,
  storePendingRun,
  storeRunningRun,
  type MemoryWorld,
} from '../support/memory/memory-world.ts';

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T06:02:00Z');
});

describe('recoverStalledRuns', () => {
  test('sends a run that is still pending two minutes after its start, for now', async () => {
    await storePendingRun(world, exampleJob());

    expect(await createRecoverStalledRuns(world)()).toBe(1);
    expect(world.queue.sent).toMatchObject([
      { runId: 'churn-daily.20260301T060000Z', effectiveAt: at('2026-03-01T06:02:00Z') },
    ]);
  });

  test('leaves a run alone that has had less than two minutes', async () => {
    await storePendingRun(world, exampleJob());
    world.clock.moveTo('2026-03-01T06:01:59.999Z');

    expect(await createRecoverStalledRuns(world)()).toBe(0);
    expect(world.queue.sent).toEqual([]);
  });

  test('sends a running run as well: its worker may have died before the start', async () => {
    await storeRunningRun(world, exampleJob());

    expect(await createRecoverStalledRuns(world)()).toBe(1);
  });

  test('leaves finished runs alone', async () => {
    const { runId } = await storeRunningRun(world, exampleJob());
    await createRecordFailure(world)(
      { runId, attempt: 1 },
      { reason: 'current-not-found', message: 'There is no blob.' },
    );

    expect(await createRecoverStalledRuns(world)()).toBe(0);
  });

  test('gives a resent message a name of its own', async () => {
    await storePendingRun(world, exampleJob());

    await createRecoverStalledRuns(world)();

    expect(world.queue.sent[0]?.resend).toMatch(/^\d+$/);
  });

  test('gives messages of the same two minutes the same name, and later ones another', async () => {
    await storePendingRun(world, exampleJob());
    for (const now of ['2026-03-01T06:02:00Z', '2026-03-01T06:03:59.999Z', '2026-03-01T06:04:00Z']) {
      world.clock.moveTo(now);
      await createRecoverStalledRuns(world)();
    }

    const [first, second, third] = world.queue.sent.map(({ resend }) => resend);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test('sends more than one batch', async () => {
    for (let index = 0; index < 205; index += 1) {
      await storePendingRun(world, exampleJob({ jobId: `job-${index}` }));
    }

    expect(await createRecoverStalledRuns(world)()).toBe(205);
    expect(new Set(world.queue.sent.map(({ runId }) => runId)).size).toBe(205);
  });

  test('fails when the queue is away, so that the timer’s failure shows', async () => {
    await storePendingRun(world, exampleJob());

    const recovery = createRecoverStalledRuns({ ...world, queue: new RefusingRunQueue() })();

    await expect(recovery).rejects.toThrow(Unavailable);
  });
});
