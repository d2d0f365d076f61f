import { z } from 'zod';
import { InvalidInput, type Issue } from '../../domain/errors.ts';
import { RUN_STATES } from '../../domain/run/run.ts';
import { isRange, type SlotEntry } from '../../domain/slot/answer-slots.ts';
import type { SlotPosition, SlotRange } from '../../domain/slot/named-slots.ts';
import { describeAnswer } from '../../domain/slot/describe-answer.ts';
import { instantView } from './instant-view.ts';
import { JOBS_TAG, jobParams } from './jobs.ts';
import { NO_BODY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { queryInstant } from './query-instant.ts';
import { slotAnswerView } from './run-view.ts';

const DAY_MS = 24 * 60 * 60_000;
const MAX_RANGE_MS = 31 * DAY_MS;

/** A page of slots: which range, from where on, how many. */
interface SlotsQuery extends SlotRange {
  readonly limit: number;
  readonly position?: SlotPosition;
}

/** A month of a job of every minute is 45 pages, not 224. */
const MAX_LIMIT = 1000;

const cursorPosition = z.object({
  fromDueAt: z.int(),
  untilDueAt: z.int(),
  at: z.int(),
  seen: z.int().min(0),
});

const query = z.strictObject({
  from: queryInstant.exactOptional(),
  to: queryInstant.exactOptional(),
  ...paging,
  limit: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(MAX_LIMIT, `must be at most ${MAX_LIMIT}`)
    .default(50),
});

/**
 * The page that a query asks for: by default of the last 24 hours before `now`. A cursor names its range itself, so that
 * the pages of a default range belong together. Throws InvalidInput.
 */
export function toSlotsQuery({ from, to, limit, cursor }: z.output<typeof query>, now: number): SlotsQuery {
  if (cursor !== undefined) return { limit, ...readCursor(cursor) };
  const untilDueAt = to ?? Math.max(now, from ?? now);
  const fromDueAt = from ?? untilDueAt - DAY_MS;
  const issues = rangeIssues({ fromDueAt, untilDueAt });
  if (issues.length > 0) throw new InvalidInput('The query has faults.', issues);
  return { fromDueAt, untilDueAt, limit };
}

function rangeIssues({ fromDueAt, untilDueAt }: SlotRange): readonly Issue[] {
  if (untilDueAt < fromDueAt) return [{ pointer: '/to', message: 'must not be before "from"' }];
  if (untilDueAt - fromDueAt <= MAX_RANGE_MS) return [];
  return [{ pointer: '/to', message: 'must be at most 31 days after "from"' }];
}

function readCursor(text: string): Omit<SlotsQuery, 'limit'> {
  const read = cursorPosition.safeParse(parseJson(atobUrl(text)));
  if (!read.success) {
    throw new InvalidInput('The cursor is not one that a page gave.', [
      { pointer: '/cursor', message: 'must be the "nextCursor" of the page before' },
    ]);
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

const slotView = z
  .object({
    type: z.literal('slot'),
    dueAt: instantView,
    effectiveAt: instantView.describe('When its run may start.'),
    answer: slotAnswerView,
    inWords: z.string().describe('The answer in a sentence.'),
    runId: z.string().exactOptional(),
    runState: z.enum(RUN_STATES).exactOptional(),
    startedAt: instantView.exactOptional().describe('When its first attempt began.'),
    finishedAt: instantView.exactOptional().describe('When its run ended, of one that began.'),
    latenessMs: z.number().exactOptional().describe("How long after its time, the job's spread included."),
    coalescedInto: z.string().exactOptional().describe('The run that was told to stand for this slot.'),
  })
  .meta({ id: 'Slot' });

const slotRangeView = z
  .object({
    type: z.literal('slot-range'),
    fromDueAt: instantView,
    untilDueAt: instantView,
    count: z.int(),
    answer: slotAnswerView,
    inWords: z.string(),
    generation: z.int().describe('The definition that named them.'),
  })
  .describe(
    'Slots of an earlier definition that did not run; which instants they were is not known any more.',
  )
  .meta({ id: 'SlotRange' });

const entry = z.discriminatedUnion('type', [slotView, slotRangeView]);

/** A slot, or slots of an earlier definition. */
export type SlotEntryView = z.output<typeof entry>;

export const listSlotsContract = operationContract({
  ...{ operationId: 'listSlots', method: 'GET', path: '/jobs/{jobId}/slots', tag: JOBS_TAG },
  summary: 'Every slot of a range with its one answer: whether it ran, and else why not',
  description:
    'Of the last 24 hours unless `from` and `to` (both included, at most 31 days apart) say otherwise. Also of a deleted job.',
  access: { role: 'reader', of: 'job' },
  params: jobParams,
  query,
  body: NO_BODY,
  answers: { 200: { description: 'A page of them, the earliest first.', schema: pageView(entry) } },
  problems: ['not-found'],
  example: { query: { limit: '3' }, status: 200 },
});

/** What callers read of an entry. */
export function slotEntryView(found: SlotEntry): SlotEntryView {
  const inWords = describeAnswer(found.answer);
  if (isRange(found)) {
    const { fromDueAt, untilDueAt } = found;
    return {
      ...found,
      ...{ type: 'slot-range', inWords },
      ...{ fromDueAt: toIso(fromDueAt), untilDueAt: toIso(untilDueAt) },
    };
  }
  const { dueAt, effectiveAt, startedAt, finishedAt, ...rest } = found;
  return {
    ...{ type: 'slot', dueAt: toIso(dueAt), effectiveAt: toIso(effectiveAt) },
    ...rest,
    inWords,
    ...(startedAt === undefined ? {} : { startedAt: toIso(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishedAt: toIso(finishedAt) }),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
