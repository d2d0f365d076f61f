import { expect, test } from 'vitest';
import { inFairOrder } from '../../shared/application/fair-order.ts';
import { at, exampleJob } from '../support/example-job.ts';
import { createMemoryWorld } from '../support/memory/memory-world.ts';

const NOW = '2026-03-02T06:00:00Z';

test('takes a job of each value stream in turn, the longest due of each first', async () => {
  const { jobs } = createMemoryWorld(NOW);
  for (const [jobId, valueStream, due] of [
    ['fraud-2', 'fraud', '2026-03-01T07:00:00Z'],
    ['fraud-1', 'fraud', '2026-03-01T06:00:00Z'],
    ['credit-2', 'credit', '2026-03-01T09:00:00Z'],
    ['fraud-3', 'fraud', '2026-03-01T08:00:00Z'],
  ] as const) {
    await jobs.create(exampleJob({ jobId, valueStream, nextDueAt: at(due) }));
  }
  const pause = { pausedAt: 0, author: 'a', reason: 'r', runMissed: 'none' } as const;
  const ends = { ...pause, resumeAt: at('2026-03-01T08:00:00Z') };
  await jobs.create(exampleJob({ jobId: 'credit-1', valueStream: 'credit', state: 'paused', pause: ends }));

  const order = await Array.fromAsync(inFairOrder(jobs, at(NOW)));

  expect(order.map(({ value }) => value.jobId)).toEqual([
    'fraud-1',
    'credit-1',
    'fraud-2',
    'credit-2',
    'fraud-3',
  ]);
});
