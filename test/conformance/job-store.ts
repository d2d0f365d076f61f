import { beforeEach, describe, expect, test } from 'vitest';
import { describeJobLists } from './job-lists.ts';
import type { CommitOutcome, JobStore, JobWrite } from '../../shared/application/ports/job-store.ts';
import type { RunStore } from '../../shared/application/ports/run-store.ts';
import { planDispatch } from '../../shared/domain/dispatch/plan-dispatch.ts';
import { InvalidInput, VersionConflict } from '../../shared/domain/errors.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import type { PendingRun, Run } from '../../shared/domain/run/run.ts';
import { emptyLane } from '../../shared/domain/run/lane.ts';
import { manualRunIdOf, runIdOf } from '../../shared/domain/run/run-id.ts';
import { toRunning, toSkipped, toWaiting } from '../../shared/domain/run/run-transitions.ts';
import { at, exampleJob, jobIdFrom } from '../support/example-job.ts';
import { exampleReportJob, exampleReportSummary } from '../support/example-report-job.ts';

/** The job as it is after a dispatch, with the runs that it made. */
function dispatch(job: Job, ifVersion: string, runs: readonly PendingRun[]): JobWrite {
  return {
    jobId: job.jobId,
    job: { value: job, ifVersion },
    runs: runs.map((value) => ({ value, ifVersion: undefined })),
  };
}

export interface Stores {
  readonly jobs: JobStore;
  readonly runs: RunStore;
}

/** What every pair of a JobStore and a RunStore has to do; `make` gives an empty pair. */
export function describeJobAndRunStore(make: () => Promise<Stores>): void {
  describeJobLists(async () => (await make()).jobs);

  let stores: Stores;

  beforeEach(async () => {
    stores = await make();
  });

  async function versionOf(job: Job): Promise<string> {
    const stored = await stores.jobs.get(job.jobId);
    if (stored === undefined) throw new Error('The job is not there.');
    return stored.version;
  }

  function pending(job: Job, dueAt: string): PendingRun {
    const recurrences = [{ type: 'once', at: at(dueAt) } as const];
    const slot = { ...job, recurrences, nextDueAt: at(dueAt) };
    const plan = planDispatch(slot, { now: at(dueAt), lookAheadMs: 0 });
    const run = plan?.runs[0];
    if (run === undefined) throw new Error('Nothing is due.');
    return run;
  }

  async function dispatched(job: Job, dueAt: string): Promise<PendingRun> {
    const run = pending(job, dueAt);
    await stores.jobs.create(job);
    const ifVersion = await versionOf(job);
    expect(await stores.jobs.commit(dispatch(job, ifVersion, [run]))).toBe('committed');
    return run;
  }

  async function save(run: Run): Promise<CommitOutcome> {
    const stored = await stores.runs.get(run.runId);
    const runs = [{ value: run, ifVersion: stored?.version ?? 'none' }];
    return stores.jobs.commit({ jobId: run.jobId, runs });
  }

  describe('jobs', () => {
    test('gives back what was created', async () => {
      const job = exampleJob({
        recurrences: [
          { type: 'interval', everySeconds: 60, anchorAt: 0, startAt: at('2026-01-01T00:00:00Z') },
          { type: 'once', at: at('2027-01-01T00:00:00.250Z') },
        ],
      });

      await stores.jobs.create(job);

      expect((await stores.jobs.get(job.jobId))?.value).toEqual(job);
    });

    test('gives back a job that comes after another', async () => {
      const after = { jobId: jobIdFrom('sales-report'), deadlineSeconds: 3600, pollSeconds: 10 };
      const job = exampleJob({ after, task: { ...exampleJob().task, current: { kind: 'report' } } });

      await stores.jobs.create(job);

      expect((await stores.jobs.get(job.jobId))?.value).toEqual(job);
    });

    test.each([
      ['with what has to be said', exampleReportJob()],
      [
        'with all that may be said',
        exampleReportJob({
          after: { jobId: jobIdFrom('earlier'), deadlineSeconds: 1, pollSeconds: 5 },
          task: { method: 'POST', ticketField: 'ticket', columns: ['a', 'b'], timeZone: 'Europe/Berlin' },
        }),
      ],
    ])('gives back a report collection %s', async (_what, job) => {
      await stores.jobs.create(job);

      expect((await stores.jobs.get(job.jobId))?.value).toEqual(job);
    });

    test('has nothing under an id that was never used', async () => {
      expect(await stores.jobs.get(jobIdFrom('nobody'))).toBeUndefined();
    });

    test('creates a job once, of ten attempts at the same time', async () => {
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => stores.jobs.create(exampleJob())));

      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
    });

    test('saves under the version that was read', async () => {
      await stores.jobs.create(exampleJob());
      const ifVersion = await versionOf(exampleJob());

      await stores.jobs.save(exampleJob({ valueStream: 'growth' }), { ifVersion });

      expect((await stores.jobs.get(exampleJob().jobId))?.value.valueStream).toBe('growth');
    });

    test('refuses to save under an older version', async () => {
      await stores.jobs.create(exampleJob());
      const ifVersion = await versionOf(exampleJob());
      await stores.jobs.save(exampleJob(), { ifVersion });

      const second = stores.jobs.save(exampleJob({ valueStream: 'growth' }), { ifVersion });

      await expect(second).rejects.toThrow(VersionConflict);
    });

    test('lists by id, page after page, without deleted jobs', async () => {
      for (const jobId of ['c', 'a', 'd', 'b']) await stores.jobs.create(exampleJob({ jobId }));
      await stores.jobs.create(exampleJob({ jobId: 'bb', state: 'deleted' }));

      const first = await stores.jobs.list({}, { limit: 3 });
      const second = await stores.jobs.list({}, { limit: 3, cursor: first.nextCursor ?? 'none' });

      expect(first.items.map(({ jobId }) => jobId)).toEqual(['a', 'b', 'c']);
      expect(second.items.map(({ jobId }) => jobId)).toEqual(['d']);
      expect(second.nextCursor).toBeUndefined();
    });

    test('lists what a filter asks for', async () => {
      await stores.jobs.create(exampleJob({ jobId: 'a' }));
      await stores.jobs.create(exampleJob({ jobId: 'b', valueStream: 'growth' }));

      const page = await stores.jobs.list({ valueStream: 'growth', modelId: 'churn' }, { limit: 10 });

      expect(page.items.map(({ jobId }) => jobId)).toEqual(['b']);
    });

    test('lists jobs of each kind, those of a model without the others', async () => {
      await stores.jobs.create(exampleJob({ jobId: 'a' }));
      await stores.jobs.create(exampleReportJob({ jobId: 'b' }));

      const all = await stores.jobs.list({}, { limit: 10 });
      const ofModel = await stores.jobs.list({ modelId: 'churn' }, { limit: 10 });

      expect(all.items).toEqual([exampleJob({ jobId: 'a' }), exampleReportJob({ jobId: 'b' })]);
      expect(ofModel.items.map(({ jobId }) => jobId)).toEqual(['a']);
    });

    test('refuses a cursor that no page gave', async () => {
      await expect(stores.jobs.list({}, { limit: 10, cursor: '%' })).rejects.toThrow(InvalidInput);
    });

    test('finds the active jobs that are due', async () => {
      await stores.jobs.create(exampleJob({ jobId: 'later', nextDueAt: at('2026-03-01T06:00:00.001Z') }));
      await stores.jobs.create(exampleJob({ jobId: 'on-time', nextDueAt: at('2026-03-01T06:00:00Z') }));
      await stores.jobs.create(exampleJob({ jobId: 'late', nextDueAt: at('2026-02-01T06:00:00Z') }));
      await stores.jobs.create(exampleJob({ jobId: 'gone', state: 'deleted' }));

      const due = await Array.fromAsync(stores.jobs.due(at('2026-03-01T06:00:00Z')));

      expect(due.map(({ value }) => value.jobId).toSorted()).toEqual(['late', 'on-time']);
    });
  });

  describe('commit', () => {
    test('creates the runs and moves the job on, in one', async () => {
      const job = exampleJob();
      await stores.jobs.create(job);
      const run = pending(job, '2026-03-01T06:00:00Z');
      const moved = { ...job, nextDueAt: at('2026-03-02T06:00:00Z') };
      const range = { fromDueAt: 0, untilDueAt: 60_000, count: 2, generation: 1 };
      const skipped = [{ ...range, reason: 'catch-up-superseded' as const }];

      const outcome = await stores.jobs.commit({
        ...dispatch(moved, await versionOf(job), [run]),
        skipped,
      });

      expect(outcome).toBe('committed');
      expect((await stores.jobs.get(job.jobId))?.value.nextDueAt).toBe(moved.nextDueAt);
      expect((await stores.runs.get(run.runId))?.value).toEqual(run);
    });

    test('lets one of ten dispatchers win and writes nothing for the others', async () => {
      const job = exampleJob();
      await stores.jobs.create(job);
      const ifVersion = await versionOf(job);
      const attempt = (day: number) =>
        stores.jobs.commit(
          dispatch(job, ifVersion, [pending(job, `2026-03-${String(day).padStart(2, '0')}T06:00:00Z`)]),
        );

      const outcomes = await Promise.all(Array.from({ length: 10 }, (_, index) => attempt(index + 1)));

      expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
      expect((await stores.runs.listByJob(job.jobId, { limit: 50 })).items).toHaveLength(1);
    });

    test('writes nothing at all when one run exists already', async () => {
      const job = exampleJob();
      await dispatched(job, '2026-03-01T06:00:00Z');
      const ifVersion = await versionOf(job);
      const runs = [pending(job, '2026-03-02T06:00:00Z'), pending(job, '2026-03-01T06:00:00Z')];

      const moved = { ...job, nextDueAt: at('2026-03-03T06:00:00Z') };

      const outcome = await stores.jobs.commit(dispatch(moved, ifVersion, runs));

      expect(outcome).toBe('run-exists');
      expect(await versionOf(job)).toBe(ifVersion);
      expect(await stores.runs.get(runIdOf(job.jobId, at('2026-03-02T06:00:00Z')))).toBeUndefined();
    });

    test('stores ninety runs at once', async () => {
      const job = exampleJob({ recurrences: [{ type: 'interval', everySeconds: 1, anchorAt: 0 }] });
      await stores.jobs.create(job);
      const plan = planDispatch(job, { now: at('2026-03-01T06:00:00Z'), lookAheadMs: 120_000 });
      if (plan === undefined) throw new Error('Nothing is due.');

      const outcome = await stores.jobs.commit(dispatch(plan.job, await versionOf(job), plan.runs));

      expect(outcome).toBe('committed');
      expect((await stores.runs.listByJob(job.jobId, { limit: 200 })).items).toHaveLength(90);
    });
  });

  describe('commit of lanes', () => {
    const job = exampleJob();
    const lane = emptyLane(job.jobId);

    test('answers each of several writes of single runs that come at the same time', async () => {
      const dueAt = '2026-03-01T06:00:00Z';
      const stale = await dispatched(exampleJob({ jobId: 'stale' }), dueAt);
      const there = await dispatched(exampleJob({ jobId: 'there' }), dueAt);
      const going = await dispatched(exampleJob({ jobId: 'going' }), dueAt);
      const fresh = pending(exampleJob({ jobId: 'fresh' }), dueAt);
      const version = (await stores.runs.get(going.runId))?.version;

      const outcomes = await Promise.all(
        [
          { value: toRunning(stale, 1), ifVersion: 'none' },
          { value: there, ifVersion: undefined },
          { value: toRunning(going, 1), ifVersion: version },
          { value: fresh, ifVersion: undefined },
        ].map((run) => stores.jobs.commit({ jobId: run.value.jobId, runs: [run] })),
      );

      expect(outcomes).toEqual(['conflict', 'run-exists', 'committed', 'committed']);
      const found = await Promise.all(
        [stale, there, going, fresh].map(({ runId }) => stores.runs.get(runId)),
      );
      expect(found.map((run) => run?.value.state)).toEqual(['pending', 'pending', 'running', 'pending']);
    });

    test('lets one of several make the lane', async () => {
      await stores.jobs.create(job);
      const make = { jobId: job.jobId, lane: { value: lane, ifVersion: undefined } };

      const outcomes = await Promise.all(Array.from({ length: 5 }, () => stores.jobs.commit(make)));

      expect(outcomes.toSorted()).toEqual(['committed', 'conflict', 'conflict', 'conflict', 'conflict']);
      expect((await stores.jobs.getLane(job.jobId))?.value).toEqual(lane);
    });

    test('writes neither lane nor run when the lane has changed', async () => {
      const run = await dispatched(job, '2026-03-01T06:00:00Z');
      const version = (await stores.runs.get(run.runId))?.version;
      await stores.jobs.commit({ jobId: job.jobId, lane: { value: lane, ifVersion: undefined } });
      const stale = (await stores.jobs.getLane(job.jobId))?.version;
      const going = { ...lane, going: [run.runId] };
      await stores.jobs.commit({ jobId: job.jobId, lane: { value: going, ifVersion: stale } });

      const outcome = await stores.jobs.commit({
        jobId: job.jobId,
        lane: { value: lane, ifVersion: stale },
        runs: [{ value: toRunning(run, run.dueAt), ifVersion: version }],
      });

      expect(outcome).toBe('conflict');
      expect((await stores.jobs.getLane(job.jobId))?.value).toEqual(going);
      expect((await stores.runs.get(run.runId))?.value.state).toBe('pending');
    });

    test('takes a record of skipped slots a second time', async () => {
      await stores.jobs.create(job);
      const range = {
        fromDueAt: 0,
        untilDueAt: 60_000,
        count: 2,
        generation: 1,
        reason: 'job-paused' as const,
      };

      await stores.jobs.commit({ jobId: job.jobId, skipped: [range] });

      expect(await stores.jobs.commit({ jobId: job.jobId, skipped: [{ ...range, count: 3 }] })).toBe(
        'committed',
      );
    });
  });

  describe('due jobs', () => {
    test('hold a paused job at the end of its pause, and no other paused or quarantined one', async () => {
      const pause = { pausedAt: 0, author: 'a', reason: 'r', runMissed: 'none' as const };
      const resumeAt = at('2026-03-01T05:00:00Z');
      await stores.jobs.create(exampleJob({ jobId: 'ends', state: 'paused', pause: { ...pause, resumeAt } }));
      await stores.jobs.create(exampleJob({ jobId: 'stays', state: 'paused', pause }));
      await stores.jobs.create(
        exampleJob({ jobId: 'bad', state: 'quarantined', quarantine: { at: 0, error: 'e' } }),
      );

      const due = await Array.fromAsync(stores.jobs.due(at('2026-03-01T06:00:00Z')));

      expect(due.map(({ value }) => value.jobId)).toEqual(['ends']);
    });

    test('are told by value stream, the longest due first', async () => {
      await stores.jobs.create(exampleJob({ jobId: 'a', valueStream: 'credit' }));
      await stores.jobs.create(exampleJob({ jobId: 'b', valueStream: 'fraud' }));
      const before = at('2026-02-01T06:00:00Z');
      await stores.jobs.create(exampleJob({ jobId: 'c', valueStream: 'fraud', nextDueAt: before }));
      const later = at('2026-03-02T06:00:00Z');
      await stores.jobs.create(exampleJob({ jobId: 'd', valueStream: 'later', nextDueAt: later }));
      const until = at('2026-03-01T06:00:00Z');

      const ofFraud = await Array.fromAsync(stores.jobs.due(until, { valueStream: 'fraud' }));

      expect(ofFraud.map(({ value }) => value.jobId)).toEqual(['c', 'b']);
      expect((await stores.jobs.dueStreams(until)).toSorted()).toEqual(['credit', 'fraud']);
    });
  });

  describe('runs', () => {
    test('that wait at a gate come in the order of their waiting', async () => {
      for (const [jobId, since] of [
        ['second', 2],
        ['first', 1],
        ['third', 3],
      ] as const) {
        const run = await dispatched(exampleJob({ jobId }), '2026-03-01T06:00:00Z');
        await save(toWaiting({ ...run, gateKey: 'k' }, 'concurrency-limit', since));
      }
      const other = await dispatched(exampleJob({ jobId: 'other' }), '2026-03-01T06:00:00Z');
      await save(toWaiting({ ...other, gateKey: 'k2' }, 'concurrency-limit', 0));

      const waiting = await stores.runs.waitingAtGate('k', 2);

      expect(waiting.map(({ value }) => value.jobId)).toEqual(['first', 'second']);
    });

    test('that wait at gates name each gate once', async () => {
      for (const [jobId, gateKey] of [
        ['a', 'k'],
        ['b', 'k'],
        ['c', 'k2'],
      ] as const) {
        const run = await dispatched(exampleJob({ jobId }), '2026-03-01T06:00:00Z');
        await save(toWaiting({ ...run, gateKey }, 'concurrency-limit', 1));
      }
      const other = await dispatched(exampleJob({ jobId: 'd' }), '2026-03-01T06:00:00Z');
      await save(toWaiting({ ...other, gateKey: 'k3' }, 'overlap', 1));

      expect((await stores.runs.awaitedGates()).toSorted()).toEqual(['k', 'k2']);
    });

    test('that share their instant are each listed once', async () => {
      const job = exampleJob();
      const run = await dispatched(job, '2026-03-01T06:00:00Z');
      for (const digit of ['1', '2', '3']) {
        const runId = manualRunIdOf(job.jobId, digit.repeat(16));
        const runs = [{ value: { ...run, runId, trigger: 'manual' as const }, ifVersion: undefined }];
        await stores.jobs.commit({ jobId: job.jobId, runs });
      }

      const listed: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await stores.runs.listByJob(job.jobId, {
          limit: 1,
          ...(cursor === undefined ? {} : { cursor }),
        });
        listed.push(...page.items.map(({ runId }) => runId));
        cursor = page.nextCursor;
      } while (cursor !== undefined && listed.length < 10);

      expect(new Set(listed).size).toBe(4);
      expect(listed).toHaveLength(4);
    });

    const startedAt = at('2026-03-01T06:00:01Z');
    const finishedAt = at('2026-03-01T06:00:09Z');

    test.each<[string, (run: PendingRun) => Run]>([
      ['running', (run) => ({ ...run, state: 'running', startedAt })],
      [
        'failed',
        (run) => ({
          ...run,
          ...{ state: 'failed', startedAt, finishedAt },
          failure: { reason: 'current-not-found', message: 'There is no blob.' },
        }),
      ],
      ['skipped', (run) => ({ ...run, state: 'skipped', finishedAt, reason: 'job-deleted' })],
      [
        'waiting',
        (run) => ({
          ...run,
          state: 'waiting',
          waitingFor: 'overlap',
          waitingSince: startedAt,
          late: 'overlap',
        }),
      ],
      [
        'cancelled',
        (run) => ({
          ...run,
          state: 'cancelled',
          startedAt,
          finishedAt,
          cancelled: { author: 'a', reason: 'r' },
        }),
      ],
      [
        'dead',
        (run) => ({
          ...{ ...run, state: 'dead', finishedAt },
          cause: { reason: 'MaxDeliveryCountExceeded', description: 'ten times', deliveryCount: 10 },
        }),
      ],
      [
        'retried',
        (run) => ({
          ...{ ...run, attempt: 3, chainStart: 2, isInLane: true, gateKey: 'k', backfillId: 'b' },
          endedAttempts: [
            { attempt: 1, startedAt, finishedAt, failure: { reason: 'timed-out', message: 'Too long.' } },
          ],
          coalesced: { fromDueAt: startedAt, count: 7 },
          requested: { author: 'a', reason: 'r' },
          input: { model: 'churn "x"', rows: -1.5 },
          interval: { from: startedAt - 1, to: startedAt },
          parent: { runId: run.runId, step: 'score', attempt: 2 },
        }),
      ],
      [
        'succeeded',
        (run) => ({
          ...run,
          ...{ state: 'succeeded', startedAt, finishedAt },
          result: {
            ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 3, psi: 0.1, band: 'moderate-shift' },
            statusCounts: { ok: 2 },
            worstCharacteristics: [{ name: 'age', psi: 1 / 3, band: 'significant-shift' }],
            detailPath: 'results/churn/x.json',
          },
        }),
      ],
      [
        'succeeded collecting',
        (run) => ({ ...run, state: 'succeeded', startedAt, finishedAt, result: exampleReportSummary() }),
      ],
    ])('gives back a %s run', async (_state, change) => {
      const run = change(await dispatched(exampleJob(), '2026-03-01T06:00:00Z'));

      expect(await save(run)).toBe('committed');

      expect((await stores.runs.get(run.runId))?.value).toEqual(run);
    });

    test('lets one of ten claims win', async () => {
      const run = await dispatched(exampleJob(), '2026-03-01T06:00:00Z');
      const ifVersion = (await stores.runs.get(run.runId))?.version ?? '';

      const runs = [{ value: toRunning(run, startedAt), ifVersion }];

      const claims = await Promise.all(
        Array.from({ length: 10 }, () => stores.jobs.commit({ jobId: run.jobId, runs })),
      );

      expect(claims.toSorted()).toEqual(['committed', ...Array.from({ length: 9 }, () => 'conflict')]);
    });

    test('lists the latest slot first, page after page, of this job only', async () => {
      const job = exampleJob();
      const days = ['01', '02', '03'];
      for (const day of days) await dispatched(job, `2026-03-${day}T06:00:00Z`);
      await dispatched(exampleJob({ jobId: 'other' }), '2026-03-04T06:00:00Z');

      const first = await stores.runs.listByJob(job.jobId, { limit: 2 });
      const second = await stores.runs.listByJob(job.jobId, { limit: 2, cursor: first.nextCursor ?? 'none' });

      expect(first.items.map(({ dueAt }) => dueAt)).toEqual([
        at('2026-03-03T06:00:00Z'),
        at('2026-03-02T06:00:00Z'),
      ]);
      expect(second.items.map(({ dueAt }) => dueAt)).toEqual([at('2026-03-01T06:00:00Z')]);
      expect(second.nextCursor).toBeUndefined();
    });

    test('finds the runs that should have started and have not ended', async () => {
      const early = await dispatched(exampleJob({ jobId: 'early' }), '2026-03-01T06:00:00Z');
      await dispatched(exampleJob({ jobId: 'late' }), '2026-03-01T06:00:01Z');
      const done = await dispatched(exampleJob({ jobId: 'done' }), '2026-03-01T05:00:00Z');
      await save(toSkipped(done, 'job-deleted', finishedAt));
      const waiting = await dispatched(exampleJob({ jobId: 'waiting' }), '2026-03-01T06:00:00Z');
      await save(toWaiting(waiting, 'overlap', finishedAt));

      const found = await Array.fromAsync(stores.runs.unfinishedSince(at('2026-03-01T06:00:00Z')));

      expect(found.map(({ runId }) => runId)).toEqual([early.runId]);
    });
  });
}
