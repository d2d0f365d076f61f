import { beforeEach, describe, expect, test } from 'vitest';
import type { AuditProgressStore } from '../../shared/application/ports/audit-progress-store.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { RunStore } from '../../shared/application/ports/run-store.ts';
import type { SlotStore } from '../../shared/application/ports/slot-store.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import type { PendingRun, Run } from '../../shared/domain/run/run.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { toDead, toFailed, toRunning } from '../../shared/domain/run/run-transitions.ts';
import { NO_COUNTS } from '../../shared/domain/slot/audit-counts.ts';
import { at, exampleJob, jobIdFrom } from '../support/example-job.ts';

export interface SlotStores {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly slots: SlotStore;
  readonly progress: AuditProgressStore;
}

function pendingRun(job: string, dueAt: string, more: Partial<PendingRun> = {}): PendingRun {
  const jobId = jobIdFrom(job);
  return {
    ...{ runId: runIdOf(jobId, at(dueAt)), jobId, valueStream: 'retention', state: 'pending' },
    ...{ trigger: 'schedule', dueAt: at(dueAt), effectiveAt: at(dueAt), generation: 1 },
    ...{ createdAt: at(dueAt), attempt: 1, chainStart: 1, endedAttempts: [] },
    ...more,
  };
}

const CAUSE = { reason: 'MaxDeliveryCountExceeded', description: 'No such host', deliveryCount: 10 };
const FAILURE = { reason: 'timed-out', message: 'It took too long.' } as const;

/** What every set of stores that slots are read from has to do; `make` gives an empty set. */
export function describeSlotStores(make: () => Promise<SlotStores>): void {
  let stores: SlotStores;

  beforeEach(async () => {
    stores = await make();
  });

  async function put(...runs: readonly Run[]): Promise<void> {
    for (const value of runs) {
      await stores.jobs.commit({ jobId: value.jobId, runs: [{ value, ifVersion: undefined }] });
    }
  }

  describe('slots', () => {
    const days = ['2026-03-03T06:00:00Z', '2026-03-01T06:00:00Z', '2026-03-02T06:00:00Z'];
    const range = { fromDueAt: at('2026-03-01T06:00:00Z'), untilDueAt: at('2026-03-02T06:00:00Z') };

    test('give the runs due in a range, both ends included, the earliest first', async () => {
      await put(...days.map((day) => pendingRun('a', day)), pendingRun('b', '2026-03-01T06:00:00Z'));

      const found = await stores.slots.runsDue(jobIdFrom('a'), { ...range, limit: 10 });

      expect(found.map(({ dueAt }) => dueAt)).toEqual([range.fromDueAt, range.untilDueAt]);
    });

    test('give at most so many runs, and none made by hand', async () => {
      await put(
        pendingRun('a', '2026-03-01T06:00:00Z', { trigger: 'manual' }),
        pendingRun('a', '2026-03-02T06:00:00Z', { trigger: 'backfill' }),
        pendingRun('a', '2026-03-03T06:00:00Z'),
      );

      const found = await stores.slots.runsDue(jobIdFrom('a'), {
        fromDueAt: 0,
        untilDueAt: at('2027-01-01T00:00:00Z'),
        limit: 1,
      });

      expect(found.map(({ trigger }) => trigger)).toEqual(['backfill']);
    });

    test('give the records that overlap a range', async () => {
      const jobId = jobIdFrom('a');
      const record = (from: string, until: string) =>
        ({
          fromDueAt: at(from),
          untilDueAt: at(until),
          count: 2,
          reason: 'catch-up-skip',
          generation: 1,
        }) as const;
      const inside = record('2026-03-02T06:00:00Z', '2026-03-05T06:00:00Z');
      const before = record('2026-02-01T06:00:00Z', '2026-03-01T06:00:00Z');
      const apart = record('2026-03-02T06:00:01Z', '2026-03-05T06:00:00Z');
      await stores.jobs.commit({ jobId, skipped: [apart, inside, before] });

      expect(await Array.fromAsync(stores.slots.skippedSlots(jobId, range))).toEqual([before, inside]);
    });

    test('give the run that stands for a slot', async () => {
      const coalesced = { fromDueAt: at('2026-03-01T06:00:00Z'), count: 2 };
      const run = pendingRun('a', '2026-03-03T06:00:00Z', { coalesced });
      await put(run, pendingRun('a', '2026-03-02T12:00:00Z'));
      const jobId = jobIdFrom('a');

      expect(await stores.slots.coalescingRun(jobId, at('2026-03-02T06:00:00Z'))).toEqual(run);
      expect(await stores.slots.coalescingRun(jobId, at('2026-03-03T06:00:00Z'))).toBeUndefined();
      expect(await stores.slots.coalescingRun(jobId, at('2026-02-28T06:00:00Z'))).toBeUndefined();
    });

    test('give the jobs page by page, without deleted ones', async () => {
      for (const jobId of ['c', 'a', 'b']) await stores.jobs.create(exampleJob({ jobId }));
      await stores.jobs.create(exampleJob({ jobId: 'bb', state: 'deleted' }));

      const first = await stores.slots.jobsAfter(undefined, 2);
      const second = await stores.slots.jobsAfter(first.next, 2);

      expect(first.jobs.map(({ value }) => value.jobId)).toEqual(['a', 'b']);
      expect(second).toMatchObject({ jobs: [{ value: { jobId: 'c' }, isSeenWhenDue: true }] });
      expect(second.next).toBeUndefined();
    });
  });

  describe('the list of all runs', () => {
    const dead = toDead(pendingRun('b', '2026-03-01T06:00:00Z'), CAUSE, at('2026-03-01T07:00:00Z'));
    const failed = toFailed(
      toRunning(
        pendingRun('a', '2026-03-01T06:00:00Z', { valueStream: 'growth' }),
        at('2026-03-01T06:00:01Z'),
      ),
      FAILURE,
      at('2026-03-01T07:00:00Z'),
    );
    const late = pendingRun('a', '2026-03-02T06:00:00Z');

    async function idsOf(filter: Parameters<RunStore['list']>[0]): Promise<string[]> {
      return (await stores.runs.list(filter, { limit: 10 })).items.map(({ runId }) => runId);
    }

    test('is of every job, the latest slot first, then by id', async () => {
      await put(dead, late, failed);

      expect(await idsOf({})).toEqual([late.runId, failed.runId, dead.runId]);
    });

    test('comes in pages, also among runs of one instant', async () => {
      await put(dead, late, failed);

      const first = await stores.runs.list({}, { limit: 2 });
      const second = await stores.runs.list({}, { limit: 2, cursor: first.nextCursor ?? 'none' });

      expect(first.items.map(({ runId }) => runId)).toEqual([late.runId, failed.runId]);
      expect(second).toEqual({ items: [dead] });
    });

    test('is narrowed by state, value stream, job, cause and time', async () => {
      await put(dead, late, failed);

      expect(await idsOf({ states: ['dead', 'failed'] })).toEqual([failed.runId, dead.runId]);
      expect(await idsOf({ valueStream: 'growth' })).toEqual([failed.runId]);
      expect(await idsOf({ jobId: jobIdFrom('b') })).toEqual([dead.runId]);
      expect(await idsOf({ causeContains: 'NO SUCH' })).toEqual([dead.runId]);
      expect(await idsOf({ causeContains: 'timed-out' })).toEqual([failed.runId]);
      expect(await idsOf({ fromDueAt: late.dueAt, untilDueAt: late.dueAt })).toEqual([late.runId]);
      expect(await idsOf({ states: [] })).toEqual([]);
    });

    test('is narrowed to the value streams that a caller may see, and to one of these', async () => {
      await put(dead, late, failed);

      expect(await idsOf({ valueStreams: ['growth', 'other'] })).toEqual([failed.runId]);
      expect(await idsOf({ valueStreams: ['growth', 'retention'] })).toHaveLength(3);
      expect(await idsOf({ valueStreams: ['retention'], valueStream: 'growth' })).toEqual([]);
      expect(await idsOf({ valueStreams: [] })).toEqual([]);
    });

    test('is narrowed to the runs of a backfill', async () => {
      const backfillId = 'a.backfill-0123456789abcdef';
      const filled = pendingRun('a', '2026-03-03T06:00:00Z', { trigger: 'backfill', backfillId });
      await put(dead, late, filled);

      expect(await idsOf({ jobId: jobIdFrom('a'), backfillId })).toEqual([filled.runId]);
    });

    test('refuses a cursor that no page gave', async () => {
      await expect(stores.runs.list({}, { limit: 1, cursor: '%' })).rejects.toThrow(InvalidInput);
    });
  });

  describe('the progress of the audit', () => {
    const counts = { ...NO_COUNTS, jobs: 3, answers: { ran: 2, 'late: overlap': 1 } };
    const progress = {
      last: { startedAt: 1_000, finishedAt: 2_000, counts },
      present: { startedAt: 3_000, updatedAt: 4_000, position: 'job-7', counts },
    };

    test('is given back as it was saved', async () => {
      expect(await stores.progress.get()).toBeUndefined();

      const saved = await stores.progress.save(progress, { ifVersion: undefined });

      expect(await stores.progress.get()).toEqual({
        value: progress,
        ...(saved === 'conflict' ? {} : saved),
      });
    });

    test('is begun once and replaced under the version that was read', async () => {
      const first = await stores.progress.save({}, { ifVersion: undefined });
      if (first === 'conflict') throw new Error('Nothing was there before.');

      expect(await stores.progress.save({}, { ifVersion: undefined })).toBe('conflict');
      expect(await stores.progress.save(progress, { ifVersion: first.version })).not.toBe('conflict');
      expect(await stores.progress.save(progress, { ifVersion: first.version })).toBe('conflict');
    });
  });
}
