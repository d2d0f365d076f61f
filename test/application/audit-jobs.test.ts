import { beforeEach, describe, expect, test } from 'vitest';
import { createDispatchDueRuns } from '../../shared/application/dispatch-due-runs.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import type { PendingRun, Run, StabilitySummary } from '../../shared/domain/run/run.ts';
import { runIdOf, type RunId } from '../../shared/domain/run/run-id.ts';
import { toCancelled, toRunning, toSucceeded, toWaiting } from '../../shared/domain/run/run-transitions.ts';
import { at, DAILY, exampleJob } from '../support/example-job.ts';
import { JobStoreOvertaken, JobStoreReadTogether, RefusingRunQueue } from '../support/faulty-stores.ts';
import { auditOf } from '../support/memory/memory-audit.ts';
import { createMemoryWorld, runsOf, stateOf, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const YESTERDAY = at('2026-03-09T06:00:00Z');
const TODAY = at('2026-03-10T06:00:00Z');
const TOMORROW = at('2026-03-11T06:00:00Z');

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-10T12:00:00Z');
});

/** A daily job that began two days ago, dispatched up to today. */
function dailyJob(overrides: Parameters<typeof exampleJob>[0] = {}): Job {
  return exampleJob({ slotsAfter: at('2026-03-08T12:00:00Z'), nextDueAt: TOMORROW, ...overrides });
}

function pendingRun({ jobId, valueStream }: Job, dueAt: number): PendingRun {
  return {
    ...{ runId: runIdOf(jobId, dueAt), jobId, valueStream, state: 'pending', trigger: 'schedule' },
    ...{ dueAt, effectiveAt: dueAt, generation: 1, createdAt: dueAt },
    ...{ attempt: 1, chainStart: 1, endedAttempts: [] },
  };
}

function succeeded(job: Job, dueAt: number): Run {
  const result: StabilitySummary = {
    ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 1, psi: 0, band: 'stable' as const },
    ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'results/x.json' },
  };
  return toSucceeded(toRunning(pendingRun(job, dueAt), dueAt), result, dueAt + 1_000);
}

async function store(job: Job, runs: readonly Run[] = []): Promise<void> {
  await world.jobs.create(job);
  await world.jobs.commit({
    jobId: job.jobId,
    runs: runs.map((value) => ({ value, ifVersion: undefined })),
  });
}

async function jobOf({ jobId }: Job): Promise<Job> {
  return present(await world.jobs.get(jobId)).value;
}

describe('an audit of slots', () => {
  test('finds nothing to mend where every slot has its run', async () => {
    await store(dailyJob(), [succeeded(dailyJob(), YESTERDAY), succeeded(dailyJob(), TODAY)]);

    const { outcome, counts } = await auditOf(world)();

    expect(outcome).toBe('round-finished');
    expect(counts).toMatchObject({ jobs: 1, slots: 2, answers: { ran: 2 }, unanswered: 0, repairedRuns: 0 });
    expect(world.queue.sent).toEqual([]);
  });

  test('gives a lost slot a run, and sends its message', async () => {
    await store(dailyJob(), [succeeded(dailyJob(), TODAY)]);

    const { counts } = await auditOf(world)();

    expect(counts).toMatchObject({ unanswered: 1, repairedRuns: 1, answers: { unanswered: 1, ran: 1 } });
    expect(runsOf(world)[0]).toMatchObject({ state: 'pending', dueAt: YESTERDAY, late: 'audit-repair' });
    expect(world.queue.sent).toMatchObject([{ runId: 'churn-daily.20260309T060000Z', attempt: 1 }]);
  });

  test('finds what it mended in order, the next time', async () => {
    await store(dailyJob());
    await auditOf(world)();

    const { counts } = await auditOf(world)();

    expect(counts).toMatchObject({ slots: 2, answers: { pending: 2 }, unanswered: 0, repairedRuns: 0 });
  });

  test('records the reason of a lost slot that is too old to run', async () => {
    const catchUp = { ...DEFAULT_POLICIES.catchUp, windowSeconds: 8 * 3600 };
    await store(dailyJob({ policies: { ...DEFAULT_POLICIES, catchUp } }));

    const { counts } = await auditOf(world)();

    expect(counts).toMatchObject({ unanswered: 2, repairedRuns: 1, repairedReasons: 1 });
    expect(world.memory.skipped).toMatchObject([{ fromDueAt: YESTERDAY, reason: 'audit-too-late' }]);
  });

  test('looks back 48 hours and no further', async () => {
    await store(dailyJob({ slotsAfter: 0 }));

    const { counts } = await auditOf(world)();

    expect(counts.slots).toBe(2);
  });

  test('leaves slots of a paused job to its resume', async () => {
    const pause = { pausedAt: YESTERDAY - 1, reason: 'r', author: 'a', runMissed: 'none' } as const;
    await store(dailyJob({ state: 'paused', nextDueAt: YESTERDAY, pause }));

    const { counts } = await auditOf(world)();

    expect(counts).toMatchObject({ answers: { 'waiting: job-paused': 2 }, unanswered: 0, repairedRuns: 0 });
  });

  test('leaves slots before an edit to the old definition', async () => {
    await store(dailyJob({ slotsAfter: TODAY + 1, generation: 2 }));

    expect((await auditOf(world)()).counts.slots).toBe(0);
  });

  test('counts a slot with two runs', async () => {
    const double = { ...succeeded(dailyJob(), TODAY), runId: runIdOf(dailyJob().jobId, TODAY + 1) };
    await store(dailyJob(), [succeeded(dailyJob(), YESTERDAY), succeeded(dailyJob(), TODAY), double]);

    expect((await auditOf(world)()).counts).toMatchObject({ slots: 2, doubles: 1 });
  });

  test('answers each of two days of minutes', async () => {
    const everyMinute = { type: 'interval', everySeconds: 60, anchorAt: 0 } as const;
    await store(
      dailyJob({ recurrences: [everyMinute], slotsAfter: 0, nextDueAt: at('2026-03-10T12:02:00Z') }),
    );

    const { counts } = await auditOf(world)();

    // From 48 h ago, included, to three minutes ago, included.
    expect(counts).toMatchObject({ slots: 2 * 1440 - 2, unanswered: 2 * 1440 - 2 });
    expect(counts.repairedRuns + counts.repairedReasons).toBe(2 * 1440 - 2 - 20);
  });
});

describe('an audit of due instants', () => {
  test('gives an active job without one its next slot', async () => {
    const { nextDueAt: _lost, ...job } = dailyJob();
    await store(job, [succeeded(job, YESTERDAY), succeeded(job, TODAY)]);

    const { counts } = await auditOf(world)();

    expect(counts).toMatchObject({ repairedTicks: 1, repairedRuns: 0 });
    expect(await jobOf(job)).toMatchObject({ state: 'active', nextDueAt: TOMORROW });
  });

  test('takes one back that is later than the first slot without answer', async () => {
    const job = dailyJob({ nextDueAt: at('2027-01-01T06:00:00Z') });
    await store(job, [succeeded(job, YESTERDAY), succeeded(job, TODAY)]);

    await auditOf(world)();

    expect((await jobOf(job)).nextDueAt).toBe(TOMORROW);
  });

  test('takes slots that were dispatched ahead into account', async () => {
    world.clock.moveTo('2026-03-10T05:59:00Z');
    const { nextDueAt: _lost, ...job } = dailyJob();
    await store(job, [succeeded(job, YESTERDAY), pendingRun(job, TODAY)]);

    await auditOf(world)();

    expect((await jobOf(job)).nextDueAt).toBe(TOMORROW);
  });

  test('makes a completed job active again that has a slot after all', async () => {
    const { nextDueAt: _none, ...job } = dailyJob({ state: 'completed' });
    await store(job, [succeeded(job, YESTERDAY), succeeded(job, TODAY)]);

    await auditOf(world)();

    expect(await jobOf(job)).toMatchObject({ state: 'active', nextDueAt: TOMORROW });
  });

  test('leaves a completed job alone that has none', async () => {
    const once = { type: 'once', at: TODAY } as const;
    const { nextDueAt: _none, ...job } = dailyJob({ state: 'completed', recurrences: [once] });
    await store(job, [succeeded(job, TODAY)]);

    expect((await auditOf(world)()).counts).toMatchObject({ slots: 1, repairedTicks: 0 });
    expect((await jobOf(job)).state).toBe('completed');
  });

  test('stores a job anew that the query for due jobs does not see', async () => {
    await store(dailyJob(), [succeeded(dailyJob(), YESTERDAY), succeeded(dailyJob(), TODAY)]);
    const before = await world.jobs.get(dailyJob().jobId);
    world.slots.unseen.add(dailyJob().jobId);

    expect((await auditOf(world)()).counts.repairedTicks).toBe(1);
    expect((await world.jobs.get(dailyJob().jobId))?.version).not.toBe(before?.version);
  });

  test('dispatches a job that the dispatcher should long have taken, by the catch-up policy', async () => {
    await store(dailyJob({ nextDueAt: YESTERDAY }));

    const { counts } = await auditOf(world)();

    expect(counts).toMatchObject({ overdueJobs: 1, unanswered: 2, repairedRuns: 0 });
    expect(runsOf(world)).toMatchObject([{ dueAt: TODAY, late: 'dispatcher-down' }]);
  });

  test('resumes a job whose pause is long over', async () => {
    const pause = {
      pausedAt: TODAY,
      reason: 'r',
      author: 'a',
      runMissed: 'none',
      resumeAt: TODAY + 1,
    } as const;
    await store(dailyJob({ state: 'paused', pause }), [succeeded(dailyJob(), YESTERDAY)]);

    await auditOf(world)();

    expect((await jobOf(dailyJob())).state).toBe('active');
  });
});

describe('an audit of what waits', () => {
  const job = dailyJob({ policies: { ...DEFAULT_POLICIES, overlap: 'buffer-all' } });
  const going = { ...pendingRun(job, YESTERDAY), isInLane: true };
  const waiting = toWaiting({ ...pendingRun(job, TODAY), isInLane: true }, 'overlap', TODAY);
  const lane = { jobId: job.jobId, going: [going.runId], waiting: [waiting.runId], consecutiveFailures: 0 };

  async function storeLane(value: typeof lane | (Omit<typeof lane, 'going'> & { going: RunId[] })) {
    await world.jobs.commit({ jobId: job.jobId, lane: { value, ifVersion: undefined } });
  }

  test('leaves a lane alone whose first run is going', async () => {
    await store(job, [going, waiting]);
    await storeLane(lane);

    expect((await auditOf(world)()).counts.repairedLanes).toBe(0);
    expect(await stateOf(world, waiting.runId)).toBe('waiting');
  });

  test('wakes the run that waits for one that has ended', async () => {
    await store(job, [toCancelled(going, { author: 'a', reason: 'r' }, TODAY), waiting]);
    await storeLane(lane);

    expect((await auditOf(world)()).counts.repairedLanes).toBe(1);
    expect(await stateOf(world, waiting.runId)).toBe('pending');
    expect(world.queue.sent).toMatchObject([{ runId: waiting.runId }]);
    expect((await world.jobs.getLane(job.jobId))?.value).toMatchObject({
      going: [waiting.runId],
      waiting: [],
    });
  });

  test('wakes a run that waits although the lane does not know it', async () => {
    await store(job, [succeeded(job, YESTERDAY), waiting]);

    expect((await auditOf(world)()).counts.repairedLanes).toBe(1);
    expect(await stateOf(world, waiting.runId)).toBe('pending');
  });

  test('mends the lane once, of two audits at the same time', async () => {
    await store(job, [succeeded(job, YESTERDAY), waiting]);
    await storeLane({ ...lane, going: [] });

    await Promise.all([auditOf(world)(), auditOf(world)()]);

    expect(world.queue.sent).toHaveLength(1);
  });

  test('wakes a run that waits at a gate with a free place', async () => {
    const concurrency = { key: 'warehouse', limit: 1 };
    const gated = dailyJob({ policies: { ...DEFAULT_POLICIES, concurrency } });
    const run = { ...pendingRun(gated, TODAY), gateKey: 'warehouse' };
    await store(gated, [succeeded(gated, YESTERDAY), toWaiting(run, 'concurrency-limit', TODAY)]);

    await auditOf(world)();

    expect(await stateOf(world, run.runId)).toBe('pending');
  });
});

describe('rounds', () => {
  async function storeJobs(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await store(dailyJob({ jobId: `job-${String(index).padStart(4, '0')}` }));
    }
  }

  test('take up where the pass before ended', async () => {
    await storeJobs(250);
    const audit = auditOf(world, { jobsPerPass: 100 });

    const passes = [await audit(), await audit(), await audit()];

    expect(passes.map(({ outcome, counts }) => [outcome, counts.jobs])).toEqual([
      ['under-way', 100],
      ['under-way', 100],
      ['round-finished', 50],
    ]);
    expect((await world.progress.get())?.value).toMatchObject({
      last: { counts: { jobs: 250, repairedRuns: 500 } },
    });
  });

  test('begin anew when one is over, and keep the last one to be read', async () => {
    await storeJobs(2);
    const audit = auditOf(world, { jobsPerPass: 1 });
    for (let pass = 0; pass < 3; pass += 1) await audit();
    expect((await world.progress.get())?.value.last?.counts.jobs).toBe(2);

    await audit();

    expect((await world.progress.get())?.value).toMatchObject({
      last: { counts: { repairedRuns: 4 } },
      present: { position: 'job-0000', counts: { jobs: 1, repairedRuns: 0 } },
    });
  });

  test('count each job once, of two audits at the same time', async () => {
    await storeJobs(60);

    const passes = await Promise.all([auditOf(world)(), auditOf(world)()]);

    expect(passes.map(({ outcome }) => outcome).sort()).toEqual(['overtaken', 'round-finished']);
    expect((await world.progress.get())?.value.last?.counts.jobs).toBe(60);
    expect(runsOf(world)).toHaveLength(120);
    expect(world.queue.sent).toHaveLength(120);
  });

  test('go on past a job that cannot be audited', async () => {
    const bad = { ...DAILY, expression: 'never' };
    await store(dailyJob({ jobId: 'bad', recurrences: [bad] }));
    await store(dailyJob({ jobId: 'good' }));

    const { counts } = await auditOf(world)();

    expect(counts).toMatchObject({ jobs: 2, failures: 1, repairedRuns: 2 });
    expect(world.log.errors).toEqual(['A job could not be audited.']);
  });

  test('export what they find', async () => {
    await store(dailyJob(), [succeeded(dailyJob(), TODAY)]);

    await auditOf(world)();

    expect(world.log.metrics).toEqual(
      expect.arrayContaining([
        { name: 'evenkeel.audit.figures', value: 1, figure: 'jobs' },
        { name: 'evenkeel.audit.figures', value: 1, figure: 'unanswered' },
        { name: 'evenkeel.audit.answers', value: 1, answer: 'ran' },
      ]),
    );
  });
});

describe('repairs', () => {
  test('write nothing when the job changes between reading and writing', async () => {
    await store(dailyJob());
    const overtaken = new JobStoreOvertaken(world.memory, async () => {
      const { value, version } = present(await world.jobs.get(dailyJob().jobId));
      await world.jobs.save({ ...value, updatedAt: value.updatedAt + 1 }, { ifVersion: version });
    });

    const { counts } = await auditOf({ ...world, jobs: overtaken })();

    expect(counts).toMatchObject({ unanswered: 2, repairedRuns: 0 });
    expect(runsOf(world)).toEqual([]);
    expect((await auditOf(world)()).counts.repairedRuns).toBe(2);
  });

  test('are made once by two audits that read the same job', async () => {
    await store(dailyJob());
    const together = { ...world, jobs: new JobStoreReadTogether(world.memory, 2) };

    const passes = await Promise.all([auditOf(together)(), auditOf(together)()]);

    expect(passes.map(({ counts }) => counts.repairedRuns).sort()).toEqual([0, 2]);
    expect(world.queue.sent).toHaveLength(2);
  });

  test('survive a kill between the write and the message: the run is there, for the recovery to send', async () => {
    await store(dailyJob());

    const { counts } = await auditOf({ ...world, queue: new RefusingRunQueue() })();

    expect(counts.failures).toBe(1);
    expect(runsOf(world).map(({ state }) => state)).toEqual(['pending', 'pending']);
    expect((await auditOf(world)()).counts).toMatchObject({ unanswered: 0, repairedRuns: 0 });
  });

  test('get in no dispatcher’s way', async () => {
    const { nextDueAt: _lost, ...job } = dailyJob();
    await store(job, [succeeded(job, YESTERDAY), succeeded(job, TODAY)]);
    await auditOf(world)();
    world.clock.moveTo('2026-03-11T06:00:00Z');

    await createDispatchDueRuns(world)();

    expect(runsOf(world).map(({ dueAt }) => dueAt)).toEqual([YESTERDAY, TODAY, TOMORROW]);
  });
});
