import type { Backfill } from '../../shared/domain/backfill/backfill.ts';
import { backfillIdOf } from '../../shared/domain/backfill/backfill-id.ts';
import type { PendingRun } from '../../shared/domain/run/run.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { at, jobIdFrom } from './example-job.ts';

type Overrides = Partial<Omit<Backfill, 'jobId' | 'backfillId'>> & {
  readonly jobId?: string;
  /** Tells the backfills of a job apart. */
  readonly digit?: string;
};

/** A backfill of the daily example job for January, with what a test wants otherwise. */
export function exampleBackfill({
  jobId: text = 'churn-daily',
  digit = '0',
  ...rest
}: Overrides = {}): Backfill {
  const jobId = jobIdFrom(text);
  const fromDueAt = at('2026-01-01T00:00:00Z');
  return {
    backfillId: backfillIdOf(jobId, digit.repeat(16)),
    jobId,
    state: 'running',
    generation: 1,
    fromDueAt,
    untilDueAt: at('2026-01-31T23:59:59Z'),
    doneUntil: fromDueAt - 1,
    maxConcurrent: 5,
    slotCount: 31,
    runCount: 0,
    alreadyRunCount: 0,
    requested: { author: 'ada', reason: 'The history is missing.' },
    createdAt: at('2026-03-01T00:00:00Z'),
    updatedAt: at('2026-03-01T00:00:00Z'),
    ...rest,
  };
}

/** The run that a backfill makes for a slot. */
export function exampleBackfillRun({ backfillId, jobId, requested }: Backfill, dueAt: number): PendingRun {
  const now = at('2026-03-01T00:00:00Z');
  return {
    runId: runIdOf(jobId, dueAt),
    ...{ jobId, valueStream: 'retention', generation: 1, dueAt, effectiveAt: now, createdAt: now },
    ...{ state: 'pending', trigger: 'backfill', late: 'backfill', backfillId, requested },
    ...{ attempt: 1, chainStart: 1, endedAttempts: [] },
  };
}

/** 06:00 on a day of January: a slot of the daily job. */
export function january(day: number): number {
  return Date.UTC(2026, 0, day, 6);
}
