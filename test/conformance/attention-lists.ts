import { beforeEach, describe, expect, test } from 'vitest';
import type { AttentionLists } from '../../shared/application/ports/attention-lists.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import { paused } from '../../shared/domain/job/pause.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import { emptyLane } from '../../shared/domain/run/lane.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { toDead } from '../../shared/domain/run/run-transitions.ts';
import { at, exampleJob } from '../support/example-job.ts';
import { examplePendingRun } from '../support/example-run.ts';

const NOW = at('2026-03-01T06:00:00Z');
const CAUSE = { reason: 'MaxDeliveryCountExceeded', description: 'Ten times.', deliveryCount: 10 };

/** What all AttentionLists have to do; `make` gives stores of the same empty container. */
export function describeAttentionLists(
  make: () => Promise<{ readonly jobs: JobStore; readonly attention: AttentionLists }>,
): void {
  let jobs: JobStore;
  let attention: AttentionLists;

  beforeEach(async () => {
    ({ jobs, attention } = await make());
  });

  async function storeJob(job: Job, consecutiveFailures: number): Promise<void> {
    await jobs.create(job);
    const lane = { ...emptyLane(job.jobId), consecutiveFailures };
    await jobs.commit({ jobId: job.jobId, lane: { value: lane, ifVersion: undefined } });
  }

  describe('failing jobs', () => {
    test('are the active ones, and those completed since, that have failed since they last succeeded', async () => {
      await storeJob(exampleJob({ jobId: 'a' }), 2);
      await storeJob(exampleJob({ jobId: 'b' }), 0);
      await storeJob(exampleJob({ jobId: 'c', state: 'deleted' }), 5);
      await storeJob(exampleJob({ jobId: 'd', state: 'paused' }), 5);
      await storeJob(exampleJob({ jobId: 'e', valueStream: 'growth' }), 1);
      await jobs.create(exampleJob({ jobId: 'f' }));
      const completed = { state: 'completed', updatedAt: NOW } as const;
      await storeJob(exampleJob({ jobId: 'g', ...completed }), 1);
      await storeJob(exampleJob({ jobId: 'h', ...completed, updatedAt: NOW - 1 }), 1);

      const { jobs: failing, areAll } = await attention.failingJobs({ limit: 10, since: NOW });
      expect(areAll).toBe(true);
      expect(new Set(failing)).toEqual(
        new Set([
          { jobId: 'a', valueStream: 'retention', consecutiveFailures: 2 },
          { jobId: 'e', valueStream: 'growth', consecutiveFailures: 1 },
          { jobId: 'g', valueStream: 'retention', consecutiveFailures: 1 },
        ]),
      );
    });

    test('are no more than were looked for, and it is said that there are more', async () => {
      for (const jobId of ['a', 'b', 'c']) await storeJob(exampleJob({ jobId }), 1);

      expect(await attention.failingJobs({ limit: 2, since: NOW })).toMatchObject({ areAll: false });
      expect((await attention.failingJobs({ limit: 2, since: NOW })).jobs).toHaveLength(2);
      expect(await attention.failingJobs({ limit: 3, since: NOW })).toMatchObject({ areAll: true });
    });
  });

  test('paused and quarantined jobs come with why, narrowed to value streams', async () => {
    const wait = { author: 'ada', reason: 'The source is down.', runMissed: 'none' } as const;
    const stopped = paused(exampleJob({ jobId: 'a' }), { ...wait, pausedAt: NOW });
    const quarantine = { at: NOW, error: 'It cannot be planned.' };
    await jobs.create(stopped);
    await jobs.create(exampleJob({ jobId: 'b', state: 'quarantined', quarantine, valueStream: 'growth' }));
    await jobs.create(exampleJob({ jobId: 'c' }));

    expect(await attention.pausedJobs({ limit: 5 })).toEqual([
      { jobId: 'a', valueStream: 'retention', pause: stopped.pause },
    ]);
    expect(await attention.quarantinedJobs({ limit: 5, valueStreams: ['growth'] })).toEqual([
      { jobId: 'b', valueStream: 'growth', quarantine },
    ]);
    expect(await attention.pausedJobs({ limit: 5, valueStreams: ['growth'] })).toEqual([]);
    expect(await attention.quarantinedJobs({ limit: 5, valueStreams: [] })).toEqual([]);
  });

  test('dead runs come with their cause, those that were given up since', async () => {
    const run = examplePendingRun();
    const deadAt = (finishedAt: number, valueStream = 'retention') =>
      toDead({ ...run, runId: runIdOf(run.jobId, finishedAt), valueStream }, CAUSE, finishedAt);
    const runs = [deadAt(NOW - 1), deadAt(NOW), deadAt(NOW + 1, 'growth')];
    for (const value of [...runs, run]) {
      await jobs.commit({ jobId: run.jobId, runs: [{ value, ifVersion: undefined }] });
    }

    expect(await attention.deadRuns({ limit: 5, since: NOW, valueStreams: ['retention'] })).toEqual([
      {
        ...{ runId: runIdOf(run.jobId, NOW), jobId: run.jobId, valueStream: 'retention' },
        ...{ finishedAt: NOW, cause: CAUSE },
      },
    ]);
    expect(await attention.deadRuns({ limit: 5, since: NOW })).toHaveLength(2);
    expect(await attention.deadRuns({ limit: 1, since: 0 })).toHaveLength(1);
  });
}
