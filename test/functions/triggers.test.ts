import { beforeEach, describe, expect, test } from 'vitest';
import { NotFound } from '../../shared/domain/errors.ts';
import { exampleJob } from '../support/example-job.ts';
import { registerIn } from '../support/memory/memory-app.ts';
import {
  createMemoryWorld,
  stateOf,
  storePendingRun,
  type MemoryWorld,
} from '../support/memory/memory-world.ts';
import type { RecordingRegistry } from '../support/recording-registry.ts';

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
  app = registerIn(world);
});

describe('the timers', () => {
  test('dispatch what is due', async () => {
    await world.jobs.create(exampleJob());

    await app.tick('dispatchDueRuns');

    expect(world.queue.sent.map(({ runId }) => runId)).toEqual(['churn-daily.20260301T060000Z']);
  });

  test('send stalled runs again', async () => {
    await storePendingRun(world, exampleJob());
    world.clock.moveTo('2026-03-01T06:10:00Z');

    await app.tick('recoverStalledRuns');

    expect(world.queue.sent).toHaveLength(1);
  });
});

describe('the queue "runs"', () => {
  test('starts the run of a message', async () => {
    const { runId } = await storePendingRun(world, exampleJob());

    await app.deliver('startRun', { runId, attempt: 1 });

    expect(await stateOf(world, runId)).toBe('running');
    expect(world.orchestrations.starts).toEqual([runId]);
  });

  test.each([undefined, 'text', {}, { runId: 'churn-daily', attempt: 1 }, { runId: 7 }])(
    'fails on the message %j, so that it ends in the dead letters',
    async (message) => {
      await expect(app.deliver('startRun', message)).rejects.toThrow();
    },
  );

  test('fails on a run that was never dispatched', async () => {
    const message = { runId: 'churn-daily.20260301T060000Z', attempt: 1 };

    await expect(app.deliver('startRun', message)).rejects.toThrow(NotFound);
  });
});
