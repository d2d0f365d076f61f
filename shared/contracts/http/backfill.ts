import { z } from 'zod';
import type { Backfill, BackfillChange } from '../../domain/backfill/backfill.ts';
import type { RunState } from '../../domain/run/run.ts';
import { plainRequest } from './change-job.ts';

const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant with an offset or Z' })
  .transform((text) => Date.parse(text));

/** The body of `POST /api/jobs/{jobId}/backfills`. */
export const startBackfillRequest = plainRequest.extend({
  from: instant,
  until: instant,
  maxConcurrent: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(100, 'must be at most 100')
    .default(5),
  dryRun: z.boolean('must be true or false').default(false),
});

/** The body of `POST …/cancel`. */
export const cancelBackfillRequest = plainRequest.extend({
  cancelRunning: z.boolean('must be true or false').default(false),
});

/** A backfill as callers read it; instants are ISO 8601 UTC. */
export interface BackfillView extends Pick<
  Backfill,
  | 'backfillId'
  | 'jobId'
  | 'state'
  | 'maxConcurrent'
  | 'slotCount'
  | 'runCount'
  | 'alreadyRunCount'
  | 'requested'
> {
  readonly from: string;
  readonly until: string;
  /** Slots up to and including this instant have been dealt with; absent until the first one has. */
  readonly doneUntil?: string;
  readonly lastChange?: Omit<BackfillChange, 'at'> & { readonly at: string };
  /** Runs in each state that any is in; told of a single backfill only. */
  readonly runs?: Readonly<Partial<Record<RunState, number>>>;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What callers read of a backfill. */
export function backfillView(backfill: Backfill, runs?: BackfillView['runs']): BackfillView {
  const { backfillId, jobId, state, maxConcurrent, slotCount, runCount, alreadyRunCount } = backfill;
  const { requested: request, fromDueAt, untilDueAt, doneUntil, lastChange, createdAt, updatedAt } = backfill;
  return {
    ...{ backfillId, jobId, state, from: toIso(fromDueAt), until: toIso(untilDueAt) },
    ...(doneUntil < fromDueAt ? {} : { doneUntil: toIso(doneUntil) }),
    ...{ maxConcurrent, slotCount, runCount, alreadyRunCount },
    ...(runs === undefined ? {} : { runs }),
    requested: request,
    ...(lastChange === undefined ? {} : { lastChange: { ...lastChange, at: toIso(lastChange.at) } }),
    ...{ createdAt: toIso(createdAt), updatedAt: toIso(updatedAt) },
  };
}

/** The answer to a dry run. */
export interface BackfillPreviewView {
  readonly slotCount: number;
  readonly alreadyRunCount: number;
  readonly toRunCount: number;
  readonly first?: string;
  readonly last?: string;
}

/** What callers read of a dry run; `first` and `last` are epoch ms. */
export function backfillPreviewView({
  first,
  last,
  ...counts
}: Omit<BackfillPreviewView, 'first' | 'last'> & {
  readonly first?: number;
  readonly last?: number;
}): BackfillPreviewView {
  return {
    ...counts,
    ...(first === undefined ? {} : { first: toIso(first) }),
    ...(last === undefined ? {} : { last: toIso(last) }),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
