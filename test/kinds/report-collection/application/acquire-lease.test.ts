import { beforeEach, describe, expect, test } from 'vitest';
import { LEASE_MS } from '../../../../shared/domain/lease/lease.ts';
import {
  createCollectionWorld,
  startCollection,
  stepsOf,
  storeCollection,
  termOf,
  type CollectionWorld,
} from '../../../support/collection-world.ts';
import { exampleCollection } from '../../../support/example-collection.ts';
import { exampleJob } from '../../../support/example-job.ts';
import { storeRunningRun } from '../../../support/memory/memory-world.ts';

let world: CollectionWorld;

beforeEach(() => {
  world = createCollectionWorld();
});

function pass(ms: number): void {
  world.clock.moveTo(new Date(world.clock.now() + ms).toISOString());
}

const OTHER = { jobId: 'other-report' };

describe('acquireLease', () => {
  test('gives the term and how to poll', async () => {
    const attempt = await storeCollection(world);

    expect(await stepsOf(world).acquire(attempt)).toMatchObject({
      outcome: 'acquired',
      term: { resource: 'sales', epoch: 1 },
      poll: { intervalSeconds: 10 },
    });
  });

  test('repeated, gives the same term', async () => {
    const { attempt, term } = await startCollection(world);

    expect(await termOf(world, attempt)).toEqual(term);
  });

  test('says who has it and how to get on', async () => {
    await startCollection(world);
    const other = await storeCollection(world, exampleCollection(OTHER));

    const busy = await stepsOf(world).acquire(other);

    expect(busy).toMatchObject({
      outcome: 'busy',
      failure: { reason: 'resource-busy' },
      retryAfterMs: 5_000,
    });
    expect(JSON.stringify(busy)).toContain("run 'sales-report.20260301T060000Z'");
  });

  test('lets a job that skips wait for a dead holder only', async () => {
    await startCollection(world);
    const other = await storeCollection(world, exampleCollection(OTHER));

    expect(await stepsOf(world).acquire(other)).toMatchObject({ mayWaitMs: 75_000 });
  });

  test('lets other jobs wait as long as their attempt may take', async () => {
    await startCollection(world);
    const { policies } = exampleCollection();
    const buffering = exampleCollection({ ...OTHER, policies: { ...policies, overlap: 'buffer-one' } });

    expect(await stepsOf(world).acquire(await storeCollection(world, buffering))).toMatchObject({
      mayWaitMs: 600_000,
    });
  });

  test('takes over from a holder that has not renewed it, under a later epoch', async () => {
    await startCollection(world);
    const other = await storeCollection(world, exampleCollection(OTHER));
    pass(LEASE_MS);

    expect(await termOf(world, other)).toMatchObject({ epoch: 2 });
  });

  test('is over for an attempt that is no longer the one', async () => {
    const { runId } = await storeCollection(world);

    expect(await stepsOf(world).acquire({ runId, attempt: 2 })).toEqual({ outcome: 'over' });
    expect(await world.leases.get('sales')).toBeUndefined();
  });

  test('collects nothing for a job that has become another kind', async () => {
    const { leases: _leases, reports: _reports, ...stores } = world;
    const { runId, attempt } = await storeRunningRun(stores, exampleJob());

    expect(await stepsOf(world).acquire({ runId, attempt })).toMatchObject({ outcome: 'rejected' });
  });
});

describe('renewLease', () => {
  test('keeps the lease from expiring', async () => {
    const { attempt, term } = await startCollection(world);
    pass(LEASE_MS - 1);
    expect(await stepsOf(world).renew(attempt, term)).toEqual({ outcome: 'renewed' });
    pass(LEASE_MS - 1);

    expect(await world.leases.get('sales')).toMatchObject({ state: 'held' });
  });

  test('says that it is lost when another has it', async () => {
    const { attempt, term } = await startCollection(world);
    pass(LEASE_MS);
    await termOf(world, await storeCollection(world, exampleCollection(OTHER)));

    expect(await stepsOf(world).renew(attempt, term)).toEqual({ outcome: 'lost' });
  });

  test('renews nothing for a run that has ended', async () => {
    const { attempt, term } = await startCollection(world);

    expect(await stepsOf(world).renew({ ...attempt, attempt: 2 }, term)).toEqual({ outcome: 'over' });
  });
});
