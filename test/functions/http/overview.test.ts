import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { overviewOperations } from '../../../functions/http/overview.ts';
import { createReadLoad } from '../../../shared/application/overview/read-load.ts';
import { createReadOverview } from '../../../shared/application/overview/read-overview.ts';
import { overviewSchema } from '../../../shared/contracts/http/overview-view.ts';
import { createExampleWorld } from '../../support/example-world.ts';
import { at, exampleJob } from '../../support/example-job.ts';
import { exampleStanding } from '../../support/example-standing.ts';
import { callingAs } from '../../support/calling-as.ts';
import { memoryStatistics } from '../../support/memory/memory-statistics.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld } from '../../support/memory/memory-world.ts';

describe('GET /api/overview', () => {
  test('says of the example world what needs somebody', async () => {
    const { app, world } = await createExampleWorld();
    await world.standings.keep(exampleStanding({ dueAt: at('2026-03-04T06:00:00Z') }));

    const { status, json } = await app.call('readOverview');

    expect(status).toBe(200);
    const { attention, runs, dispatch, valueStreams } = overviewSchema.parse(json);
    expect(valueStreams).toEqual(['retention']);
    expect(attention.drifting.items).toMatchObject([{ modelId: 'churn', highestBand: 'significant-shift' }]);
    expect(attention.failing.items).toMatchObject([
      { jobId: 'churn-daily', failure: { reason: 'current-not-found' }, consecutiveFailures: 1 },
    ]);
    expect(attention.paused.items).toMatchObject([
      { jobId: 'churn-paused', reason: 'The example shows it.' },
    ]);
    expect(attention.alerts.count).toBe(1);
    expect(runs).toHaveLength(25);
    expect(dispatch.state).not.toBe('ok');
  });

  test('is of the value streams in which the caller is a reader', async () => {
    const { world } = await createExampleWorld();
    const operations = overviewOperations({
      readOverview: createReadOverview({
        ...{ ...world, statistics: memoryStatistics(world), audits: world.progress },
      }),
      readLoad: createReadLoad(world),
    });

    const { json } = await callingAs(operations, { growth: 'reader' }).call('readOverview');
    const { attention, valueStreams } = overviewSchema.parse(json);
    expect(valueStreams).toEqual(['growth']);
    expect(Object.values(attention).map(({ count }) => count)).toEqual(Array(7).fill(0));

    const asked = callingAs(operations, { growth: 'reader' });
    const theirs = await asked.call('readOverview', { query: 'valueStream=retention' });
    expect(overviewSchema.parse(theirs.json).attention.failing.count).toBe(0);
    const load = await asked.call('readLoad', { query: 'minutes=1440' });
    expect(load.json).toMatchObject({ total: 0 });
  });
});

describe('GET /api/load', () => {
  const view = z.object({ total: z.number(), minutes: z.array(z.object({ at: z.string() })) });

  test('gives an hour, unless another range is asked for', async () => {
    const world = createMemoryWorld('2026-03-01T05:30:00Z');
    const app = registerIn(world);
    await world.jobs.create(exampleJob({ nextDueAt: at('2026-03-01T06:00:00Z') }));

    const hour = view.parse((await app.call('readLoad')).json);
    const short = view.parse((await app.call('readLoad', { query: 'minutes=5' })).json);

    expect([hour.minutes.length, hour.total]).toEqual([60, 1]);
    expect([short.minutes.length, short.total]).toEqual([5, 0]);
    expect(hour.minutes[0]?.at).toBe('2026-03-01T05:30:00.000Z');
  });

  test.each(['minutes=4', 'minutes=1441', 'minutes=x', 'hours=1'])('?%s is refused', async (query) => {
    const app = registerIn(createMemoryWorld('2026-03-01T05:30:00Z'));

    expect((await app.call('readLoad', { query })).status).toBe(400);
  });
});
