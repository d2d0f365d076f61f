import { z } from 'zod';
import { jobId, runId } from '../run.ts';
import { backfillParams } from './backfill.ts';
import { jsonBody, NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { runDetailViewSchema } from './run-detail-view.ts';
import { retryRunsRequest, runRequest, runsQuery } from './run-requests.ts';
import { runViewSchema } from './run-view.ts';

const tag = 'Runs';
const params = z.object({ runId });
const A_PAGE = { 200: { description: 'A page of them.', schema: pageView(runViewSchema) } } as const;
const THE_RUN = { 200: { description: 'The run as it is now.', schema: runViewSchema } } as const;

export const listRunsContract = operationContract({
  ...{ operationId: 'listRuns', method: 'GET', path: '/jobs/{jobId}/runs', tag },
  summary: 'The runs of a job, the latest slot first; also of a deleted one',
  access: { role: 'reader', of: 'job' },
  params: z.object({ jobId }),
  query: z.strictObject(paging),
  body: NO_BODY,
  answers: A_PAGE,
  problems: ['not-found'],
  example: { path: { jobId: 'churn-daily' }, query: { limit: '2' }, status: 200 },
});

export const listBackfillRunsContract = operationContract({
  ...{ operationId: 'listBackfillRuns', method: 'GET', tag },
  path: '/jobs/{jobId}/backfills/{backfillId}/runs',
  summary: 'The runs that a backfill has made, the latest slot first',
  description: 'Slots that had a run before the backfill are not among them.',
  access: { role: 'reader', of: 'job' },
  params: backfillParams,
  query: z.strictObject(paging),
  body: NO_BODY,
  answers: A_PAGE,
  problems: ['not-found'],
  example: { query: { limit: '2' }, status: 200 },
});

export const listAllRunsContract = operationContract({
  ...{ operationId: 'listAllRuns', method: 'GET', path: '/runs', tag },
  summary: 'The runs of all jobs, the latest slot first',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: runsQuery,
  body: NO_BODY,
  answers: A_PAGE,
  example: { query: { state: 'failed,dead', limit: '2' }, status: 200 },
});

export const readRunContract = operationContract({
  ...{ operationId: 'readRun', method: 'GET', path: '/runs/{runId}', tag },
  summary: 'One run: what happened to it, its result and where its log lines are',
  access: { role: 'reader', of: 'run' },
  params,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The run.', schema: runDetailViewSchema } },
  problems: ['not-found'],
  example: { status: 200 },
});

export const retryRunContract = operationContract({
  ...{ operationId: 'retryRun', method: 'POST', path: '/runs/{runId}/retry', tag },
  summary: 'Begins a run anew that failed, is dead, was cancelled or skipped',
  access: { role: 'operator', of: 'run' },
  params,
  query: NO_QUERY,
  body: jsonBody(runRequest),
  idempotency: 'stored',
  answers: {
    202: { description: 'The run, which is begun anew.', schema: runViewSchema, headers: ['location'] },
  },
  problems: ['not-found', 'conflict'],
  example: { body: { reason: 'The file is there now.' }, status: 202 },
});

export const cancelRunContract = operationContract({
  ...{ operationId: 'cancelRun', method: 'POST', path: '/runs/{runId}/cancel', tag },
  summary: 'Ends a run that has not ended; the same again is no fault',
  access: { role: 'operator', of: 'run' },
  params,
  query: NO_QUERY,
  body: jsonBody(runRequest),
  idempotency: 'stored',
  answers: THE_RUN,
  problems: ['not-found', 'conflict'],
  example: { body: { reason: 'Its data are wrong.' }, status: 200 },
});

const notRetried = z.object({
  runId: z.string(),
  reason: z.enum(['not-retryable', 'job-deleted', 'not-found']),
  state: runViewSchema.shape.state.exactOptional().describe('The state it was in by then.'),
});

const retrySummary = z
  .object({
    matched: z.int().describe('Runs that the filter named.'),
    retried: z.int(),
    notRetried: z.array(notRetried).readonly(),
    nextCursor: z.string().exactOptional().describe('Present while there may be more.'),
    runIds: z.array(z.string()).readonly().describe('Those that the filter named.'),
  })
  .meta({ id: 'RetrySummary' });

export type RetrySummaryView = z.output<typeof retrySummary>;

export const retryRunsContract = operationContract({
  ...{ operationId: 'retryRuns', method: 'POST', path: '/runs/retry', tag },
  summary:
    'Begins all runs anew that a filter names, of the value streams in which the caller is an operator',
  access: { role: 'operator', of: 'any' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: jsonBody(retryRunsRequest, {
    streamsOf: ({ filter: { valueStream } }) => (valueStream === undefined ? [] : [valueStream]),
  }),
  idempotency: 'stored',
  answers: { 200: { description: 'What was found, and what became of it.', schema: retrySummary } },
  example: {
    body: { filter: { state: 'failed' }, reason: 'The warehouse is back.', dryRun: true },
    status: 200,
  },
});
