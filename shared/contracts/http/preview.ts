import { z } from 'zod';
import type { LintWarning } from '../../domain/schedule/lint-recurrences.ts';
import type { Preview } from '../../domain/schedule/preview-due-times.ts';
import type { Recurrence } from '../../domain/schedule/recurrence.ts';
import { SLOT_NOTES } from '../../domain/schedule/local-reading.ts';
import { describeRecurrence } from './describe-recurrence.ts';
import { instantView } from './instant-view.ts';
import { JOBS_TAG, jobParams } from './jobs.ts';
import { jsonBody, NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';
import { instant, recurrenceList } from './recurrence.ts';
import { warningView } from './warning-view.ts';

/** The group of what is asked about recurrences that no job has yet. */
export const RECURRENCES_TAG = 'Recurrences';

const DEFAULT_COUNT = 20;

/** How many slots to show at most. */
const count = z
  .number('must be a number')
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(1000, 'must be at most 1000');

/** The body of `POST /api/recurrences/preview`. */
const previewRequest = z.strictObject({
  recurrences: recurrenceList.min(1, 'must hold at least one recurrence'),
  after: instant.exactOptional(),
  count: count.default(DEFAULT_COUNT),
});

/** The query of `GET /api/jobs/{jobId}/preview`. */
const previewQuery = z.strictObject({
  after: instant.exactOptional(),
  count: z.coerce.number('must be a number').pipe(count).default(DEFAULT_COUNT),
});

const namedTime = z.object({
  recurrence: z.int().describe('Its place among the recurrences.'),
  timeZone: z.string(),
  localTime: z.string().describe('As the clocks of the zone show it, without an offset.'),
  utcOffset: z.string(),
  note: z.enum(SLOT_NOTES).exactOptional().describe('What clock changes have to do with it.'),
});

const skippedTime = z.object({
  note: z.literal('skipped-by-gap'),
  recurrence: z.int(),
  timeZone: z.string(),
  localTime: z.string().describe('The first local time of its gap that is left out.'),
  changeAt: instantView.describe('When clocks go forward.'),
});

/** Coming slots as callers read them. */
const preview = z
  .object({
    slots: z.array(z.object({ dueAt: instantView, namedBy: z.array(namedTime).readonly() })).readonly(),
    skipped: z.array(skippedTime).readonly(),
    endedBy: z
      .enum(['count', 'steps', 'no-more-slots'])
      .describe('Why there are no more: as many as asked for, too long to look for more, or none to come.'),
    inWords: z.array(z.string()).readonly().describe('Each recurrence in English, in the same order.'),
    warnings: z.array(warningView).readonly(),
  })
  .meta({ id: 'Preview' });

export type PreviewView = z.output<typeof preview>;

const previewAnswer = { 200: { description: 'The coming slots.', schema: preview } };

export const previewRecurrencesContract = operationContract({
  ...{
    operationId: 'previewRecurrences',
    method: 'POST',
    path: '/recurrences/preview',
    tag: RECURRENCES_TAG,
  },
  summary: 'The slots that recurrences would name',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: jsonBody(previewRequest),
  answers: previewAnswer,
  example: {
    body: {
      recurrences: [{ type: 'cron', expression: '30 1 * * *', timeZone: 'Europe/London' }],
      ...{ after: '2026-03-27T00:00:00Z', count: 3 },
    },
    status: 200,
  },
});

export const previewJobContract = operationContract({
  ...{ operationId: 'previewJob', method: 'GET', path: '/jobs/{jobId}/preview', tag: JOBS_TAG },
  summary: 'The slots that a job names next',
  access: { role: 'reader', of: 'job' },
  params: jobParams,
  query: previewQuery,
  body: NO_BODY,
  answers: previewAnswer,
  problems: ['not-found'],
  example: { query: { count: '2' }, status: 200 },
});

interface PreviewParts {
  readonly recurrences: readonly Recurrence[];
  readonly preview: Preview;
  /** With pointers into the list of recurrences. */
  readonly warnings: readonly LintWarning[];
}

/** What callers read of a preview. */
export function previewView({ recurrences, preview: found, warnings }: PreviewParts): PreviewView {
  const { slots, skipped, endedBy } = found;
  return {
    slots: slots.map(({ dueAt, namedBy }) => ({ dueAt: toIso(dueAt), namedBy })),
    skipped: skipped.map(({ changeAt, ...rest }) => ({ ...rest, changeAt: toIso(changeAt) })),
    endedBy,
    inWords: recurrences.map(describeRecurrence),
    warnings: warnings.map((warning) => ({ ...warning, pointer: `/recurrences${warning.pointer}` })),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
