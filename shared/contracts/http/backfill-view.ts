import { z } from 'zod';
import { BACKFILL_STATES, type Backfill } from '../../domain/backfill/backfill.ts';
import { RUN_STATES } from '../../domain/run/run.ts';
import { instantView } from './instant-view.ts';

const requested = z.object({ author: z.string(), reason: z.string() });

const count = z.int().min(0);

/** A backfill as callers read it. */
export const backfillViewSchema = z
  .object({
    backfillId: z.string(),
    jobId: z.string(),
    state: z.enum(BACKFILL_STATES),
    from: instantView,
    until: instantView.describe('Included, as `from` is.'),
    doneUntil: instantView
      .exactOptional()
      .describe(
        'Slots up to and including this instant have been dealt with; absent until the first one has.',
      ),
    maxConcurrent: z.int().describe('How many of its runs may be unfinished at once.'),
    slotCount: count.describe('Slots of the range when it was asked for.'),
    runCount: count.describe('Runs made so far.'),
    alreadyRunCount: count.describe('Slots that had a run already.'),
    runs: z
      .partialRecord(z.enum(RUN_STATES), count)
      .readonly()
      .exactOptional()
      .describe('Runs in each state that any is in; told of a single backfill only.'),
    requested,
    lastChange: requested
      .extend({
        at: instantView,
        cancelRunning: z
          .boolean()
          .exactOptional()
          .describe('Of a cancelling: whether it ends runs that are going as well.'),
      })
      .exactOptional(),
    createdAt: instantView,
    updatedAt: instantView,
  })
  .meta({ id: 'Backfill' });

export type BackfillView = z.output<typeof backfillViewSchema>;

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
export const backfillPreviewViewSchema = z
  .object({
    slotCount: count,
    alreadyRunCount: count,
    toRunCount: count.describe('Runs that the backfill would make.'),
    first: instantView.exactOptional(),
    last: instantView.exactOptional(),
  })
  .meta({ id: 'BackfillPreview' });

export type BackfillPreviewView = z.output<typeof backfillPreviewViewSchema>;

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
