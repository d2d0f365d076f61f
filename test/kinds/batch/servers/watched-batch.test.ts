import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startBatchWorld, type BatchWorld } from './batch-world.ts';

const NODES = [{ name: 'n1', cpu: '4', memory: '32G' }];

let world: BatchWorld;

beforeEach(async () => {
  world = await startBatchWorld(NODES);
});

afterEach(() => world.api.stop());

function job(name: string, seconds: number) {
  return {
    ...{ name, image: 'busybox', cpu: '1', memory: '1G' },
    annotations: { 'stand-in/runs-for-ms': String(seconds * 1000) },
  };
}

/** Runs a batch, and says how many requests it took and how long after its last job's end it ended. */
async function measured(seconds: readonly number[], watchSeconds: number) {
  let requests = 0;
  world.api.setTrouble(() => {
    requests += 1;
    return undefined;
  });
  const jobs = seconds.map((each, index) => job(`j${index}`, each));
  const run = await world.run({ jobs }, { watchSeconds, timeoutSeconds: 7200 });
  const lastEndAt = Math.max(
    ...world.api.cluster.history.filter(({ what }) => what === 'job-ended').map(({ at }) => at),
  );
  return { ...run, requests: requests + world.watchCount, lateMs: world.clock.now() - lastEndAt };
}

describe('a batch that is watched', () => {
  test('ends as soon as its last job has', async () => {
    const { output, lateMs } = await measured([300, 604.2], 20);

    expect(output).toBe('succeeded');
    // The pause that gathers what ends together, at most.
    expect(lateMs).toBeLessThanOrEqual(1000);
  });

  test('asks the cluster less often than one that is looked at now and then', async () => {
    const watched = await measured([1800], 20);
    await world.api.stop();
    world = await startBatchWorld(NODES);
    const polled = await measured([1800], 0);

    expect(polled.lateMs).toBeGreaterThan(1000);
    expect(watched.requests).toBeLessThan(polled.requests / 2);
  });

  test('is told why it waits, though no watch tells', async () => {
    const { failure } = await world.run(
      { jobs: [{ ...job('huge', 1), cpu: '64' }] },
      { watchSeconds: 20, timeoutSeconds: 120 },
    );

    expect(failure).toMatchObject({ reason: 'no-capacity' });
  });

  test('that is cancelled while it waits says nothing more, and leaves nothing', async () => {
    const { output } = await world.run(
      { jobs: [job('long', 3600)] },
      { watchSeconds: 20, timeoutSeconds: 7200, cancelAfterMs: 30_000, isUntold: true },
    );

    expect(output).toBe('over');
    expect(world.goingJobs).toEqual([]);
    expect(world.log.lines.filter((line) => line.includes('long failed'))).toEqual([]);
  });

  test('tells the log of every end once, however many come together', async () => {
    await world.run(
      { jobs: Array.from({ length: 25 }, (_, index) => job(`j${index}`, 60)) },
      { watchSeconds: 20, timeoutSeconds: 7200 },
    );

    const told = world.log.lines
      .filter((line) => line.includes(' succeeded'))
      .map((line) => line.split(' ')[0]);
    expect(told).toHaveLength(25);
    expect(new Set(told).size).toBe(25);
  });
});
