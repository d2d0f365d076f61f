import { beforeEach, describe, expect, test } from 'vitest';
import {
  createCollectionWorld,
  driveIn,
  storeCollection,
  type CollectionWorld,
} from '../../../support/collection-world.ts';
import { CSV_REPORT } from '../../../support/memory/memory-report-server.ts';
import { present } from '../../../support/present.ts';

let world: CollectionWorld;

beforeEach(() => {
  world = createCollectionWorld();
});

describe('a collection', () => {
  test('asks once, waits until the report is ready, keeps it and frees the resource', async () => {
    world.server.makingMs = 45_000;
    const attempt = await storeCollection(world);

    const { output, openTimers } = await driveIn(world, attempt);

    expect(output).toBe('succeeded');
    const run = present(await world.runs.get(attempt.runId)).value;
    expect(run).toMatchObject({ state: 'succeeded', result: { rowCount: 2, ticketId: 't1' } });
    expect(await world.blobs.readText('reports/sales/2026/02/28/sales-report.20260301T060000Z.csv')).toBe(
      CSV_REPORT,
    );
    expect(world.server.requests).toHaveLength(1);
    expect(await world.leases.get('sales')).toMatchObject({ state: 'free' });
    expect(openTimers).toBe(0);
    expect(world.server.openResponses).toBe(0);
  });
});
