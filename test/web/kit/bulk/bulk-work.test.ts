import { describe, expect, test } from 'vitest';
import { CallFailed } from '../../../../web/api/problem.ts';
import { BulkWork } from '../../../../web/kit/bulk/bulk-work.ts';

const ITEMS = Array.from({ length: 20 }, (_, index) => `job-${index}`);

function bulk(work: (item: string, key: string) => Promise<unknown>, waits: number[] = []): BulkWork<string> {
  let keys = 0;
  return new BulkWork(ITEMS, {
    work,
    nameOf: (item) => item,
    atOnce: 3,
    wait: async (ms) => {
      waits.push(ms);
    },
    newKey: () => `key-${(keys += 1)}`,
  });
}

describe('BulkWork', () => {
  test('does it once for each, no more than so many at once', async () => {
    const seen: string[] = [];
    let going = 0;
    let most = 0;
    const work = bulk(async (item) => {
      going += 1;
      most = Math.max(most, going);
      seen.push(item);
      await Promise.resolve();
      going -= 1;
    });

    await work.run();

    expect(seen.toSorted()).toEqual(ITEMS.toSorted());
    expect([most, work.doneCount(), work.state()]).toEqual([3, 20, 'ended']);
  });

  test('goes on after one that failed, and says why it did', async () => {
    const work = bulk(async (item) => {
      if (item === 'job-3') throw new CallFailed(409, undefined, 'It is completed.');
    });

    await work.run();

    expect(work.failures()).toEqual([{ item: 'job-3', name: 'job-3', message: 'It is completed.' }]);
    expect([work.doneCount(), work.state()]).toEqual([19, 'ended']);
  });

  test('tries what a busy server refuses until it is taken, with the same key', async () => {
    const keys: string[] = [];
    const waits: number[] = [];
    const work = bulk(async (item, key) => {
      if (item !== 'job-0') return;
      keys.push(key);
      if (keys.length < 8) throw new CallFailed(429, undefined, 'Too many.');
    }, waits);

    await work.run();

    expect([work.doneCount(), new Set(keys).size, waits.length]).toEqual([20, 1, 7]);
  });

  test('gives up a server that does not answer after a few tries', async () => {
    let tries = 0;
    const work = bulk(async (item) => {
      if (item !== 'job-0') return;
      tries += 1;
      throw new CallFailed(0, undefined, 'No answer.');
    });

    await work.run();

    expect([tries, work.failures().length]).toEqual([4, 1]);
  });

  test('lets those under way end when it is stopped, and begins no other', async () => {
    const work = bulk(async (item) => {
      if (item === 'job-4') work.stop();
      await Promise.resolve();
    });

    await work.run();

    expect(work.state()).toBe('stopped');
    expect(work.doneCount()).toBeLessThan(9);
  });

  test('has nothing to do for nobody', async () => {
    const work = new BulkWork<string>([], { work: async () => undefined, nameOf: (item) => item });

    await work.run();

    expect(work.state()).toBe('ended');
  });
});
