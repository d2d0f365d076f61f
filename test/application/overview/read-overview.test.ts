import { beforeEach, describe, expect, test } from 'vitest';
import { createReadOverview } from '../../../shared/application/overview/read-overview.ts';
import { createFollowRuns } from '../../../shared/application/telemetry/follow-runs.ts';
import { paused } from '../../../shared/domain/job/pause.ts';
import type { Overview } from '../../../shared/domain/overview/overview.ts';
import { emptyLane } from '../../../shared/domain/run/lane.ts';
import { toDead, toFailed, toRunning } from '../../../shared/domain/run/run-transitions.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import { NO_COUNTS } from '../../../shared/domain/slot/audit-counts.ts';
import { openIncident } from '../../support/example-alerts.ts';
import { at, exampleJob, jobIdFrom } from '../../support/example-job.ts';
import { exampleStanding } from '../../support/example-standing.ts';
import { memoryStatistics } from '../../support/memory/memory-statistics.ts';
import { createMemoryWorld, storePendingRun, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';

const DUE = at('2026-03-01T06:00:00Z');
const FAILURE = { reason: 'current-not-found', message: 'There is none.' } as const;
const CAUSE = { reason: 'MaxDeliveryCountExceeded', description: 'Ten times.', deliveryCount: 10 };
const DAY = 86_400_000;

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T05:59:00Z');
});

function reader() {
  return createReadOverview({ ...world, statistics: memoryStatistics(world), audits: world.progress });
}

async function readIn(seen?: readonly string[]): Promise<Overview> {
  return reader()({ seen });
}

async function write(run: Run): Promise<void> {
  const { version } = present(await world.runs.get(run.runId));
  await world.jobs.commit({ jobId: run.jobId, runs: [{ value: run, ifVersion: version }] });
}

/** A job whose run of the slot failed, so many times in a row. */
async function storeFailing(jobId: string, failures: number, valueStream = 'retention'): Promise<Run> {
  const pending = await storePendingRun(world, exampleJob({ jobId, valueStream }));
  const failed = toFailed(toRunning(pending, DUE), FAILURE, DUE + 5_000);
  await write(failed);
  const value = { ...emptyLane(jobIdFrom(jobId)), consecutiveFailures: failures };
  await world.jobs.commit({ jobId: failed.jobId, lane: { value, ifVersion: undefined } });
  return failed;
}

const NOTHING = { count: 0, isCapped: false, items: [] };

describe('an overview', () => {
  test('of nothing has nothing, and does not say that all is well', async () => {
    const { attention, hours, countedFrom, dispatch, valueStreams } = await readIn();

    const { alerts, ...lists } = attention;
    expect(Object.values(lists)).toEqual(Array(6).fill(NOTHING));
    expect(alerts).toMatchObject({ count: 0, isCapped: false });
    expect([hours.length, countedFrom, dispatch.state]).toEqual([25, undefined, 'unknown']);
    expect(valueStreams).toEqual([]);
  });

  test('has failing jobs, most failures first, each with its last run that failed', async () => {
    await storeFailing('a', 1);
    const worst = await storeFailing('b', 4);

    const { failing } = (await readIn()).attention;
    expect(failing).toMatchObject({ count: 2, isCapped: false });
    expect(failing.items[0]).toEqual({ run: worst, consecutiveFailures: 4 });
  });

  test('shows ten of many, and counts all', async () => {
    for (let job = 0; job < 12; job += 1) await storeFailing(`job-${job}`, 1);

    const { failing } = (await readIn()).attention;
    expect([failing.count, failing.items.length]).toEqual([12, 10]);
  });

  test('has runs that are late by more than two minutes', async () => {
    const run = await storePendingRun(world, exampleJob());
    world.clock.moveTo('2026-03-01T06:01:59Z');
    expect((await readIn()).attention.late).toEqual(NOTHING);

    world.clock.moveTo('2026-03-01T06:02:00Z');
    const { attention, dispatch } = await readIn();
    expect(attention.late).toEqual({ count: 1, isCapped: false, items: [run] });
    expect(dispatch).toMatchObject({ state: 'behind', overdueRuns: 1, unfinished: { pending: 1 } });
  });

  test('has paused and quarantined jobs, the latest first', async () => {
    const wait = { author: 'ada', reason: 'wait', runMissed: 'none' } as const;
    await world.jobs.create(paused(exampleJob({ jobId: 'a' }), { ...wait, pausedAt: DUE }));
    await world.jobs.create(paused(exampleJob({ jobId: 'b' }), { ...wait, pausedAt: DUE + 1 }));
    const quarantine = { at: DUE, error: 'x' };
    await world.jobs.create(exampleJob({ jobId: 'c', state: 'quarantined', quarantine }));

    const { attention } = await readIn();
    expect(attention.paused.items.map(({ jobId }) => jobId)).toEqual(['b', 'a']);
    expect(attention.quarantined.items).toEqual([{ jobId: 'c', valueStream: 'retention', quarantine }]);
  });

  test('has the runs of the last seven days that were given up', async () => {
    const run = await storePendingRun(world, exampleJob());
    world.clock.moveTo('2026-03-09T00:00:00Z');
    await write(toDead(run, CAUSE, at('2026-03-01T23:59:59Z')));
    expect((await readIn()).attention.dead).toEqual(NOTHING);

    await write(toDead(run, CAUSE, at('2026-03-02T00:00:00Z')));
    expect((await readIn()).attention.dead).toMatchObject({ count: 1, items: [{ cause: CAUSE }] });
  });

  test('has models that drift, the highest PSI first, not those of five weeks ago', async () => {
    world.clock.moveTo('2026-03-02T00:00:00Z');
    const some = [
      { modelId: 'a', psi: 0.3 },
      { modelId: 'b', psi: 0.9 },
      { modelId: 'c', psi: 2, alarm: false, highestBand: 'stable' },
      { modelId: 'd', psi: 3, dueAt: DUE - 35 * DAY },
    ] as const;
    for (const overrides of some) await world.standings.keep(exampleStanding(overrides));

    const { drifting } = (await readIn()).attention;
    expect(drifting.count).toBe(2);
    expect(drifting.items.map(({ modelId }) => modelId)).toEqual(['b', 'a']);
  });

  test('counts incidents that are not resolved, by severity and state', async () => {
    await openIncident(world);

    const { alerts } = (await readIn()).attention;
    expect(alerts).toMatchObject({ count: 1, isCapped: false, byState: { open: 1, acknowledged: 0 } });
    expect(Object.values(alerts.bySeverity)).toContain(1);
  });

  test('has what was counted of the last day, and what the audit found', async () => {
    const follow = createFollowRuns({ ...world, ...memoryStatistics(world) });
    await follow();
    await storeFailing('a', 1);
    await storeFailing('b', 1, 'growth');
    world.clock.moveTo('2026-03-01T06:10:00Z');
    await follow();
    await follow();
    const counts = { ...NO_COUNTS, unanswered: 2 };
    const last = { startedAt: DUE, finishedAt: DUE, counts };
    await world.progress.save({ last }, { ifVersion: undefined });

    const { hours, countedFrom, dispatch } = await readIn();
    expect(hours.at(-1)).toMatchObject({ from: DUE, byState: { failed: 2, succeeded: 0 } });
    expect(countedFrom).toBe(at('2026-03-01T05:59:00Z'));
    expect(dispatch).toMatchObject({
      ...{ lateness: { runs: 2, p50Seconds: 1 }, audit: { finishedAt: DUE, unanswered: 2, doubles: 0 } },
    });
    expect((await readIn(['growth'])).hours.at(-1)?.byState.failed).toBe(1);
  });
});

describe('who sees one value stream', () => {
  beforeEach(async () => {
    await storeFailing('theirs', 3, 'growth');
    await storeFailing('own', 1);
    await storePendingRun(world, exampleJob({ jobId: 'late', valueStream: 'growth' }));
    await world.standings.keep(exampleStanding({ valueStream: 'growth' }));
    const wait = { author: 'ada', reason: 'wait', runMissed: 'none', pausedAt: DUE } as const;
    await world.jobs.create(paused(exampleJob({ jobId: 'stopped', valueStream: 'growth' }), wait));
    await openIncident(world);
    world.clock.moveTo('2026-03-01T07:00:00Z');
  });

  test('sees nothing of another, nor how much there is of it', async () => {
    const { valueStreams, attention, dispatch } = await readIn(['retention', 'sales']);

    expect(valueStreams).toEqual(['retention', 'sales']);
    expect(attention.failing).toMatchObject({ count: 1, items: [{ run: { jobId: 'own' } }] });
    expect([attention.late, attention.drifting, attention.paused]).toEqual(Array(3).fill(NOTHING));
    expect(dispatch).toMatchObject({ overdueRuns: 0, unfinished: { pending: 0, waiting: 0, running: 0 } });
    expect(JSON.stringify(attention)).not.toContain('growth');
  });

  test('who sees none sees nothing', async () => {
    const { valueStreams, attention } = await readIn([]);

    expect(valueStreams).toEqual([]);
    expect(Object.values(attention).map(({ count }) => count)).toEqual(Array(7).fill(0));
  });

  test('who sees all can ask for one', async () => {
    const overview = await reader()({ seen: undefined, valueStream: 'growth' });

    expect(overview.valueStreams).toEqual(['growth', 'retention']);
    expect(overview.attention.failing).toMatchObject({ count: 1, items: [{ run: { jobId: 'theirs' } }] });
    expect(overview.attention.alerts.count).toBe(0);
  });
});

test('who asks again within seconds gets the same, and what others may see is not mixed up', async () => {
  const read = reader();
  await storeFailing('a', 1);
  expect((await read({ seen: undefined })).attention.failing.count).toBe(1);
  await storeFailing('b', 1, 'growth');

  expect((await read({ seen: undefined })).attention.failing.count).toBe(1);
  world.clock.moveTo('2026-03-01T05:59:15Z');
  expect((await read({ seen: undefined })).attention.failing.count).toBe(2);
  expect((await read({ seen: ['growth'] })).attention.failing.count).toBe(1);
});
