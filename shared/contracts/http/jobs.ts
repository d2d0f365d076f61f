import { z } from 'zod';
import { JOB_STATES } from '../../domain/job/job.ts';
import { MAX_TAGS, TAG_PATTERN } from '../../domain/job/job-label.ts';
import { JOB_SORTS, type JobOrder } from '../../domain/job/job-order.ts';
import { JOB_KINDS } from '../../domain/job/job-work.ts';
import { isNewId, NEW_ID_RULE, newId } from '../new-id.ts';
import { jobId } from '../run.ts';
import { jobSummarySchema, jobViewSchema } from './job-view.ts';
import { mergePatchRequest } from './merge-patch.ts';
import { jsonBody, NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { documentedJobRequest, scheduleJobRequest, type ScheduleJobRequest } from './schedule-job.ts';

/** A path that names a job. */
export const jobParams = z.object({ jobId });
/** Of a job that may not be there yet. */
const newJobParams = z.object({ jobId: newId(jobId) });

export const JOBS_TAG = 'Jobs';
const ONE = '/jobs/{jobId}';

/** What a job is made of, for the examples. */
const EXAMPLE = {
  kind: 'stability',
  valueStream: 'retention',
  task: {
    modelId: 'churn',
    baseline: 'baselines/churn.csv',
    current: 'datasets/churn/{yyyy}-{MM}-{dd}.csv',
    scoreColumn: 'score',
  },
  recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'Europe/London' }],
};

const newJobRequest = scheduleJobRequest.superRefine(({ jobId: id }, context) => {
  if (id !== undefined && !isNewId(id))
    context.addIssue({ code: 'custom', path: ['jobId'], message: NEW_ID_RULE });
});
const newJobBody = jsonBody(newJobRequest, { documented: documentedJobRequest, streamsOf });
const jobBody = jsonBody(scheduleJobRequest, { documented: documentedJobRequest, streamsOf });

function streamsOf({ valueStream }: ScheduleJobRequest): readonly string[] {
  return [valueStream];
}

export const scheduleJobContract = operationContract({
  ...{ operationId: 'scheduleJob', method: 'POST', path: '/jobs/schedule', tag: JOBS_TAG },
  summary: 'Schedules a job',
  description:
    'Without a `jobId` the id follows from the definition. The same request twice makes one job; an id that another definition has is refused.',
  access: { role: 'operator', of: 'any' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: newJobBody,
  idempotency: 'stored',
  answers: {
    200: {
      description: 'There is such a job already.',
      schema: jobViewSchema,
      headers: ['location'],
    },
    201: { description: 'The new job.', schema: jobViewSchema, headers: ['location'] },
  },
  problems: ['already-exists'],
  example: { body: { ...EXAMPLE, jobId: 'churn-weekly' }, status: 201 },
});

const LISTED_STATES = JOB_STATES.filter((state) => state !== 'deleted');

const SORTS = JOB_SORTS.flatMap((by) => [by, `-${by}`] as const);

/** Several, with commas between. */
function listOf<T extends z.ZodType<string, string>>(item: T) {
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(item).max(MAX_TAGS));
}

const listQuery = z.strictObject({
  kind: z.enum(JOB_KINDS, `must be one of ${JOB_KINDS.join(', ')}`).exactOptional(),
  status: listOf(z.enum(LISTED_STATES, `must be one of ${LISTED_STATES.join(', ')}`))
    .exactOptional()
    .describe('The state; several with commas between.'),
  valueStream: z.string().exactOptional(),
  modelId: z.string().exactOptional(),
  tag: listOf(z.string().regex(TAG_PATTERN, 'must be a tag'))
    .exactOptional()
    .describe('Jobs that have it; of several, with commas between, jobs that have all.'),
  text: z
    .string()
    .min(1, 'must not be empty')
    .max(200, 'must be at most 200 characters')
    .exactOptional()
    .describe('Part of the id, the description, the model or the resource, whatever its case.'),
  sort: z
    .enum(SORTS, `must be one of ${SORTS.join(', ')}`)
    .default('jobId')
    .transform(toOrder)
    .describe('With "-" before it in descending order. Jobs without a next slot come last.'),
  count: z
    .enum(['true', 'false'], 'must be "true" or "false"')
    .default('false')
    .transform((text) => text === 'true')
    .describe('Whether to count them: its cost grows with their number, so ask once for a filter.'),
  ...paging,
});

const jobPage = pageView(jobSummarySchema).extend({
  total: z
    .int()
    .min(0)
    .exactOptional()
    .describe('With `count=true`: how many jobs there are that fit the filter, on all pages.'),
});

export type JobPageView = z.output<typeof jobPage>;

function toOrder(sort: (typeof SORTS)[number]): JobOrder {
  const by = JOB_SORTS.find((name) => sort.endsWith(name)) ?? 'jobId';
  return { by, isDescending: sort.startsWith('-') };
}

export const listJobsContract = operationContract({
  ...{ operationId: 'listJobs', method: 'GET', path: '/jobs', tag: JOBS_TAG },
  summary: 'The jobs, in pages',
  description:
    'A job in a list has neither its coming slots nor warnings, which are calculated when a single job is read. A cursor is good for the filter and the order that gave it.',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: listQuery,
  body: NO_BODY,
  answers: { 200: { description: 'A page of them.', schema: jobPage } },
  example: { query: { count: 'true', limit: '2' }, status: 200 },
});

export const readJobContract = operationContract({
  ...{ operationId: 'readJob', method: 'GET', path: ONE, tag: JOBS_TAG },
  summary: 'One job, with its coming slots and what its author may not have meant',
  access: { role: 'reader', of: 'job' },
  params: jobParams,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The job.', schema: jobViewSchema, headers: ['etag'] } },
  problems: ['not-found'],
  example: { status: 200 },
});

export const editJobContract = operationContract({
  ...{ operationId: 'editJob', method: 'PUT', path: ONE, tag: JOBS_TAG },
  summary: 'Gives a job this definition, from now on, whether or not there is one yet',
  description:
    'A job that is there takes If-Match; with `If-None-Match: *` one is only created. Slots that were due before keep the answer of the old definition and are never run again. A `jobId` in the body must be the one of the path.',
  access: { role: 'operator', of: 'job', mayBeNew: true },
  params: newJobParams,
  query: NO_QUERY,
  body: jobBody,
  ifMatch: 'optional',
  headers: { 'If-None-Match': '`*`: only make a job that is not there; 412 when there is one.' },
  answers: {
    200: { description: 'The job as it is now.', schema: jobViewSchema, headers: ['etag'] },
    201: { description: 'The new job.', schema: jobViewSchema, headers: ['location', 'etag'] },
  },
  problems: ['conflict', 'precondition-failed', 'precondition-required'],
  example: { headers: { 'if-match': '*' }, body: EXAMPLE, status: 200 },
});

/** What is left out stays; what is null goes. The schema of the whole says what may be put. */
const documentedPatch = z
  .object({
    valueStream: z.string(),
    description: z.string().nullable(),
    tags: z.array(z.string()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
    task: z.record(z.string(), z.unknown()),
    recurrences: z.array(z.unknown()),
    policies: z.record(z.string(), z.unknown()).nullable(),
  })
  .partial();

export const patchJobContract = operationContract({
  ...{ operationId: 'patchJob', method: 'PATCH', path: ONE, tag: JOBS_TAG },
  summary: 'Changes parts of the definition of a job, from now on',
  description:
    'A JSON merge patch (RFC 7396) of the definition as a caller would write it: what is left out stays, null takes a field away, lists are replaced. A stability job keeps its frozen baseline, unless the patch has `task.baseline`, `task.bins` or `task.columnTypes`: then it is frozen anew.',
  access: { role: 'operator', of: 'job' },
  params: jobParams,
  query: NO_QUERY,
  body: jsonBody(mergePatchRequest, {
    documented: documentedPatch,
    contentTypes: ['application/merge-patch+json', 'application/json'],
    streamsOf: ({ valueStream }) => (typeof valueStream === 'string' ? [valueStream] : []),
  }),
  ifMatch: 'required',
  answers: { 200: { description: 'The job as it is now.', schema: jobViewSchema, headers: ['etag'] } },
  problems: ['not-found', 'conflict', 'precondition-failed', 'precondition-required'],
  example: {
    headers: { 'if-match': '*' },
    body: { description: 'Churn of all regions.', tags: ['gold'], policies: { timeoutSeconds: 600 } },
    status: 200,
  },
});

export const deleteJobContract = operationContract({
  ...{ operationId: 'deleteJob', method: 'DELETE', path: ONE, tag: JOBS_TAG },
  summary: 'Deletes a job: no slot is dispatched any more',
  description:
    'Runs that have not begun are skipped when their time comes; what ran stays readable. An id that is used again goes on counting generations.',
  access: { role: 'operator', of: 'job' },
  params: jobParams,
  query: NO_QUERY,
  body: NO_BODY,
  ifMatch: 'optional',
  answers: { 204: { description: 'It is deleted.' } },
  problems: ['not-found', 'precondition-failed'],
  example: { status: 204 },
});
