import { z } from 'zod';
import type { JobText } from '../../domain/fleet/fleet.ts';
import type { StreamTemplate, TemplateDefinition } from '../../domain/fleet/stream-template.ts';
import { InvalidInput } from '../../domain/errors.ts';
import { mergePatch } from '../../domain/job/merge-patch.ts';
import { jobText, templateText } from './fleet-request.ts';
import { instantView } from './instant-view.ts';
import { issuesOf } from './issues.ts';
import { jobViewSchema } from './job-view.ts';
import { mergePatchRequest } from './merge-patch.ts';
import { jsonBody, NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { scheduleJobRequest, type ScheduleJobRequest } from './schedule-job.ts';

const tag = 'Fleets';
const ONE = '/templates/{valueStream}';

const params = z.object({ valueStream: z.string().min(1).max(128) });

/** The body of `PUT /api/templates/{valueStream}`. */
const templateRequest = z.strictObject({
  description: z
    .string()
    .min(1, 'must not be empty')
    .max(500, 'must be at most 500 characters')
    .exactOptional(),
  defaults: templateText.describe(
    'A part of a job as `POST /api/jobs/schedule` takes it, without `jobId` and `valueStream`.',
  ),
});

/** The definition in the domain's form. */
export function toTemplate(
  valueStream: string,
  { description, defaults }: z.output<typeof templateRequest>,
): TemplateDefinition {
  return { valueStream, ...(description === undefined ? {} : { description }), defaults };
}

const templateSchema = z
  .object({
    valueStream: z.string(),
    description: z.string().exactOptional(),
    defaults: jobText,
    generation: z.int().min(1).describe('Counts the definitions that it has had.'),
    createdAt: instantView,
    updatedAt: instantView,
  })
  .meta({ id: 'StreamTemplate' });

export type TemplateView = z.output<typeof templateSchema>;

/** What callers read of a template. */
export function templateView({ createdAt, updatedAt, ...rest }: StreamTemplate): TemplateView {
  return {
    ...rest,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}

/** A job that starts from a template. Throws InvalidInput with every fault of what comes of it. */
export function jobFromTemplate(
  { valueStream, defaults }: Pick<StreamTemplate, 'valueStream' | 'defaults'>,
  patch: JobText,
): ScheduleJobRequest {
  const parsed = scheduleJobRequest.safeParse(mergePatch({ ...defaults, valueStream }, patch));
  if (!parsed.success) throw new InvalidInput('The body has faults.', issuesOf(parsed.error));
  if (parsed.data.valueStream === valueStream) return parsed.data;
  const message = `must be "${valueStream}" as in the path, or left out`;
  throw new InvalidInput('The body has faults.', [{ pointer: '/valueStream', message }]);
}

const READ = { role: 'reader', of: 'template' } as const;
const CHANGE = { role: 'operator', of: 'template' } as const;

const answer = { schema: templateSchema, headers: ['etag'] } as const;

export const listTemplatesContract = operationContract({
  ...{ operationId: 'listTemplates', method: 'GET', path: '/templates', tag },
  summary: 'The templates of value streams, in order of their names',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: z.strictObject(paging),
  body: NO_BODY,
  answers: { 200: { description: 'A page of them.', schema: pageView(templateSchema) } },
  example: { query: { limit: '10' }, status: 200 },
});

export const readTemplateContract = operationContract({
  ...{ operationId: 'readTemplate', method: 'GET', path: ONE, tag },
  summary: 'What fleets and jobs of a value stream start from',
  access: READ,
  params,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The template.', ...answer } },
  problems: ['not-found'],
  example: { status: 200 },
});

export const saveTemplateContract = operationContract({
  ...{ operationId: 'saveTemplate', method: 'PUT', path: ONE, tag },
  summary: 'Gives a value stream a template, or another one',
  description:
    'The fleets of the stream follow within a minute. Jobs that have started from it stay as they are. The same template again is no change, whatever If-Match says.',
  access: CHANGE,
  params,
  query: NO_QUERY,
  body: jsonBody(templateRequest),
  ifMatch: 'optional',
  answers: {
    200: { description: 'Replaced, or so already.', ...answer },
    201: { description: 'The new template.', schema: templateSchema, headers: ['etag', 'location'] },
  },
  problems: ['precondition-required', 'precondition-failed'],
  example: {
    path: { valueStream: 'growth' },
    body: { defaults: { tags: ['growth'], policies: { retry: { maxAttempts: 5 } } } },
    status: 201,
  },
});

export const deleteTemplateContract = operationContract({
  ...{ operationId: 'deleteTemplate', method: 'DELETE', path: ONE, tag },
  summary: 'Takes a value stream its template; its fleets go on without',
  access: CHANGE,
  params,
  query: NO_QUERY,
  body: NO_BODY,
  ifMatch: 'optional',
  answers: { 204: { description: 'It is gone.' } },
  problems: ['not-found', 'precondition-failed'],
  example: { status: 204 },
});

export const scheduleFromTemplateContract = operationContract({
  ...{ operationId: 'scheduleFromTemplate', method: 'POST', path: `${ONE}/jobs`, tag },
  summary: "Schedules a job that starts from its value stream's template",
  description:
    'The body is a job as `POST /api/jobs/schedule` takes it, without what the template says already: it is merged over that (RFC 7396). The job is one by itself from then on.',
  access: CHANGE,
  params,
  query: NO_QUERY,
  body: jsonBody(mergePatchRequest, {
    documented: jobText,
    streamsOf: ({ valueStream }) => (typeof valueStream === 'string' ? [valueStream] : []),
  }),
  idempotency: 'stored',
  answers: {
    200: { description: 'There is such a job already.', schema: jobViewSchema, headers: ['location'] },
    201: { description: 'The new job.', schema: jobViewSchema, headers: ['location'] },
  },
  problems: ['not-found', 'already-exists'],
  example: {
    path: { valueStream: 'retention' },
    body: {
      kind: 'report-collection',
      task: { resource: 'accounts', baseUrl: 'https://reports.example.com' },
      recurrences: [{ type: 'cron', expression: '0 5 * * *', timeZone: 'Europe/London' }],
    },
    status: 201,
  },
});
