import { beforeEach, describe, expect, test } from 'vitest';
import { ChangeWatch, type WatchEvent, type WatchRequest } from '../../shared/application/change-watch.ts';
import type { ChangeFeed, ChangesRead } from '../../shared/application/ports/change-feed.ts';
import { Unavailable } from '../../shared/domain/errors.ts';
import { exampleJob } from '../support/example-job.ts';
import { examplePendingRun } from '../support/example-run.ts';
import { ManualTime } from '../support/manual-time.ts';
import { MemoryChangeFeed } from '../support/memory/memory-change-feed.ts';
import { MemoryJobs } from '../support/memory/memory-jobs.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';

const ALL: WatchRequest = { filter: {} };
const PAGE = 3;

let memory: MemoryJobs;
let feed: MemoryChangeFeed;
let time: ManualTime;
let log: RecordingLog;
let watch: ChangeWatch;

beforeEach(() => {
  memory = new MemoryJobs();
  feed = new MemoryChangeFeed(memory, PAGE);
  time = new ManualTime('2026-03-01T06:00:00Z');
  log = new RecordingLog();
  watch = watchOf(feed);
});

function watchOf(of: ChangeFeed, maxWatchers = 100): ChangeWatch {
  return new ChangeWatch({ feed: of, clock: time, pause: time.pause, log, bounds: { maxWatchers } });
}

const job = (name: string, valueStream = 'retention') => exampleJob({ jobId: name, valueStream });

function write(name: string, valueStream?: string): void {
  memory.jobs.set(job(name).jobId, job(name, valueStream));
}

/** Somebody who watches: what has come so far, until they close. */
class Watcher {
  readonly events: WatchEvent[] = [];
  readonly closed = new AbortController();
  hasEnded = false;

  static async open(request: WatchRequest = ALL, of = watch): Promise<Watcher> {
    const watcher = new Watcher();
    const opened = await of.watch(request, watcher.closed.signal);
    if (opened.outcome !== 'watching') throw new Error(opened.outcome);
    void watcher.#take(opened.events);
    return watcher;
  }

  async #take(events: AsyncIterable<WatchEvent>): Promise<void> {
    for await (const event of events) this.events.push(event);
    this.hasEnded = true;
  }

  get told(): string[] {
    return this.events.flatMap((event) =>
      event.type !== 'changes'
        ? []
        : event.changes.map((change) => (change.kind === 'job' ? change.job.jobId : change.run.runId)),
    );
  }

  get position(): string {
    return this.events.at(-1)?.position ?? '';
  }
}

describe('a watch', () => {
  test('begins now, and tells of what is written from then on', async () => {
    write('before');
    const watcher = await Watcher.open();
    await time.pass(0);
    write('a');
    write('b');
    await time.pass(1_000);

    expect(watcher.events[0]).toEqual({ type: 'begin', position: '1' });
    expect(watcher.told).toEqual(['a', 'b']);
  });

  test('goes on after a position, over more than a page', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) write(name);
    const watcher = await Watcher.open({ filter: {}, since: '1' });
    await time.pass(0);

    expect(watcher.told).toEqual(['b', 'c', 'd', 'e']);
  });

  test('says that a position is of another store before it says anything else', async () => {
    const opened = await watch.watch({ filter: {}, since: '7' }, new AbortController().signal);

    expect(opened).toEqual({ outcome: 'unknown-position' });
  });

  test.each([
    ['kinds', { kinds: ['run' as const] }, [`churn-daily.20260301T060000Z`]],
    ['the value stream', { valueStream: 'risk' }, ['b']],
    ['the value streams of the watcher', { valueStreams: ['risk', 'other'] }, ['b']],
    ['the job', { jobId: job('a').jobId }, ['a']],
  ])('is narrowed by %s, and goes on past what it leaves out', async (_by, filter, told) => {
    const watcher = await Watcher.open({ filter });
    write('a');
    write('b', 'risk');
    memory.runs.set(examplePendingRun().runId, examplePendingRun());
    await time.pass(1_000);

    expect(watcher.told).toEqual(told);
    expect(watcher.position).toBe('3');
  });

  test('says every 15 s where it is while nothing happens', async () => {
    const watcher = await Watcher.open();
    await time.pass(31_000);

    expect(watcher.events.map(({ type }) => type)).toEqual(['begin', 'idle', 'idle']);
  });

  test('ends by itself after 200 s', async () => {
    const watcher = await Watcher.open();
    await time.pass(199_999);
    const before = watcher.hasEnded;
    await time.pass(1);

    expect([before, watcher.hasEnded]).toEqual([false, true]);
  });

  test('ends when its caller closes it, and then the feed is left alone', async () => {
    const watcher = await Watcher.open();
    await time.pass(5_000);
    watcher.closed.abort();
    await time.pass(0);
    const { reads } = feed;
    await time.pass(60_000);

    expect(watcher.hasEnded).toBe(true);
    expect(feed.reads).toBe(reads);
  });

  test('ends when all are ended', async () => {
    const watchers = [await Watcher.open(), await Watcher.open()];
    await time.pass(0);
    watch.stop();
    await time.pass(0);

    expect(watchers.map(({ hasEnded }) => hasEnded)).toEqual([true, true]);
  });

  test('reads the feed once a second, however many watch', async () => {
    const watchers = await Promise.all(Array.from({ length: 50 }, () => Watcher.open()));
    await time.pass(5_000);
    const before = feed.reads;
    await time.pass(10_000);
    write('a');
    await time.pass(1_000);

    // The last one finds the change, and one more that there is no other.
    expect(feed.reads - before).toBe(12);
    expect(new Set(watchers.map(({ told }) => told.join()))).toEqual(new Set(['a']));
  });

  test('who begins far back joins those who follow, and costs no more from then on', async () => {
    for (const name of ['a', 'b', 'c', 'd']) write(name);
    const early = await Watcher.open();
    await time.pass(2_000);
    const late = await Watcher.open({ filter: {}, since: '0' });
    await time.pass(2_000);
    const before = feed.reads;
    await time.pass(10_000);
    const idle = feed.reads - before;
    write('e');
    await time.pass(1_000);

    expect(idle).toBe(10);
    expect(late.told).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(early.told).toEqual(['e']);
  });

  test('misses nothing that is written while it is told that there is nothing', async () => {
    const held = Promise.withResolvers<undefined>();
    // The same place in other words, so that it has to find out by itself that it has caught up.
    const other = '00';
    let asked = 0;
    const slow: ChangeFeed = {
      now: () => feed.now(),
      read: async (after) => {
        const read = await feed.read(after);
        asked += after === other ? 1 : 0;
        if (after === other && asked === 2) await held.promise;
        return read;
      },
    };
    watch = watchOf(slow);
    await Watcher.open();
    await time.pass(0);
    const late = await Watcher.open({ filter: {}, since: other });
    await time.pass(0);
    write('a');
    await time.pass(1_000);
    held.resolve(undefined);
    await time.pass(1_000);

    expect(asked).toBe(2);
    expect(late.told).toEqual(['a']);
  });

  test('makes nothing of what is not taken, and goes on from there when it is', async () => {
    const opened = await watch.watch(ALL, new AbortController().signal);
    if (opened.outcome !== 'watching') throw new Error(opened.outcome);
    await opened.events.next();
    await time.pass(0);
    // Far more pages than are kept for those who follow.
    for (let n = 0; n < 200; n += 1) write(`j${n}`);
    await time.pass(1_000);

    const told: string[] = [];
    while (told.length < 200) {
      const { value } = await opened.events.next();
      if (value?.type === 'changes') {
        told.push(...value.changes.flatMap((change) => (change.kind === 'job' ? [change.job.jobId] : [])));
      }
    }
    expect(told).toEqual(Array.from({ length: 200 }, (_, n) => `j${n}`));
  });

  test('goes on when the feed does not answer for a while', async () => {
    let isDown = false;
    const shaky: ChangeFeed = {
      now: () => feed.now(),
      read: async (after): Promise<ChangesRead> => {
        if (isDown) throw new Unavailable('Cosmos DB did not answer (503).');
        return feed.read(after);
      },
    };
    const watcher = await Watcher.open(ALL, watchOf(shaky));
    await time.pass(2_000);
    isDown = true;
    write('a');
    await time.pass(10_000);
    isDown = false;
    await time.pass(3_000);

    expect(watcher.told).toEqual(['a']);
    expect(log.errors.length).toBeGreaterThan(0);
  });

  test('is refused where as many watch as may, none of them for long', async () => {
    const narrow = watchOf(feed, 2);
    await Watcher.open(ALL, narrow);
    await Watcher.open(ALL, narrow);

    await expect(Watcher.open(ALL, narrow)).rejects.toThrow(Unavailable);
  });

  test('takes the place of the one that has lasted longest', async () => {
    const narrow = watchOf(feed, 2);
    const first = await Watcher.open(ALL, narrow);
    await time.pass(1_000);
    const second = await Watcher.open(ALL, narrow);
    await time.pass(30_000);
    const third = await Watcher.open(ALL, narrow);
    await time.pass(0);

    expect([first, second, third].map(({ hasEnded }) => hasEnded)).toEqual([true, false, false]);
  });
});

describe('a watcher who reconnects', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'at arbitrary moments misses nothing while others write and watch (seed %i)',
    async (seed) => {
      const random = randomOf(seed);
      const below = (most: number) => Math.floor(random() * most);
      // What it answers is what was there when it was asked, and comes later; no two positions are the same text.
      let given = 0;
      const unlike = (position: string) => `${position}.${(given += 1)}`;
      const slow: ChangeFeed = {
        now: async () => unlike(await feed.now()),
        read: async (after) => {
          const read = await feed.read(after.replace(/\..*/, ''));
          await time.pause(below(400), new AbortController().signal);
          return read.outcome === 'read' ? { ...read, position: unlike(read.position) } : read;
        },
      };
      watch = watchOf(slow);
      let written = 0;
      const writeSome = (): void => {
        for (let n = below(6); n > 0; n -= 1) write(`j${(written += 1)}`);
      };
      const steady = await Watcher.open();
      const told = new Set<string>();
      let since = await feed.now();
      for (let connection = 0; connection < 20; connection += 1) {
        const watcher = await openSlowly({ filter: {}, since });
        for (let turn = below(4); turn >= 0; turn -= 1) {
          writeSome();
          await time.pass(below(1_500));
        }
        watcher.closed.abort();
        // So many of the events have arrived; the connection broke off before the others.
        watcher.events.splice(1 + below(watcher.events.length));
        for (const name of watcher.told) told.add(name);
        since = watcher.position === '' ? since : watcher.position;
      }
      const last = await openSlowly({ filter: {}, since });
      await time.pass(10_000);
      for (const name of last.told) told.add(name);

      expect(told.size).toBe(written);
      expect(new Set(steady.told).size).toBe(written);
    },
  );

  async function openSlowly(request: WatchRequest): Promise<Watcher> {
    const opening = Watcher.open(request);
    await time.pass(500);
    return opening;
  }
});

/** A small generator of numbers in [0, 1) that follow from a seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
