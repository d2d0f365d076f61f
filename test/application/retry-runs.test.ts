import { beforeEach, describe, expect, test } from 'vitest';
import { createRetryRun } from '../../shared/application/retry-run.ts';
import { createRetryRuns } from '../../shared/application/retry-runs.ts';
import { toDead } from '../../shared/domain/run/run-transitions.ts';
import { exampleJob } from '../support/example-job.ts';
import { RefusingRunQueue } from '../support/faulty-stores.ts';
import {
  createMemoryWorld,
  stateOf,
  storePendingRun,
  type MemoryWorld,
} from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T12:00:00Z');
});

const REQUEST = {
  filter: { states: ['dead'] },
  requested: { author: 'ada', reason: 'mended' },
  isDryRun: false,
  limit: 100,
} as const;

async function storeDeadRuns(count: number, description = 'no such host'): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const run = await storePendingRun(world, exampleJob({ jobId: `job-${description.length}-${index}` }));
    const { version } = present(await world.runs.get(run.runId));
    const cause = { reason: 'MaxDeliveryCountExceeded', description, deliveryCount: 10 };
    const dead = toDead(run, cause, world.clock.now());
    await world.jobs.commit({ jobId: run.jobId, runs: [{ value: dead, ifVersion: version }] });
  }
}

function retryRuns(from = world) {
  return createRetryRuns({ ...from, retryRun: createRetryRun(from) });
}

describe('createRetryRuns', () => {
  test('retries every run of the filter', async () => {
    await storeDeadRuns(3);

    const { matched, retried, notRetried, nextCursor } = await retryRuns()(REQUEST);

    expect([matched.length, retried.length, notRetried, nextCursor]).toEqual([3, 3, [], undefined]);
    expect(world.queue.sent.map(({ attempt }) => attempt)).toEqual([2, 2, 2]);
  });

  test('finds nothing any more when it is repeated', async () => {
    await storeDeadRuns(3);
    await retryRuns()(REQUEST);

    expect((await retryRuns()(REQUEST)).matched).toEqual([]);
  });

  test('retries each run once, of two requests at the same time', async () => {
    await storeDeadRuns(5);

    const summaries = await Promise.all([retryRuns()(REQUEST), retryRuns()(REQUEST)]);

    expect(summaries.flatMap(({ retried }) => retried)).toHaveLength(5);
    expect(summaries.flatMap(({ notRetried }) => notRetried)).toHaveLength(5);
    expect(world.queue.sent).toHaveLength(5);
  });

  test('changes nothing in a dry run', async () => {
    await storeDeadRuns(2);

    const { matched, retried } = await retryRuns()({ ...REQUEST, isDryRun: true });

    expect([matched.length, retried.length]).toEqual([2, 0]);
    expect(await stateOf(world, present(matched[0]))).toBe('dead');
  });

  test('takes the causes that a text is part of, whatever its case', async () => {
    await storeDeadRuns(1);
    await storeDeadRuns(2, 'throttled');

    const { matched } = await retryRuns()({
      ...REQUEST,
      filter: { ...REQUEST.filter, causeContains: 'NO SUCH' },
    });

    expect(matched).toHaveLength(1);
  });

  test('works off a long list a limit at a time', async () => {
    await storeDeadRuns(5);

    const first = await retryRuns()({ ...REQUEST, limit: 3 });
    const second = await retryRuns()({ ...REQUEST, limit: 3, cursor: first.nextCursor });

    expect([first.retried.length, second.retried.length, second.nextCursor]).toEqual([3, 2, undefined]);
  });

  test('says which runs belong to deleted jobs, and goes on with the others', async () => {
    await storeDeadRuns(3);
    const [job] = world.memory.jobs.all();
    const { value, version } = present(job);
    await world.jobs.save({ ...value, state: 'deleted' }, { ifVersion: version });

    const { retried, notRetried } = await retryRuns()(REQUEST);

    expect(retried).toHaveLength(2);
    expect(notRetried).toMatchObject([{ reason: 'job-deleted' }]);
  });

  test('can be repeated when the queue was away: the runs are pending, for the recovery to send', async () => {
    await storeDeadRuns(1);
    const away = { ...world, queue: new RefusingRunQueue() };

    await expect(createRetryRuns({ ...away, retryRun: createRetryRun(away) })(REQUEST)).rejects.toThrow();

    expect((await retryRuns()(REQUEST)).matched).toEqual([]);
    expect(world.memory.runs.all()[0]?.value.state).toBe('pending');
  });
});
