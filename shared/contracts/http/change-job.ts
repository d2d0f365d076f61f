import { z } from 'zod';
import { RUN_MISSED } from '../../domain/job/job.ts';
import { RUN_STATES } from '../../domain/run/run.ts';
import { runId, runInput } from '../run.ts';
import { jobViewSchema } from './job-view.ts';
import { JOBS_TAG, jobParams } from './jobs.ts';
import { jsonBody, NO_QUERY, operationContract } from './operation.ts';
import { runViewSchema } from './run-view.ts';

const author = z
  .string()
  .min(1, 'must not be empty')
  .max(128, 'must be at most 128 characters')
  .describe('Who asks, where the API does not know its callers; else left out.');
const reason = z
  .string()
  .min(1, 'must not be empty')
  .max(500, 'must be at most 500 characters')
  .describe('Kept with what is changed.');

/** Who asks for a change, and why: kept with what is changed. */
const requested = { author: author.exactOptional(), reason };

const instant = z.iso.datetime({ offset: true, error: 'must be an ISO 8601 instant with an offset or Z' });

const runMissed = z.enum(RUN_MISSED, `must be one of ${RUN_MISSED.join(', ')}`);

const pauseRequest = z.strictObject({
  ...requested,
  resumeAt: instant.optional().describe('When it resumes by itself; absent: when someone resumes it.'),
  runMissed: runMissed
    .default('none')
    .describe('Which of the slots missed meanwhile the resume by itself brings back.'),
});

/** What becomes of the missed slots has to be said. */
const resumeRequest = z.strictObject({
  runMissed: runMissed.describe('Which of the slots missed meanwhile it brings back.'),
  author: author.exactOptional(),
  reason: reason.exactOptional(),
});

const CHANGE = { role: 'operator', of: 'job' } as const;

const jobAnswer = { 200: { description: 'The job as it is now.', schema: jobViewSchema } };

export const pauseJobContract = operationContract({
  ...{ operationId: 'pauseJob', method: 'POST', path: '/jobs/{jobId}/pause', tag: JOBS_TAG },
  summary: 'Pauses an active job: nothing of it starts any more',
  description:
    'What is going goes on, and runs by hand are still made. Pausing a paused job leaves it as it is.',
  access: CHANGE,
  params: jobParams,
  query: NO_QUERY,
  body: jsonBody(pauseRequest),
  idempotency: 'stored',
  answers: jobAnswer,
  problems: ['not-found', 'conflict'],
  example: {
    body: { reason: 'The source is being rebuilt.', resumeAt: '2027-01-01T00:00:00Z', runMissed: 'latest' },
    status: 200,
  },
});

export const resumeJobContract = operationContract({
  ...{ operationId: 'resumeJob', method: 'POST', path: '/jobs/{jobId}/resume', tag: JOBS_TAG },
  summary: 'Makes a paused or quarantined job active again',
  description: 'Resuming an active job leaves it as it is.',
  access: CHANGE,
  params: jobParams,
  query: NO_QUERY,
  body: jsonBody(resumeRequest),
  idempotency: 'stored',
  answers: jobAnswer,
  problems: ['not-found', 'conflict'],
  example: { body: { runMissed: 'none' }, status: 200 },
});

const givenInput = runInput.describe(
  'Values for the run: `{input.<name>}` in the texts of its task. At most 50 texts and numbers, 4 KiB together; no secrets.',
);

export const triggerRunContract = operationContract({
  ...{ operationId: 'triggerRun', method: 'POST', path: '/jobs/{jobId}/runs', tag: JOBS_TAG },
  summary: 'Runs a job now, beside its schedule',
  description:
    'Also a paused or completed one. The overlap policy and the concurrency limit apply as to any other run.',
  access: CHANGE,
  params: jobParams,
  query: NO_QUERY,
  body: jsonBody(z.strictObject({ ...requested, input: givenInput.exactOptional() })),
  idempotency: 'own',
  answers: {
    200: {
      description: 'The run that the same Idempotency-Key has made before.',
      schema: runViewSchema,
      headers: ['location'],
    },
    202: { description: 'The run, which begins soon.', schema: runViewSchema, headers: ['location'] },
  },
  problems: ['not-found'],
  example: {
    headers: { 'idempotency-key': 'late-data-of-march' },
    body: { reason: 'The data came late.' },
    status: 202,
  },
});

const retriedRun = z
  .object({
    runId: z.string(),
    attempt: z.int().describe('The attempt that it goes on with.'),
    status: z.enum(RUN_STATES).describe('The state of the run.'),
  })
  .meta({ id: 'RetriedRun' });

export const retryJobContract = operationContract({
  ...{ operationId: 'retryJob', method: 'POST', path: '/jobs/{jobId}/retry', tag: JOBS_TAG },
  summary: 'Retries the last run of a job that failed, or the one named',
  description:
    'The run goes on with a further attempt. Without `runId` it is the run of the latest slot that failed or is dead; a run that is being retried already stays as it is.',
  access: CHANGE,
  params: jobParams,
  query: NO_QUERY,
  body: jsonBody(z.strictObject({ runId: runId.exactOptional(), ...requested })),
  idempotency: 'stored',
  answers: {
    200: { description: 'It is being retried already.', schema: retriedRun, headers: ['location'] },
    202: { description: 'It will go on soon.', schema: retriedRun, headers: ['location'] },
  },
  problems: ['not-found', 'conflict'],
  example: { body: { reason: 'The source is complete now.' }, status: 202 },
});
