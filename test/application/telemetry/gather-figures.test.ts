import { beforeEach, describe, expect, test } from 'vitest';
import type { IncidentStore } from '../../../shared/application/ports/incident-store.ts';
import type { QueueDepths } from '../../../shared/application/ports/queue-depths.ts';
import type { RunFigures } from '../../../shared/application/ports/run-figures.ts';
import { createFigures } from '../../../shared/application/telemetry/figures.ts';
import { createFollowRuns } from '../../../shared/application/telemetry/follow-runs.ts';
import { createGatherFigures, type Gathered } from '../../../shared/application/telemetry/gather-figures.ts';
import type { Incident } from '../../../shared/domain/alert/incident.ts';
import type { Delivery } from '../../../shared/domain/alert/delivery.ts';
import { toFailed } from '../../../shared/domain/run/run-transitions.ts';
import type { Series } from '../../../shared/domain/telemetry/tally.ts';
import { exampleJob } from '../../support/example-job.ts';
import { memoryStatistics } from '../../support/memory/memory-statistics.ts';
import {
  createMemoryWorld,
  storePendingRun,
  storeRunningRun,
  type MemoryWorld,
} from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
});

interface Others {
  readonly queues?: QueueDepths;
  readonly incidents?: Pick<IncidentStore, 'list' | 'dueDeliveries'>;
  readonly figures?: RunFigures;
  readonly limits?: { readonly valueStreams: number; readonly models: number };
}

function gathering({ limits, ...others }: Others = {}): () => Promise<Gathered> {
  const statistics = memoryStatistics(world, limits);
  return createFigures({ ...world, statistics, audits: world.progress, ...others });
}

function linesOf({ series }: Pick<Gathered, 'series'>, metric: Series['metric']): Record<string, unknown> {
  const own = series.filter((line) => line.metric === metric);
  return Object.fromEntries(own.map(({ attributes, value }) => [Object.values(attributes).join(' '), value]));
}

describe('the figures of the store', () => {
  test('have jobs by value stream, kind and state, without the deleted ones', async () => {
    for (const state of ['active', 'paused', 'deleted'] as const) {
      await world.jobs.create(exampleJob({ jobId: state, state }));
    }

    expect(linesOf(await gathering()(), 'evenkeel.jobs')).toEqual({
      'retention stability active': 1,
      'retention stability paused': 1,
    });
  });

  test('have unfinished runs, and of their value streams the overdue ones, were it none', async () => {
    await storePendingRun(world, exampleJob());
    const early = await gathering()();
    world.clock.moveTo('2026-03-01T06:02:00Z');
    const late = await gathering()();

    expect(linesOf(early, 'evenkeel.runs.unfinished')).toEqual({ 'retention pending': 1 });
    expect(linesOf(early, 'evenkeel.runs.overdue')).toEqual({ retention: 0 });
    expect(linesOf(late, 'evenkeel.runs.overdue')).toEqual({ retention: 1 });
  });

  test('have what the queues hold', async () => {
    const queues = { read: async () => [{ queue: 'runs', state: 'dead-letter', count: 2 }] as const };

    expect(linesOf(await gathering({ queues })(), 'evenkeel.queue.messages')).toEqual({
      'runs dead-letter': 2,
    });
  });

  test('have what alerts are not resolved, and what has not been delivered for five minutes', async () => {
    const now = world.clock.now();
    const incidents = {
      list: async (_filter: unknown, { cursor }: { readonly cursor?: string }) =>
        cursor === undefined
          ? { items: [incident('critical'), incident('critical')], nextCursor: 'second' }
          : { items: [incident('warning')] },
      dueDeliveries: async () => [delivery(now - 300_000), delivery(now - 299_999)],
    };

    const found = await gathering({ incidents })();

    expect(linesOf(found, 'evenkeel.alerts.unresolved')).toEqual({
      'retention critical open': 2,
      'retention warning open': 1,
    });
    expect(linesOf(found, 'evenkeel.alerts.undelivered')).toEqual({ '': 1 });
  });

  test('have the last whole round of the audit', async () => {
    const counts = { ...{ jobs: 3, slots: 9, answers: {}, unanswered: 1, doubles: 0, repairedRuns: 1 } };
    const rest = { repairedReasons: 0, repairedTicks: 0, repairedLanes: 0, overdueJobs: 0, failures: 0 };
    const last = { startedAt: 0, finishedAt: 5_000, counts: { ...counts, ...rest } };
    await world.progress.save({ last }, { ifVersion: undefined });

    const found = await gathering()();

    expect(linesOf(found, 'evenkeel.audit.last_round')).toMatchObject({ unanswered: 1, repairedRuns: 1 });
    expect(linesOf(found, 'evenkeel.audit.last_round_time')).toEqual({ '': 5 });
  });

  test('are equal from two instances', async () => {
    await storePendingRun(world, exampleJob());

    expect(await gathering()()).toEqual(await gathering()());
  });

  test('never have a counter go back, whichever instance is asked next', async () => {
    const [one, other] = [gathering(), gathering()];
    const statistics = memoryStatistics(world);
    const finished = async (gather: () => Promise<Gathered>) =>
      linesOf(await gather(), 'evenkeel.runs.finished')['retention stability failed'];
    await createFollowRuns({ ...world, ...statistics })();
    const running = await storeRunningRun(world, exampleJob());
    await createFollowRuns({ ...world, ...statistics })();
    expect(await finished(one)).toBe(0);

    world.clock.moveTo('2026-03-01T06:00:05Z');
    const { version } = present(await world.runs.get(running.runId));
    const failure = { reason: 'timed-out', message: 'It took too long.' } as const;
    const run = toFailed(running, failure, world.clock.now());
    await world.jobs.commit({ jobId: run.jobId, runs: [{ value: run, ifVersion: version }] });
    await createFollowRuns({ ...world, ...statistics })();

    expect([await finished(other), await finished(one)]).toEqual([1, 1]);
  });

  test('have at most so many value streams, and the rest together', async () => {
    for (const valueStream of ['a', 'b', 'c', 'd']) {
      await world.jobs.create(exampleJob({ jobId: valueStream, valueStream }));
    }

    const found = await gathering({ limits: { valueStreams: 2, models: 1 } })();

    expect(linesOf(found, 'evenkeel.jobs')).toEqual({
      'a stability active': 1,
      'b stability active': 1,
      'other stability active': 2,
    });
  });
});

describe('a part', () => {
  const LINE: Series = { metric: 'evenkeel.alerts.undelivered', attributes: {}, value: 1 };

  function gathered(read: () => Promise<readonly Series[]>, timeoutMs = 1_000): () => Promise<Gathered> {
    const parts = [{ name: 'one', keepMs: 15_000, read }];
    return createGatherFigures({ ...world, parts, streams: async () => [], mostStreams: 5, timeoutMs });
  }

  test('is read once by those who ask within its time, and again afterwards', async () => {
    let reads = 0;
    const gather = gathered(async () => {
      reads += 1;
      return [LINE];
    });

    await Promise.all([gather(), gather()]);
    world.clock.moveTo('2026-03-01T06:00:14Z');
    await gather();
    expect(reads).toBe(1);
    world.clock.moveTo('2026-03-01T06:00:15Z');
    expect(await gather()).toEqual({ series: [LINE], parts: new Map([['one', true]]) });
    expect(reads).toBe(2);
  });

  test('that fails is left out and named, and in the log not each time', async () => {
    const gather = gathered(async () => Promise.reject(new Error('refused')));

    for (const second of ['00', '20', '40']) {
      world.clock.moveTo(`2026-03-01T06:00:${second}Z`);
      expect(await gather()).toEqual({ series: [], parts: new Map([['one', false]]) });
    }
    expect(world.log.errors).toHaveLength(1);
  });

  test('that does not answer in time is left out', async () => {
    const gather = gathered(() => new Promise(() => undefined), 5);

    expect((await gather()).parts).toEqual(new Map([['one', false]]));
  });
});

function incident(severity: Incident['severity']): Incident {
  return {
    ...{ incidentId: 'i', key: 'k', sequence: 1, ruleId: 'r', valueStream: 'retention', group: 'g' },
    ...{ condition: 'run-failed', severity, state: 'open', openedAt: 0, lastCauseAt: 0, causeCount: 1 },
    ...{ subjectCount: 1, failingCount: 1, causes: [], channels: [], toldAt: 0 },
  };
}

function delivery(createdAt: number): { readonly value: Delivery; readonly version: string } {
  return {
    version: '1',
    value: {
      ...{ deliveryId: 'd', incidentId: 'i', key: 'k', ruleId: 'r', valueStream: 'retention' },
      ...{ notice: 'opened', channel: { type: 'email', to: ['ada@example.com'] }, state: 'pending' },
      ...{ attempts: 0, dueAt: createdAt, tellAt: createdAt, createdAt },
    },
  };
}
