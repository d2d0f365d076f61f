import { describe, expect, test } from 'vitest';
import type { RunAttempt } from '../../../../shared/domain/run/run-id.ts';
import {
  createCollectionWorld,
  driveIn,
  storeCollection,
  type CollectionWorld,
} from '../../../support/collection-world.ts';
import { HostDied } from '../../../support/drive-orchestration.ts';
import { exampleCollection } from '../../../support/example-collection.ts';
import { interruptAt, type Interruption } from '../../../support/interrupted-world.ts';
import { CSV_REPORT } from '../../../support/memory/memory-report-server.ts';
import { stateOf } from '../../../support/memory/memory-world.ts';
import { present } from '../../../support/present.ts';

const PATH = 'reports/sales/2026/02/28/sales-report.20260301T060000Z.csv';
/** More than a collection makes: each test goes on until one is not interrupted. */
const MOST_CALLS = 200;

/** A collection whose n-th call is interrupted, for every n that there is. */
async function forEveryCall(
  how: Interruption,
  check: (world: CollectionWorld, attempt: RunAttempt, what: string) => Promise<void>,
): Promise<string[]> {
  const interruptedCalls: string[] = [];
  for (let index = 1; index <= MOST_CALLS; index += 1) {
    const world = createCollectionWorld();
    world.server.makingMs = 25_000;
    const attempt = await storeCollection(world, exampleCollection());
    const host = interruptAt(world, index, how);
    await driveIn(host.world, attempt, { timeoutSeconds: 3600 }).catch((error: unknown) => {
      if (!(error instanceof HostDied)) throw error;
    });
    const what = host.interrupted();
    if (what === undefined) return interruptedCalls;
    interruptedCalls.push(what);
    await check(world, attempt, `${what}, call ${index}`);
  }
  throw new Error('A collection has more calls than that.');
}

/** The blob is whole, or not there. */
async function assertNothingHalf(world: CollectionWorld, what: string): Promise<void> {
  expect([undefined, CSV_REPORT], what).toContain(await world.blobs.readText(PATH));
  expect(world.server.worstOverlap, what).toBeLessThanOrEqual(1);
}

describe('a collection with one call interrupted', () => {
  test.each(['unavailable', 'answer-lost'] as const)('ends well all the same: %s', async (how) => {
    const calls = await forEveryCall(how, async (world, { runId }, what) => {
      await assertNothingHalf(world, what);
      expect(await stateOf(world, runId), what).toBe('succeeded');
      expect(await world.blobs.readText(PATH), what).toBe(CSV_REPORT);
      // A request whose answer is lost is given up after a while; all others are sent once.
      if (what.startsWith('http.send')) return;
      expect(world.server.openResponses, what).toBe(0);
      expect(world.server.requests, what).toHaveLength(1);
    });

    expect(new Set(calls)).toEqual(
      new Set([
        ...[
          'runs.get',
          'jobs.get',
          'leases.acquire',
          'leases.renew',
          'leases.readNotes',
          'leases.writeNotes',
        ],
        ...['http.send', 'reports.begin', 'writer.write', 'writer.commit', 'jobs.commit', 'leases.release'],
      ]),
    );
  });
});

describe('a collection whose host has died at any call', () => {
  test.each(['died-before', 'died-after'] as const)('is taken up by another host: %s', async (how) => {
    await forEveryCall(how, async (world, attempt, what) => {
      await assertNothingHalf(world, what);

      await driveIn(world, attempt, { timeoutSeconds: 3600 });

      await assertNothingHalf(world, what);
      expect(await stateOf(world, attempt.runId), what).toBe('succeeded');
      expect(await world.blobs.readText(PATH), what).toBe(CSV_REPORT);
    });
  });

  test.each(['died-before', 'died-after'] as const)(
    'is followed by one of another job, which waits for what is in flight: %s',
    async (how) => {
      await forEveryCall(how, async (world, { runId }, what) => {
        const isDone = (await world.runs.get(runId))?.value.state === 'succeeded';
        const other = exampleCollection({
          jobId: 'other-report',
          policies: { ...exampleCollection().policies, overlap: 'buffer-one', timeoutSeconds: 3600 },
          task: { offset: 7 },
        });
        const next = await storeCollection(world, other);

        const { calls } = await driveIn(world, next, { timeoutSeconds: 3600 });

        await assertNothingHalf(world, what);
        expect(await stateOf(world, next.runId), what).toBe('succeeded');
        expect(present(calls.at(-1)).activity, what).toBe('releaseLease');
        expect((await world.runs.get(runId))?.value.state === 'succeeded', what).toBe(isDone);
      });
    },
  );
});
