import { beforeEach, describe, expect, test } from 'vitest';
import type { Change, ChangeFeed } from '../../shared/application/ports/change-feed.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { emptyLane } from '../../shared/domain/run/lane.ts';
import { exampleJob } from '../support/example-job.ts';
import { examplePendingRun } from '../support/example-run.ts';
import { present } from '../support/present.ts';

export interface FeedUnderTest {
  readonly feed: ChangeFeed;
  readonly jobs: JobStore;
}

/** What every ChangeFeed has to do; `make` gives one of an empty store, with pages of two. */
export function describeChangeFeed(make: () => Promise<FeedUnderTest>): void {
  let feed: ChangeFeed;
  let jobs: JobStore;

  beforeEach(async () => {
    ({ feed, jobs } = await make());
  });

  const job = (name: string) => exampleJob({ jobId: name });

  async function createJobs(...names: string[]): Promise<void> {
    for (const name of names) await jobs.create(job(name));
  }

  async function saveAs(name: string, state: 'paused' | 'deleted'): Promise<void> {
    const { value, version } = present(await jobs.get(job(name).jobId));
    await jobs.save({ ...value, state }, { ifVersion: version });
  }

  /** Everything after a position, and where that ended. */
  async function follow(
    after: string,
  ): Promise<{ readonly told: readonly string[]; readonly position: string }> {
    const told: string[] = [];
    let position = after;
    for (;;) {
      const read = await feed.read(position);
      if (read.outcome === 'unknown-position') throw new Error('unknown position');
      if (read.outcome === 'nothing') return { told, position };
      told.push(...read.changes.map(tell));
      position = read.position;
    }
  }

  describe('a change feed', () => {
    test('tells what is written after a position, in order, over several pages', async () => {
      await createJobs('before');
      const start = await feed.now();
      await createJobs('c', 'a', 'd', 'b', 'e');

      expect((await follow(start)).told).toEqual([
        'job c active',
        'job a active',
        'job d active',
        'job b active',
        'job e active',
      ]);
    });

    test('has nothing to tell while nothing is written', async () => {
      await createJobs('before');

      expect(await feed.read(await feed.now())).toEqual({ outcome: 'nothing' });
    });

    test('tells of what is written again at its last write, as it is now', async () => {
      const start = await feed.now();
      await createJobs('a', 'b');
      await saveAs('a', 'paused');

      expect((await follow(start)).told).toEqual(['job b active', 'job a paused']);
    });

    test('goes on where it was left, also when it is asked there again', async () => {
      const start = await feed.now();
      await createJobs('a', 'b', 'c');
      const { position } = await follow(start);
      await createJobs('d');

      expect((await follow(position)).told).toEqual(['job d active']);
      expect((await follow(position)).told).toEqual(['job d active']);
    });

    test('tells of jobs that were deleted', async () => {
      await createJobs('a');
      const start = await feed.now();
      await saveAs('a', 'deleted');

      expect((await follow(start)).told).toEqual(['job a deleted']);
    });

    test('tells of a run with its job, and not of the lane written with them', async () => {
      await createJobs('churn');
      const start = await feed.now();
      const { value, version } = present(await jobs.get(job('churn').jobId));
      const run = examplePendingRun({}, value);
      await jobs.commit({
        jobId: value.jobId,
        job: { value, ifVersion: version },
        lane: { value: emptyLane(value.jobId), ifVersion: undefined },
        runs: [{ value: run, ifVersion: undefined }],
      });

      expect((await follow(start)).told.toSorted()).toEqual(['job churn active', `run ${run.runId} pending`]);
    });

    test('tells of slots that were skipped', async () => {
      await createJobs('churn');
      const start = await feed.now();
      const jobId = job('churn').jobId;
      const slots = { fromDueAt: 0, untilDueAt: 60_000, count: 2, generation: 1 } as const;
      await jobs.commit({ jobId, skipped: [{ ...slots, reason: 'catch-up-window' }] });

      expect((await follow(start)).told).toEqual(['skipped churn catch-up-window']);
    });

    test('loses nothing and doubles nothing between many who read at once', async () => {
      const start = await feed.now();
      await createJobs('a', 'b', 'c', 'd', 'e');

      const all = await Promise.all(Array.from({ length: 8 }, () => follow(start)));

      for (const { told } of all) expect(told).toHaveLength(5);
    });

    test('refuses a position that it cannot have given', async () => {
      await expect(feed.read('%')).rejects.toThrow(InvalidInput);
    });

    test('does not know the position of a store that has written more', async () => {
      const other = await make();
      for (const name of ['a', 'b', 'c']) await other.jobs.create(job(name));

      expect(await feed.read(await other.feed.now())).toEqual({ outcome: 'unknown-position' });
    });
  });
}

function tell(change: Change): string {
  switch (change.kind) {
    case 'job':
      return `job ${change.job.jobId} ${change.job.state}`;
    case 'run':
      return `run ${change.run.runId} ${change.run.state}`;
    case 'skipped-slots':
      return `skipped ${change.jobId} ${change.skipped.reason}`;
  }
}
