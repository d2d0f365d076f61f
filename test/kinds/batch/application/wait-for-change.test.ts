import { expect, test } from 'vitest';
import { createWaitForChange } from '../../../../shared/kinds/batch/application/wait-for-change.ts';
import type { Watched } from '../../../../shared/kinds/batch/application/ports/cluster.ts';

test('a process holds two watches at a time, and others are not kept waiting', async () => {
  const held: ((watched: Watched) => void)[] = [];
  const cluster = {
    watchJobs: async (): Promise<Watched> =>
      new Promise((resolve) => {
        held.push(resolve);
      }),
  };
  const wait = createWaitForChange(cluster, 20);
  const [first, second] = [wait({}, '1'), wait({}, '1')];

  expect(await wait({}, '1')).toEqual({ outcome: 'unwatchable' });

  held[0]?.({ outcome: 'changed' });
  expect(await first).toEqual({ outcome: 'changed' });
  const third = wait({}, '1');
  expect(held).toHaveLength(3);
  for (const end of held) end({ outcome: 'quiet', version: '2' });
  expect(await second).toEqual(await third);
});

test('a watch that goes wrong gives its place back', async () => {
  let calls = 0;
  const cluster = {
    watchJobs: async (): Promise<Watched> => {
      calls += 1;
      throw new Error('No.');
    },
  };
  const wait = createWaitForChange(cluster, 20);

  for (let call = 0; call < 4; call += 1) await expect(wait({}, '1')).rejects.toThrow('No.');
  expect(calls).toBe(4);
});
