import { beforeEach, describe, expect, test } from 'vitest';
import type { FeedProgressStore } from '../../../shared/application/ports/feed-progress-store.ts';
import { createFigures } from '../../../shared/application/telemetry/figures.ts';
import { createFollowRuns } from '../../../shared/application/telemetry/follow-runs.ts';
import { createTellFigures } from '../../../shared/application/telemetry/tell-figures.ts';
import { toFailed } from '../../../shared/domain/run/run-transitions.ts';
import type { RunningRun } from '../../../shared/domain/run/run.ts';
import { exampleJob } from '../../support/example-job.ts';
import { memoryStatistics } from '../../support/memory/memory-statistics.ts';
import { createMemoryWorld, storePendingRun, storeRunningRun } from '../../support/memory/memory-world.ts';
import type { MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';

const DUE = Date.parse('2026-03-01T06:00:00Z');
const FAILURE = { reason: 'timed-out', message: 'It took too long.' } as const;

let world: MemoryWorld;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
  await follow();
});

async function follow(): Promise<void> {
  await createFollowRuns({ ...world, ...memoryStatistics(world) })();
}

/** As an instance would that has told nothing yet. */
async function tell(progress: FeedProgressStore = world.feedProgress): Promise<boolean> {
  const statistics = { ...memoryStatistics(world), progress };
  const gatherFigures = createFigures({ ...world, statistics, audits: world.progress });
  return createTellFigures({ ...world, ...statistics, gatherFigures })();
}

async function fail(running: RunningRun, finishedAt: number): Promise<void> {
  const { version } = present(await world.runs.get(running.runId));
  const run = toFailed(running, FAILURE, finishedAt);
  await world.jobs.commit({ jobId: run.jobId, runs: [{ value: run, ifVersion: version }] });
  await follow();
}

function told(name: string): readonly unknown[] {
  return world.log.metrics.filter((metric) => metric.name === name).map(({ value }) => value);
}

describe('telling all figures', () => {
  test('waits for a minute to be over', async () => {
    world.clock.moveTo('2026-03-01T06:00:59Z');

    expect(await tell()).toBe(false);
    expect(world.log.metrics).toEqual([]);
  });

  test('tells of counters what has come since', async () => {
    await fail(await storeRunningRun(world, exampleJob({ jobId: 'one' })), DUE + 1_000);
    world.clock.moveTo('2026-03-01T06:01:00Z');
    await tell();
    await fail(await storeRunningRun(world, exampleJob({ jobId: 'two' })), DUE + 61_000);
    await fail(await storeRunningRun(world, exampleJob({ jobId: 'three' })), DUE + 62_000);
    world.clock.moveTo('2026-03-01T06:02:00Z');
    await tell();

    expect(told('evenkeel.runs.finished')).toEqual([1, 2]);
    expect(world.log.metrics).toContainEqual({
      ...{ name: 'evenkeel.runs.finished', value: 1 },
      ...{ valueStream: 'retention', kind: 'stability', state: 'failed' },
    });
  });

  test('tells of histograms as many observations, which come to the same sum', async () => {
    for (const [jobId, seconds] of [
      ['one', 2],
      ['two', 4],
      ['three', 70],
    ] as const) {
      await fail(await storeRunningRun(world, exampleJob({ jobId })), DUE + seconds * 1000);
    }
    world.clock.moveTo('2026-03-01T06:01:10Z');
    await tell();

    expect(told('evenkeel.runs.duration')).toEqual([3, 3, 70]);
  });

  test('tells of gauges what they are, and of what is of a scrape nothing', async () => {
    await world.jobs.create(exampleJob());
    world.clock.moveTo('2026-03-01T06:01:00Z');
    await tell();

    expect(told('evenkeel.jobs')).toEqual([1]);
    expect(told('evenkeel.scrape.errors')).toEqual([]);
  });

  test('is done by one of two', async () => {
    await fail(await storeRunningRun(world, exampleJob()), DUE + 1_000);
    world.clock.moveTo('2026-03-01T06:01:00Z');

    expect((await Promise.all([tell(), tell()])).toSorted()).toEqual([false, true]);
    expect(told('evenkeel.runs.finished')).toEqual([1]);
  });

  test('tells nothing that it could not mark as told', async () => {
    await fail(await storeRunningRun(world, exampleJob()), DUE + 1_000);
    world.clock.moveTo('2026-03-01T06:01:00Z');
    const away: FeedProgressStore = {
      get: (follower) => world.feedProgress.get(follower),
      save: async () => Promise.reject(new Error('away')),
    };

    await expect(tell(away)).rejects.toThrow('away');
    expect(world.log.metrics).toEqual([]);
    await tell();
    expect(told('evenkeel.runs.finished')).toEqual([1]);
  });

  test('notes until when all has been read, also when nothing has happened', async () => {
    world.clock.moveTo('2026-03-01T06:01:00Z');
    const statistics = memoryStatistics(world);
    const gatherFigures = createFigures({ ...world, statistics, audits: world.progress });
    const { caughtUpAt } = await createFollowRuns({ ...world, ...statistics })();
    await createTellFigures({ ...world, ...statistics, gatherFigures })(caughtUpAt);

    expect(told('evenkeel.statistics.read_time')).toEqual([Date.parse('2026-03-01T06:01:00Z') / 1000]);
  });

  test('tells once of each run that has become overdue', async () => {
    const { runId } = await storePendingRun(world, exampleJob());
    for (const minute of ['01', '02', '03', '04']) {
      world.clock.moveTo(`2026-03-01T06:${minute}:00Z`);
      await tell();
    }

    expect(world.log.events).toMatchObject([
      { name: 'JobRunOverdue', fields: { runId, valueStream: 'retention', kind: 'stability', attempt: 1 } },
    ]);
    expect(told('evenkeel.runs.overdue')).toEqual([0, 1, 1, 1]);
  });
});
