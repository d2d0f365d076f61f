import { beforeEach, describe, expect, test } from 'vitest';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { RunStore } from '../../shared/application/ports/run-store.ts';
import { planDispatch } from '../../shared/domain/dispatch/plan-dispatch.ts';
import { InvalidInput, VersionConflict } from '../../shared/domain/errors.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import type { PendingRun, Run } from '../../shared/domain/run/run.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { at, exampleJob, jobIdFrom } from '../support/example-job.ts';

export interface Stores {
  readonly jobs: JobStore;
  readonly runs: RunStore;
}

/** What every pair of a JobStore and a RunStore has to do; `make` gives an empty pair. */
export function describeJobAndRunStore(make: () => Promise<Stores>): void {
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
    const plan = planDispatch({ ...job, nextDueAt: at(dueAt) }, at(dueAt), 0);
    const run = plan?.runs[0];
    if (run === undefined) throw new Error('Nothing is due.');
    return run;
  }

  async function dispatched(job: Job, dueAt: string): Promise<PendingRun> {
    const run = pending(job, dueAt);
    await stores.jobs.create(job);
    const ifVersion = await versionOf(job);
    expect(await stores.jobs.dispatch({ job, ifVersion, runs: [run], skipped: undefined })).toBe(
      'dispatched',
    );
    return run;
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

    test('refuses a cursor that no page gave', async () => {
      await expect(stores.jobs.list({}, { limit: 10, cursor: '%' })).rejects.toThrow(InvalidInput);
    });

    test('finds the active jobs that are due, the longest due first', async () => {
      await stores.jobs.create(exampleJob({ jobId: 'later', nextDueAt: at('2026-03-01T06:00:00.001Z') }));
      await stores.jobs.create(exampleJob({ jobId: 'on-time', nextDueAt: at('2026-03-01T06:00:00Z') }));
      await stores.jobs.create(exampleJob({ jobId: 'late', nextDueAt: at('2026-02-01T06:00:00Z') }));
      await stores.jobs.create(exampleJob({ jobId: 'gone', state: 'deleted' }));

      const due = await Array.fromAsync(stores.jobs.due(at('2026-03-01T06:00:00Z')));

      expect(due.map(({ value }) => value.jobId)).toEqual(['late', 'on-time']);
    });
  });

  describe('dispatch', () => {
    test('creates the runs and moves the job on, in one', async () => {
      const job = exampleJob();
      await stores.jobs.create(job);
      const run = pending(job, '2026-03-01T06:00:00Z');
      const moved = { ...job, nextDueAt: at('2026-03-02T06:00:00Z') };
      const skipped = { fromDueAt: 0, untilDueAt: 60_000, count: 2, reason: 'superseded-by-latest' } as const;

      const outcome = await stores.jobs.dispatch({
        job: moved,
        ifVersion: await versionOf(job),
        runs: [run],
        skipped,
      });

      expect(outcome).toBe('dispatched');
      expect((await stores.jobs.get(job.jobId))?.value.nextDueAt).toBe(moved.nextDueAt);
      expect((await stores.runs.get(run.runId))?.value).toEqual(run);
    });

    test('lets one of ten dispatchers win and writes nothing for the others', async () => {
      const job = exampleJob();
      await stores.jobs.create(job);
      const ifVersion = await versionOf(job);
      const attempt = (day: number) =>
        stores.jobs.dispatch({
          job,
          ifVersion,
          runs: [pending(job, `2026-03-${String(day).padStart(2, '0')}T06:00:00Z`)],
          skipped: undefined,
        });

      const outcomes = await Promise.all(Array.from({ length: 10 }, (_, index) => attempt(index + 1)));

      expect(outcomes.filter((outcome) => outcome === 'dispatched')).toHaveLength(1);
      expect((await stores.runs.listByJob(job.jobId, { limit: 50 })).items).toHaveLength(1);
    });

    test('writes nothing at all when one run exists already', async () => {
      const job = exampleJob();
      await dispatched(job, '2026-03-01T06:00:00Z');
      const ifVersion = await versionOf(job);
      const runs = [pending(job, '2026-03-02T06:00:00Z'), pending(job, '2026-03-01T06:00:00Z')];

      const outcome = await stores.jobs.dispatch({
        job: { ...job, nextDueAt: at('2026-03-03T06:00:00Z') },
        ifVersion,
        runs,
        skipped: undefined,
      });

      expect(outcome).toBe('run-exists');
      expect(await versionOf(job)).toBe(ifVersion);
      expect(await stores.runs.get(runIdOf(job.jobId, at('2026-03-02T06:00:00Z')))).toBeUndefined();
    });

    test('stores ninety runs at once', async () => {
      const job = exampleJob({ recurrences: [{ type: 'interval', everySeconds: 1, anchorAt: 0 }] });
      await stores.jobs.create(job);
      const plan = planDispatch(job, at('2026-03-01T06:00:00Z'), 120_000);
      if (plan === undefined) throw new Error('Nothing is due.');

      const outcome = await stores.jobs.dispatch({ ...plan, ifVersion: await versionOf(job) });

      expect(outcome).toBe('dispatched');
      expect((await stores.runs.listByJob(job.jobId, { limit: 200 })).items).toHaveLength(90);
    });
  });

  describe('runs', () => {
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
      ['cancelled', (run) => ({ ...run, state: 'cancelled', finishedAt, reason: 'job-deleted' })],
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
    ])('gives back a %s run', async (_state, change) => {
      const run = change(await dispatched(exampleJob(), '2026-03-01T06:00:00Z'));
      const stored = await stores.runs.get(run.runId);

      await stores.runs.save(run, { ifVersion: stored?.version ?? '' });

      expect((await stores.runs.get(run.runId))?.value).toEqual(run);
    });

    test('lets one of ten claims win', async () => {
      const run = await dispatched(exampleJob(), '2026-03-01T06:00:00Z');
      const ifVersion = (await stores.runs.get(run.runId))?.version ?? '';

      const claims = await Promise.allSettled(
        Array.from({ length: 10 }, () =>
          stores.runs.save({ ...run, state: 'running', startedAt }, { ifVersion }),
        ),
      );

      expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const claim of claims) {
        if (claim.status === 'rejected') expect(claim.reason).toBeInstanceOf(VersionConflict);
      }
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
      const ifVersion = (await stores.runs.get(done.runId))?.version ?? '';
      await stores.runs.save(
        { ...done, state: 'cancelled', finishedAt, reason: 'job-deleted' },
        { ifVersion },
      );

      const found = await Array.fromAsync(stores.runs.unfinishedSince(at('2026-03-01T06:00:00Z')));

      expect(found.map(({ runId }) => runId)).toEqual([early.runId]);
    });
  });
}
