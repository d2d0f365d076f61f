import { z } from 'zod';
import { UNMATCHED_POLICIES } from '../../domain/fleet/fleet.ts';
import { JOB_STATES, RUN_MISSED } from '../../domain/job/job.ts';
import { PREVIEW_OUTCOMES } from '../../domain/fleet/preview-outcome.ts';
import { fleetId, fleetRequest, overrideText } from './fleet-request.ts';
import { fleetCommandViewSchema, fleetSummarySchema, fleetViewSchema } from './fleet-view.ts';
import { jobSummarySchema } from './job-view.ts';
import { jsonBody, NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';
import { pageView } from './page-view.ts';
import { paging } from './paging.ts';
import { optionalRequest, runRequest } from './run-requests.ts';
import { modelId } from './model-id.ts';

const tag = 'Fleets';
const ONE = '/fleets/{fleetId}';
const OVERRIDE = '/fleets/{fleetId}/overrides/{modelId}';

const params = z.object({ fleetId });
const overrideParams = z.object({ fleetId, modelId });

const READ = { role: 'reader', of: 'fleet' } as const;
const CHANGE = { role: 'operator', of: 'fleet' } as const;
const DEFINE = { ...CHANGE, mayBeNew: true } as const;

const EXAMPLE = {
  valueStream: 'retention',
  selector: { idPrefix: 'churn' },
  template: {
    kind: 'report-collection',
    task: { resource: '{modelId}-scores', baseUrl: 'https://reports.example.com' },
    recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'Europe/London' }],
  },
  overrides: { churn: { policies: { timeoutSeconds: 900 } } },
};

const fleetBody = jsonBody(fleetRequest, { streamsOf: ({ valueStream }) => [valueStream] });

const fleetAnswer = { schema: fleetViewSchema, headers: ['etag'] } as const;

export const listFleetsContract = operationContract({
  ...{ operationId: 'listFleets', method: 'GET', path: '/fleets', tag },
  summary: 'The fleets, in order of their ids',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: z.strictObject({ valueStream: z.string().exactOptional(), ...paging }),
  body: NO_BODY,
  answers: { 200: { description: 'A page of them.', schema: pageView(fleetSummarySchema) } },
  example: { query: { limit: '10' }, status: 200 },
});

export const readFleetContract = operationContract({
  ...{ operationId: 'readFleet', method: 'GET', path: ONE, tag },
  summary: 'One fleet, and how far its jobs are what it wants',
  access: READ,
  params,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The fleet.', ...fleetAnswer } },
  problems: ['not-found'],
  example: { status: 200 },
});

export const saveFleetContract = operationContract({
  ...{ operationId: 'saveFleet', method: 'PUT', path: ONE, tag },
  summary: 'Defines a fleet: one job over every model that it selects, edited as one',
  description:
    'One conditional write, and its jobs follow: those of a few hundred models before the answer, of more within minutes; `progress` tells. The same definition again is no change, whatever If-Match says; to replace another one, send the ETag that you have read.',
  access: DEFINE,
  params,
  query: NO_QUERY,
  body: fleetBody,
  ifMatch: 'optional',
  answers: {
    200: { description: 'Replaced, or defined so already.', ...fleetAnswer },
    201: { description: 'The new fleet.', schema: fleetViewSchema, headers: ['etag', 'location'] },
  },
  problems: ['conflict', 'precondition-required', 'precondition-failed'],
  example: { path: { fleetId: 'scores' }, body: EXAMPLE, status: 201 },
});

export const deleteFleetContract = operationContract({
  ...{ operationId: 'deleteFleet', method: 'DELETE', path: ONE, tag },
  summary: 'Ends a fleet: its jobs are let go, and with the last of them it is gone',
  access: CHANGE,
  params,
  query: z.strictObject({
    jobs: z
      .enum(UNMATCHED_POLICIES, `must be one of ${UNMATCHED_POLICIES.join(', ')}`)
      .exactOptional()
      .describe(
        'What becomes of its jobs; left out: what `whenUnmatched` says. Those that are kept are jobs by themselves.',
      ),
  }),
  body: NO_BODY,
  ifMatch: 'optional',
  answers: {
    202: { description: 'Its jobs are being let go.', schema: fleetViewSchema },
    204: { description: 'It is gone.' },
  },
  problems: ['not-found', 'precondition-failed'],
  example: { status: 204 },
});

const previewedJob = z.object({
  modelId: z.string(),
  jobId: z.string(),
  outcome: z.enum(PREVIEW_OUTCOMES),
  differences: z
    .array(z.object({ pointer: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
    .readonly()
    .exactOptional()
    .describe('Of one that would be edited.'),
  errors: z
    .array(z.object({ pointer: z.string(), detail: z.string() }))
    .readonly()
    .exactOptional()
    .describe('Of one that cannot be made what the fleet wants.'),
});

const count = z.int().min(0);

const previewView = z
  .object({
    models: count.describe('Models that it selects.'),
    counts: z.record(z.enum(PREVIEW_OUTCOMES), count),
    jobs: z.array(previewedJob).readonly().describe('The first that would be changed, or fail.'),
    isPartial: z.boolean().describe('There was no time for all models: the counts are of the first ones.'),
  })
  .meta({ id: 'FleetPreview' });

export type FleetPreviewView = z.output<typeof previewView>;

export const previewFleetContract = operationContract({
  ...{ operationId: 'previewFleet', method: 'POST', path: `${ONE}/preview`, tag },
  summary: 'Says what this definition of a fleet would do; nothing is written',
  description:
    'Each job that would be made or edited is checked as by a dry run of a bulk request: calendars, secrets, the upstream job, the file of its baseline. It takes 20 seconds at most.',
  access: DEFINE,
  params,
  query: z.strictObject({
    limit: z.coerce
      .number('must be a number')
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(1000, 'must be at most 1000')
      .default(100)
      .describe('How many jobs are told of; all are counted.'),
  }),
  body: fleetBody,
  answers: { 200: { description: 'What would become of its jobs.', schema: previewView } },
  example: { path: { fleetId: 'scores-hourly' }, body: EXAMPLE, status: 200 },
});

export const listFleetJobsContract = operationContract({
  ...{ operationId: 'listFleetJobs', method: 'GET', path: `${ONE}/jobs`, tag },
  summary: 'The jobs of a fleet, in order of their ids, those that it has let go of among them',
  access: READ,
  params,
  query: z.strictObject({
    status: z
      .enum(JOB_STATES, `must be one of ${JOB_STATES.join(', ')}`)
      .exactOptional()
      .describe('Jobs in this state.'),
    text: z
      .string()
      .min(1, 'must not be empty')
      .max(200, 'must be at most 200 characters')
      .exactOptional()
      .describe('Part of the id, the description, the model or the resource, whatever its case.'),
    ...paging,
  }),
  body: NO_BODY,
  answers: { 200: { description: 'A page of them.', schema: pageView(jobSummarySchema) } },
  problems: ['not-found'],
  example: { query: { limit: '10' }, status: 200 },
});

export const saveOverrideContract = operationContract({
  ...{ operationId: 'saveFleetOverride', method: 'PUT', path: OVERRIDE, tag },
  summary: 'Gives one model of a fleet its own cron, thresholds or policies',
  description:
    'The whole override of the model: a merge patch (RFC 7396) over the template. The rest of the fleet stays as it is, also where it has changed meanwhile.',
  access: CHANGE,
  params: overrideParams,
  query: NO_QUERY,
  body: jsonBody(overrideText),
  ifMatch: 'optional',
  answers: { 200: { description: 'The fleet as it is now.', ...fleetAnswer } },
  problems: ['not-found', 'conflict', 'precondition-failed'],
  example: {
    body: { recurrences: [{ type: 'cron', expression: '0 * * * *', timeZone: 'Europe/London' }] },
    status: 200,
  },
});

export const deleteOverrideContract = operationContract({
  ...{ operationId: 'deleteFleetOverride', method: 'DELETE', path: OVERRIDE, tag },
  summary: 'Takes one model of a fleet its override',
  access: CHANGE,
  params: overrideParams,
  query: NO_QUERY,
  body: NO_BODY,
  ifMatch: 'optional',
  answers: { 200: { description: 'The fleet as it is now.', ...fleetAnswer } },
  problems: ['not-found', 'conflict', 'precondition-failed'],
  example: { status: 200 },
});

const commandAnswers = {
  202: {
    description: 'It is being done to every job; `GET` of the fleet tells how far.',
    schema: fleetCommandViewSchema,
  },
};

const instant = z.iso.datetime({ offset: true, error: 'must be an ISO 8601 instant with an offset or Z' });

const runMissed = z.enum(RUN_MISSED, `must be one of ${RUN_MISSED.join(', ')}`);

const command = {
  method: 'POST',
  tag,
  access: CHANGE,
  params,
  query: NO_QUERY,
  idempotency: 'own',
  answers: commandAnswers,
  problems: ['not-found'],
} as const;

export const pauseFleetContract = operationContract({
  ...{ ...command, operationId: 'pauseFleet', path: `${ONE}/pause` },
  summary: 'Pauses every active job that a fleet has at the moment',
  description:
    'Jobs of models that come later are active. What was asked for before and is under way ends where it is.',
  body: jsonBody(
    runRequest.extend({ resumeAt: instant.exactOptional(), runMissed: runMissed.default('none') }),
  ),
  example: { body: { reason: 'The source is being rebuilt.' }, status: 202 },
});

export const resumeFleetContract = operationContract({
  ...{ ...command, operationId: 'resumeFleet', path: `${ONE}/resume` },
  summary: 'Makes every paused or quarantined job of a fleet active again',
  body: jsonBody(optionalRequest.extend({ runMissed })),
  example: { body: { runMissed: 'none' }, status: 202 },
});

export const triggerFleetContract = operationContract({
  ...{ ...command, operationId: 'triggerFleet', path: `${ONE}/runs` },
  summary: 'Runs every job of a fleet now, beside its schedule',
  description: 'The overlap policy and the concurrency limit of each apply as to any other run.',
  body: jsonBody(runRequest),
  example: { body: { reason: 'The data came late.' }, status: 202 },
});
