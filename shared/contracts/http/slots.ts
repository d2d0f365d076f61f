import { z } from 'zod';
import {
  isRange,
  type AnsweredRange,
  type AnsweredSlot,
  type SlotEntry,
} from '../../domain/slot/answer-slots.ts';
import type { SlotPosition, SlotRange } from '../../domain/slot/named-slots.ts';
import { describeAnswer } from '../../domain/slot/describe-answer.ts';
import { addIssues } from './issues.ts';
import { paging } from './paging.ts';
import { queryInstant } from './query-instant.ts';

const DAY_MS = 24 * 60 * 60_000;
const MAX_RANGE_MS = 31 * DAY_MS;

/** A page of slots: which range, from where on, how many. */
export interface SlotsQuery extends SlotRange {
  readonly limit: number;
  readonly position?: SlotPosition;
}

const cursorPosition = z.object({
  fromDueAt: z.int(),
  untilDueAt: z.int(),
  at: z.int(),
  seen: z.int().min(0),
});

/**
 * The query parameters of `GET /api/jobs/{jobId}/slots`: by default the last 24 hours before `now`. A cursor names
 * its range itself, so that the pages of a default range belong together.
 */
export function slotsQuery(now: number): z.ZodType<SlotsQuery> {
  return z
    .strictObject({ from: queryInstant.exactOptional(), to: queryInstant.exactOptional(), ...paging })
    .transform(({ from, to, limit, cursor }, context): SlotsQuery => {
      if (cursor !== undefined) return { limit, ...readCursor(cursor, context) };
      const untilDueAt = to ?? Math.max(now, from ?? now);
      const fromDueAt = from ?? untilDueAt - DAY_MS;
      addIssues(context, rangeIssues({ fromDueAt, untilDueAt }));
      return { fromDueAt, untilDueAt, limit };
    });
}

function rangeIssues({ fromDueAt, untilDueAt }: SlotRange) {
  if (untilDueAt < fromDueAt) return [{ pointer: '/to', message: 'must not be before "from"' }];
  if (untilDueAt - fromDueAt <= MAX_RANGE_MS) return [];
  return [{ pointer: '/to', message: 'must be at most 31 days after "from"' }];
}

function readCursor(text: string, context: z.RefinementCtx): Omit<SlotsQuery, 'limit'> {
  const read = cursorPosition.safeParse(parseJson(atobUrl(text)));
  if (!read.success) {
    addIssues(context, [{ pointer: '/cursor', message: 'must be the "nextCursor" of the page before' }]);
    return { fromDueAt: 0, untilDueAt: 0 };
  }
  const { fromDueAt, untilDueAt, ...position } = read.data;
  return { fromDueAt, untilDueAt, position };
}

/** The cursor of the next page. */
export function slotsCursor({ fromDueAt, untilDueAt }: SlotRange, { at, seen }: SlotPosition): string {
  return btoa(JSON.stringify({ fromDueAt, untilDueAt, at, seen })).replaceAll('=', '');
}

function atobUrl(text: string): string {
  try {
    return atob(text);
  } catch {
    return '';
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A slot as callers read it; instants are ISO 8601 UTC. */
export interface SlotView extends Pick<
  AnsweredSlot,
  'answer' | 'runId' | 'runState' | 'latenessMs' | 'coalescedInto'
> {
  readonly type: 'slot';
  readonly dueAt: string;
  readonly effectiveAt: string;
  /** The answer in a sentence. */
  readonly inWords: string;
  readonly startedAt?: string;
}

/** Slots of an earlier definition, as callers read them. */
export interface SlotRangeView extends Pick<AnsweredRange, 'answer' | 'count' | 'generation'> {
  readonly type: 'slot-range';
  readonly fromDueAt: string;
  readonly untilDueAt: string;
  readonly inWords: string;
}

/** What callers read of an entry. */
export function slotEntryView(entry: SlotEntry): SlotView | SlotRangeView {
  const inWords = describeAnswer(entry.answer);
  if (isRange(entry)) {
    const { fromDueAt, untilDueAt } = entry;
    return {
      ...entry,
      ...{ type: 'slot-range', inWords },
      ...{ fromDueAt: toIso(fromDueAt), untilDueAt: toIso(untilDueAt) },
    };
  }
  const { dueAt, effectiveAt, startedAt, ...rest } = entry;
  return {
    ...{ type: 'slot', dueAt: toIso(dueAt), effectiveAt: toIso(effectiveAt) },
    ...rest,
    inWords,
    ...(startedAt === undefined ? {} : { startedAt: toIso(startedAt) }),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
