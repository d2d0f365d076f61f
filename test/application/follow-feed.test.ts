import { beforeEach, describe, expect, test } from 'vitest';
import { followFeed, type Follower } from '../../shared/application/follow-feed.ts';
import type { FeedProgressStore } from '../../shared/application/ports/feed-progress-store.ts';
import { exampleJob } from '../support/example-job.ts';
import { MemoryChangeFeed } from '../support/memory/memory-change-feed.ts';
import { MemoryFeedProgressStore } from '../support/memory/memory-feed-progress.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';

let world: MemoryWorld;
let progress: MemoryFeedProgressStore;
let told: string[];

/** Counts the jobs that it is told of. */
const counting: Follower<number> = {
  name: 'counting',
  readState: (kept) => (typeof kept === 'number' ? kept : 0),
  take: async (count, changes) => {
    told.push(...changes.flatMap((change) => (change.kind === 'job' ? [change.job.jobId] : [])));
    return count + changes.length;
  },
};

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
  progress = new MemoryFeedProgressStore();
  told = [];
  await create('before');
  await followFeed({ ...world, progress }, counting);
});

async function create(...names: string[]): Promise<void> {
  for (const jobId of names) await world.jobs.create(exampleJob({ jobId }));
}

async function counted(): Promise<unknown> {
  return (await progress.get('counting'))?.value.state;
}

describe('followFeed', () => {
  test('tells a new follower nothing of what was before', () => {
    expect(told).toEqual([]);
  });

  test('tells everything since, over many pages, and keeps what is made of it', async () => {
    await create('a', 'b', 'c');

    const feed = new MemoryChangeFeed(world.memory, 2);
    expect(await followFeed({ ...world, feed, progress }, counting)).toBe(3);

    expect(told).toEqual(['a', 'b', 'c']);
    expect(await counted()).toBe(3);
  });

  test('tells again, but counts once, what was told before the process died', async () => {
    await create('a', 'b');
    const dying: FeedProgressStore = {
      get: (follower) => progress.get(follower),
      save: async () => Promise.reject(new Error('killed')),
    };

    await expect(followFeed({ ...world, progress: dying }, counting)).rejects.toThrow('killed');
    await followFeed({ ...world, progress }, counting);

    expect(told).toEqual(['a', 'b', 'a', 'b']);
    expect(await counted()).toBe(2);
  });

  test('counts once what two follow at the same time', async () => {
    await create('a', 'b');

    await Promise.all([1, 2].map(() => followFeed({ ...world, progress }, counting)));

    expect(await counted()).toBe(2);
  });

  test('goes on at the end of a feed that does not know its position, and says so', async () => {
    const { version } = (await progress.get('counting')) ?? { version: '' };
    await progress.save({ follower: 'counting', position: '999', state: 5 }, { ifVersion: version });

    await followFeed({ ...world, progress }, counting);
    await create('a');
    await followFeed({ ...world, progress }, counting);

    expect(told).toEqual(['a']);
    expect(await counted()).toBe(6);
    expect(world.log.errors).toHaveLength(1);
  });
});
