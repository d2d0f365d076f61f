import { z } from 'zod';
import { isBackfillIdOf } from '../../domain/backfill/backfill-id.ts';
import { jobId } from '../run.ts';
import { backfillPreviewViewSchema, backfillViewSchema } from './backfill-view.ts';
import { jsonBody, NO_BODY, NO_QUERY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { runRequest } from './run-requests.ts';

const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant with an offset or Z' })
  .transform((text) => Date.parse(text));

/** The body of `POST /api/jobs/{jobId}/backfills`. */
const startBackfillRequest = runRequest.extend({
  from: instant.describe('The first instant of the range; it lies in the past.'),
  until: instant.describe('The last instant of the range.'),
  maxConcurrent: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(100, 'must be at most 100')
    .default(5),
  dryRun: z.boolean('must be true or false').default(false),
});

/** The body of `POST …/cancel`. */
const cancelBackfillRequest = runRequest.extend({
  cancelRunning: z
    .boolean('must be true or false')
    .default(false)
    .describe('Whether runs that are going are ended as well.'),
});

const tag = 'Backfills';
const LIST = '/jobs/{jobId}/backfills';
const ONE = '/jobs/{jobId}/backfills/{backfillId}';

/** A backfill is in the value stream of its job. */
const READ = { role: 'reader', of: 'job' } as const;
const CHANGE = { role: 'operator', of: 'job' } as const;

const ofJob = z.object({ jobId });

/** What a path names that is no backfill's id names none. */
export const backfillParams = z
  .object({ jobId, backfillId: z.string() })
  .refine(({ jobId: job, backfillId }) => isBackfillIdOf(job, backfillId), {
    path: ['backfillId'],
    error: 'must be the id of a backfill of the job',
  });

const ONE_ANSWER = { 200: { description: 'The backfill.', schema: backfillViewSchema } } as const;

export const startBackfillContract = operationContract({
  ...{ operationId: 'startBackfill', method: 'POST', path: LIST, tag },
  summary: 'Runs the slots of a past range',
  description:
    'The slots are those that the recurrences name now; a slot that has a run keeps it. `dryRun` counts them and changes nothing.',
  access: CHANGE,
  params: ofJob,
  query: NO_QUERY,
  body: jsonBody(startBackfillRequest),
  idempotency: 'own',
  answers: {
    200: {
      description: 'What a dry run found, or the backfill that the same Idempotency-Key has made before.',
      schema: z.union([backfillViewSchema, backfillPreviewViewSchema]),
    },
    202: { description: 'Its runs are being made.', schema: backfillViewSchema, headers: ['location'] },
  },
  problems: ['not-found', 'already-exists'],
  example: {
    path: { jobId: 'churn-daily' },
    headers: { 'idempotency-key': 'february-again' },
    body: {
      ...{ from: '2026-02-26T00:00:00Z', until: '2026-02-27T00:00:00Z', maxConcurrent: 2 },
      reason: 'The file of these days was wrong.',
    },
    status: 202,
  },
});

export const listBackfillsContract = operationContract({
  ...{ operationId: 'listBackfills', method: 'GET', path: LIST, tag },
  summary: 'The backfills of a job, the latest request first',
  access: READ,
  params: ofJob,
  query: z.strictObject(paging),
  body: NO_BODY,
  answers: { 200: { description: 'A page of them.', schema: pageView(backfillViewSchema) } },
  problems: ['not-found'],
  example: { path: { jobId: 'churn-daily' }, status: 200 },
});

export const readBackfillContract = operationContract({
  ...{ operationId: 'readBackfill', method: 'GET', path: ONE, tag },
  summary: 'One backfill, with how many of its runs are in which state',
  access: READ,
  params: backfillParams,
  query: NO_QUERY,
  body: NO_BODY,
  answers: ONE_ANSWER,
  problems: ['not-found'],
  example: { status: 200 },
});

export const pauseBackfillContract = operationContract({
  ...{ operationId: 'pauseBackfill', method: 'POST', path: `${ONE}/pause`, tag },
  summary: 'Makes no more runs of a backfill for now; those that are made go on',
  access: CHANGE,
  params: backfillParams,
  query: NO_QUERY,
  body: jsonBody(runRequest),
  idempotency: 'stored',
  answers: ONE_ANSWER,
  problems: ['not-found', 'conflict'],
  example: { body: { reason: 'The warehouse is being maintained.' }, status: 200 },
});

export const resumeBackfillContract = operationContract({
  ...{ operationId: 'resumeBackfill', method: 'POST', path: `${ONE}/resume`, tag },
  summary: 'Lets a paused backfill go on from where it was',
  access: CHANGE,
  params: backfillParams,
  query: NO_QUERY,
  body: jsonBody(runRequest),
  idempotency: 'stored',
  answers: ONE_ANSWER,
  problems: ['not-found', 'conflict'],
  example: { body: { reason: 'The maintenance is over.' }, status: 200 },
});

export const cancelBackfillContract = operationContract({
  ...{ operationId: 'cancelBackfill', method: 'POST', path: `${ONE}/cancel`, tag },
  summary: 'Ends a backfill; its runs that have not begun are cancelled',
  access: CHANGE,
  params: backfillParams,
  query: NO_QUERY,
  body: jsonBody(cancelBackfillRequest),
  idempotency: 'stored',
  answers: ONE_ANSWER,
  problems: ['not-found', 'conflict'],
  example: { body: { reason: 'It was the wrong range.', cancelRunning: true }, status: 200 },
});
