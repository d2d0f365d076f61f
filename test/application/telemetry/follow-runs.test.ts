import { beforeEach, describe, expect, test } from 'vitest';
import type { FeedProgressStore } from '../../../shared/application/ports/feed-progress-store.ts';
import { createFollowRuns } from '../../../shared/application/telemetry/follow-runs.ts';
import { STATISTICS } from '../../../shared/application/telemetry/open-statistics.ts';
import { keptStatistics } from '../../../shared/contracts/statistics.ts';
import { paused } from '../../../shared/domain/job/pause.ts';
import type { Run, RunningRun } from '../../../shared/domain/run/run.ts';
import {
  toCancelled,
  toDead,
  toFailed,
  toNextAttempt,
  toRetried,
  toRunning,
  toSkipped,
  toSucceeded,
} from '../../../shared/domain/run/run-transitions.ts';
import { EVENT_FIELDS } from '../../../shared/domain/telemetry/event-catalogue.ts';
import { Statistics } from '../../../shared/domain/telemetry/statistics.ts';
import type { Series } from '../../../shared/domain/telemetry/tally.ts';
import { exampleJob } from '../../support/example-job.ts';
import { exampleReportJob, exampleReportSummary } from '../../support/example-report-job.ts';
import { memoryStatistics } from '../../support/memory/memory-statistics.ts';
import {
  createMemoryWorld,
  storePendingRun,
  storeRunningRun,
  type MemoryWorld,
} from '../../support/memory/memory-world.ts';
import { present } from '../../support/present.ts';
import { exampleSummary } from '../../support/stability-summary.ts';

const DUE = Date.parse('2026-03-01T06:00:00Z');
const FAILURE = { reason: 'current-not-found', message: 'There is none.' } as const;
const SOMEBODY = { author: 'ada', reason: 'why not' };
const TYPES: Readonly<Record<string, string>> = { text: 'string', number: 'number', boolean: 'boolean' };
const LIMITS = { valueStreams: 50, models: 100 };

let world: MemoryWorld;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T05:00:00Z');
  await follow();
  world.clock.moveTo('2026-03-01T06:10:00Z');
});

async function follow(progress: FeedProgressStore = world.feedProgress): Promise<void> {
  await createFollowRuns({ ...world, ...memoryStatistics({ ...world }), progress })();
}

async function write(run: Run): Promise<void> {
  const stored = present(await world.runs.get(run.runId));
  await world.jobs.commit({ jobId: run.jobId, runs: [{ value: run, ifVersion: stored.version }] });
}

async function series(): Promise<readonly Series[]> {
  const kept = keptStatistics(String((await world.feedProgress.get(STATISTICS))?.value.state));
  return new Statistics(present(kept), LIMITS, world.fingerprint).series();
}

/** The figures of a metric by the values of its attributes, but for those that are 0. */
async function figures(metric: Series['metric']): Promise<Record<string, Series['value']>> {
  const own = (await series()).filter((line) => line.metric === metric && line.value !== 0);
  return Object.fromEntries(own.map(({ attributes, value }) => [Object.values(attributes).join(' '), value]));
}

function events(): readonly string[] {
  return world.log.events.map(({ name }) => name);
}

describe('the end of a run', () => {
  let running: RunningRun;

  beforeEach(async () => {
    running = await storeRunningRun(world, exampleJob());
  });

  test('counts by value stream, kind and state', async () => {
    await write(toSucceeded(running, exampleSummary(), DUE + 4_000));
    await follow();

    expect(await figures('evenkeel.runs.finished')).toEqual({ 'retention stability succeeded': 1 });
    expect(await figures('evenkeel.runs.last_success_time')).toEqual({
      'retention stability': (DUE + 4_000) / 1000,
    });
  });

  test('counts how late it began, and how long it took', async () => {
    await write(toFailed({ ...running, startedAt: DUE + 7_000 }, FAILURE, DUE + 27_000));
    await follow();

    const { retention } = await figures('evenkeel.runs.lateness');
    const { stability } = await figures('evenkeel.runs.duration');
    expect(retention).toMatchObject({ counts: [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0] });
    expect(stability).toMatchObject({ sums: [0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0] });
  });

  test('counts once what is read twice because the process died before the progress was kept', async () => {
    await write(toFailed(running, FAILURE, DUE + 4_000));
    const dying: FeedProgressStore = {
      get: (follower) => world.feedProgress.get(follower),
      save: async () => Promise.reject(new Error('killed')),
    };

    await expect(follow(dying)).rejects.toThrow('killed');
    await follow();

    expect(await figures('evenkeel.runs.finished')).toEqual({ 'retention stability failed': 1 });
  });

  test('counts once what two follow at the same time', async () => {
    await write(toFailed(running, FAILURE, DUE + 4_000));

    await Promise.all([follow(), follow()]);

    expect(await figures('evenkeel.runs.finished')).toEqual({ 'retention stability failed': 1 });
  });

  test('counts once when somebody writes the ended run once more', async () => {
    const ended = toFailed(running, FAILURE, DUE + 4_000);
    await write(ended);
    await follow();
    await write(ended);
    await follow();

    expect(await figures('evenkeel.runs.finished')).toEqual({ 'retention stability failed': 1 });
  });

  test('counts again after a retry by hand, whose lateness is no lateness', async () => {
    const failed = toFailed(running, FAILURE, DUE + 4_000);
    await write(failed);
    await follow();
    const again = toRunning(toRetried(failed, { requested: SOMEBODY, now: DUE + 600_000 }), DUE + 600_000);
    await write(toSucceeded(again, exampleSummary(), DUE + 604_000));
    await follow();

    expect(await figures('evenkeel.runs.finished')).toEqual({
      'retention stability failed': 1,
      'retention stability succeeded': 1,
    });
    const { retention } = await figures('evenkeel.runs.lateness');
    expect(retention).toMatchObject({ counts: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] });
  });

  test('counts also when it was retried by hand before anybody read it', async () => {
    const failed = toFailed(running, FAILURE, DUE + 4_000);
    await write(failed);
    await write(toRetried(failed, { requested: SOMEBODY, now: DUE + 5_000 }));
    await follow();
    await follow();

    expect(await figures('evenkeel.runs.finished')).toEqual({ 'retention stability failed': 1 });
    expect(events()).toEqual(['JobRunStarted', 'JobRunFailed']);
  });

  test('tells of failed attempts by their reasons, with the run that they belong to', async () => {
    const next = toNextAttempt(running, { failure: FAILURE, retryAt: DUE + 60_000, now: DUE + 1_000 });
    await write(next);
    await follow();
    expect(await figures('evenkeel.attempts.failed')).toEqual({});
    const second = toRunning(next, DUE + 60_000);
    await write(toFailed(second, { ...FAILURE, reason: 'timed-out' }, DUE + 70_000));
    await follow();

    expect(await figures('evenkeel.attempts.failed')).toEqual({
      'stability current-not-found': 1,
      'stability timed-out': 1,
    });
  });

  test('gives the last PSI of the model, and counts its band', async () => {
    await write(toSucceeded(running, exampleSummary({ psi: 0.31 }), DUE + 4_000));
    await follow();

    expect(await figures('evenkeel.stability.psi')).toEqual({ 'retention churn': 0.31 });
    expect(await figures('evenkeel.stability.measurements')).toEqual({ 'retention significant-shift': 1 });
  });

  test('counts the band of the worst characteristic where there is no score', async () => {
    const worst = { name: 'age', psi: 0.2, band: 'moderate-shift' } as const;
    const summary = exampleSummary({ psi: null, band: null, worstCharacteristics: [worst] });
    await write(toSucceeded(running, summary, DUE + 4_000));
    await follow();

    expect(await figures('evenkeel.stability.psi')).toEqual({});
    expect(await figures('evenkeel.stability.measurements')).toEqual({ 'retention moderate-shift': 1 });
  });

  test('takes the model of a deleted job off the list', async () => {
    await write(toSucceeded(running, exampleSummary(), DUE + 4_000));
    await follow();
    const { value, version } = present(await world.jobs.get(running.jobId));
    await world.jobs.commit({
      jobId: value.jobId,
      job: { value: { ...value, state: 'deleted' }, ifVersion: version },
    });
    await follow();

    expect(await figures('evenkeel.stability.psi')).toEqual({});
  });
});

test('what may be counted of a job is 0 before, so that the first is seen as an increase', async () => {
  await world.jobs.create(exampleJob());
  await follow();

  const ends = (await series()).filter(({ metric }) => metric === 'evenkeel.runs.finished');
  expect(ends.map(({ attributes, value }) => [attributes['state'], value])).toEqual([
    ['succeeded', 0],
    ['failed', 0],
    ['cancelled', 0],
    ['skipped', 0],
    ['dead', 0],
  ]);
});

describe('what will not run', () => {
  test('counts by reason, whether a run says so or a record of many slots', async () => {
    const pending = await storePendingRun(world, exampleJob());
    await world.jobs.commit({
      jobId: pending.jobId,
      skipped: [{ fromDueAt: DUE, untilDueAt: DUE + 5, count: 5, reason: 'catch-up-window', generation: 1 }],
    });
    await write(toSkipped(pending, 'start-deadline', DUE + 1));
    await follow();

    expect(await figures('evenkeel.slots.skipped')).toEqual({
      'retention catch-up-window': 5,
      'retention start-deadline': 1,
    });
    expect(world.log.events.map(({ fields }) => [fields['reason'], fields['count']])).toEqual([
      ['catch-up-window', 5],
      ['start-deadline', 1],
    ]);
  });

  test('counts a run that was cancelled or given up before it began, and not one that had begun', async () => {
    const one = await storePendingRun(world, exampleJob({ jobId: 'one' }));
    const two = await storePendingRun(world, exampleJob({ jobId: 'two' }));
    const three = await storeRunningRun(world, exampleJob({ jobId: 'three' }));
    await write(toCancelled(one, SOMEBODY, DUE + 1));
    await write(
      toDead(two, { reason: 'MaxDeliveryCountExceeded', description: '', deliveryCount: 10 }, DUE + 1),
    );
    await write(toCancelled(three, SOMEBODY, DUE + 1));
    await follow();

    expect(await figures('evenkeel.slots.skipped')).toEqual({
      'retention cancelled': 1,
      'retention dead-letter': 1,
    });
  });
});

describe('the events', () => {
  test('tell once that a run has begun, and how late', async () => {
    const running = await storeRunningRun(world, exampleJob());
    await follow();
    await write(toSucceeded(running, exampleSummary(), DUE + 4_000));
    await follow();

    expect(events()).toEqual(['JobRunStarted', 'JobRunSucceeded', 'DriftComputed']);
    expect(world.log.events[0]?.fields).toMatchObject({
      ...{ valueStream: 'retention', jobId: 'churn-daily', kind: 'stability', attempt: 1 },
      ...{ runId: running.runId, latenessSeconds: 0 },
    });
  });

  test('tell that a run has begun also when it is seen at its end only', async () => {
    const running = await storeRunningRun(world, exampleReportJob());
    await write(toSucceeded(running, exampleReportSummary(), DUE + 4_000));
    await follow();

    expect(events()).toEqual(['JobRunStarted', 'JobRunSucceeded', 'ReportCollected']);
    expect(world.log.events.at(-1)?.fields).toMatchObject({ resource: 'sales', rows: 40, bytes: 6 });
  });

  test('tell of each attempt, seen or passed over', async () => {
    const running = await storeRunningRun(world, exampleJob());
    const next = toNextAttempt(running, { failure: FAILURE, retryAt: DUE + 60_000, now: DUE + 1_000 });
    await write(toFailed(toRunning(next, DUE + 60_000), FAILURE, DUE + 70_000));
    await follow();

    expect(world.log.events.map(({ name, fields }) => [name, fields['attempt']])).toEqual([
      ['JobRunStarted', 1],
      ['JobRunStarted', 2],
      ['JobRunFailed', 2],
    ]);
  });

  test('tell that a job was paused once, whatever is written of it later', async () => {
    const job = exampleJob();
    await world.jobs.create(job);
    const pause = { pausedAt: DUE, author: 'ada', reason: 'holiday', runMissed: 'none' } as const;
    const stopped = paused(job, pause);
    for (const updatedAt of [DUE, DUE + 1, DUE + 2]) {
      const { version } = present(await world.jobs.get(job.jobId));
      await world.jobs.commit({
        jobId: job.jobId,
        job: { value: { ...stopped, updatedAt }, ifVersion: version },
      });
      await follow();
    }

    expect(world.log.events).toMatchObject([
      { name: 'JobPaused', fields: { jobId: job.jobId, author: 'ada' } },
    ]);
  });

  test('have the fields of the catalogue and no others', async () => {
    const running = await storeRunningRun(world, exampleJob());
    await write(toSucceeded(running, exampleSummary(), DUE + 4_000));
    const other = await storeRunningRun(world, exampleReportJob({ jobId: 'report' }));
    await write(toSucceeded(other, exampleReportSummary(), DUE + 4_000));
    await write(toSkipped(await storePendingRun(world, exampleJob({ jobId: 'x' })), 'overlap', DUE));
    await follow();

    const fields = world.log.events.flatMap((event) => Object.entries(event.fields));
    const kinds: Readonly<Record<string, string>> = EVENT_FIELDS;
    const isOf = (value: unknown, kind: string | undefined): boolean =>
      kind === 'instant'
        ? new Date(String(value)).toISOString() === value
        : typeof value === TYPES[kind ?? ''];
    expect(fields.length).toBeGreaterThan(50);
    expect(fields.filter(([name, value]) => !isOf(value, kinds[name]))).toEqual([]);
  });

  test('never hold a message or a figure of the data', async () => {
    const running = await storeRunningRun(world, exampleJob());
    await write(toFailed(running, { ...FAILURE, message: 'secret=1' }, DUE + 1));
    await follow();

    expect(JSON.stringify(world.log.events)).not.toContain('secret');
  });
});

describe('a job', () => {
  test('is looked up for a run whose job has not been on the feed, and one that is gone is of no kind', async () => {
    const running = await storeRunningRun(world, exampleJob());
    await follow();
    await write(toFailed(running, FAILURE, DUE + 1));
    // A follower that knows no job.
    const gone = { get: async () => undefined };
    await createFollowRuns({ ...world, jobs: gone, ...memoryStatistics(world) })();

    expect(await figures('evenkeel.runs.finished')).toEqual({ 'retention unknown failed': 1 });
  });
});

test('value streams beyond the limit are counted together', async () => {
  const limits = { valueStreams: 2, models: 1 };
  for (const valueStream of ['a', 'b', 'c', 'd']) {
    const running = await storeRunningRun(world, exampleJob({ jobId: valueStream, valueStream }));
    await write(toFailed(running, FAILURE, DUE + 1));
  }
  await createFollowRuns({ ...world, ...memoryStatistics(world, limits) })();

  expect(await figures('evenkeel.runs.finished')).toEqual({
    'a stability failed': 1,
    'b stability failed': 1,
    'other stability failed': 2,
  });
});

test('statistics that cannot be read begin anew, and the log says so', async () => {
  const { value, version } = present(await world.feedProgress.get(STATISTICS));
  await world.feedProgress.save({ ...value, state: '{"since":"?"}' }, { ifVersion: version });
  const running = await storeRunningRun(world, exampleJob());
  await write(toFailed(running, FAILURE, Date.parse('2026-03-01T06:10:01Z')));
  await follow();

  expect(await figures('evenkeel.runs.finished')).toEqual({ 'retention stability failed': 1 });
  expect(world.log.errors).toHaveLength(1);
});
