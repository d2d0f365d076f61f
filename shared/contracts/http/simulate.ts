import { z } from 'zod';
import { RUN_MISSED } from '../../domain/job/job.ts';
import { FAILURE_REASONS } from '../../domain/run/run-failure.ts';
import { DAY_MS, isInstant } from '../../domain/schedule/instant.ts';
import { jobPolicies, whole } from '../job-policies.ts';
import { jobId } from '../run.ts';
import { JOBS_TAG, jobParams } from './jobs.ts';
import { jsonBody, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';
import { RECURRENCES_TAG } from './preview.ts';
import { recurrenceRequest } from './recurrence.ts';
import { simulationViewSchema } from './simulation-view.ts';

const MAX_RANGE_MS = 366 * DAY_MS;

const WEEK_SECONDS = 7 * 86_400;

/** An instant, epoch ms. */
const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant with an offset or Z' })
  .transform((text) => Date.parse(text))
  .refine(isInstant, 'must lie in the years 1970 to 9999');

const recurrences = z.array(recurrenceRequest).min(1, 'must hold at least one recurrence').max(20);

const runMissed = z.enum(RUN_MISSED, `must be one of ${RUN_MISSED.join(', ')}`).default('none');

function endsAfterItBegins({ from, until }: { readonly from: number; readonly until?: number }): boolean {
  return until === undefined || until > from;
}

const AFTER = { error: 'must be after "from"', path: ['until'] };

const outage = z.strictObject({ from: instant, until: instant }).refine(endsAfterItBegins, AFTER);

const pause = z
  .strictObject({ from: instant, until: instant.exactOptional(), runMissed })
  .refine(endsAfterItBegins, AFTER);

const edit = z
  .strictObject({
    at: instant,
    recurrences: recurrences.exactOptional(),
    policies: jobPolicies.exactOptional(),
  })
  .refine(
    (request) => request.recurrences !== undefined || request.policies !== undefined,
    'must hold "recurrences", "policies" or both',
  );

const runSeconds = whole(0, WEEK_SECONDS);

const scenario = {
  from: instant,
  until: instant,
  dispatchEverySeconds: whole(1, 3600).default(5),
  lookAheadSeconds: whole(0, 3600).default(90),
  outages: z.array(outage).max(100).default([]),
  edits: z.array(edit).max(50).default([]),
  pauses: z.array(pause).max(50).default([]),
  resumes: z
    .array(z.strictObject({ at: instant, runMissed }))
    .max(50)
    .default([]),
  runSeconds: z.union([runSeconds, z.array(runSeconds).min(1, 'must not be empty').max(1000)]).default(60),
  failures: z
    .strictObject({
      everyNth: whole(1, 1_000_000),
      reason: z
        .enum(FAILURE_REASONS, `must be one of ${FAILURE_REASONS.join(', ')}`)
        .default('retries-exhausted'),
    })
    .exactOptional(),
  maxSlots: whole(1, 20_000).default(1000),
};

function isShort({ from, until }: { readonly from: number; readonly until: number }): boolean {
  return until <= from + MAX_RANGE_MS;
}

const SHORT = { error: 'must be at most 366 days after "from"', path: ['until'] };

/** The body of `POST /api/jobs/{jobId}/simulate`. */
const simulateJobRequest = z.strictObject(scenario).refine(endsAfterItBegins, AFTER).refine(isShort, SHORT);

/** The body of `POST /api/recurrences/simulate`. */
const simulateRecurrencesRequest = z
  .strictObject({
    definition: z.strictObject({
      jobId: jobId.exactOptional(),
      recurrences,
      policies: jobPolicies.prefault({}),
    }),
    ...scenario,
  })
  .refine(endsAfterItBegins, AFTER)
  .refine(isShort, SHORT);

export type ScenarioRequest = z.output<typeof simulateJobRequest>;

const answers = {
  200: { description: 'What would have become of each slot.', schema: simulationViewSchema },
};

const EXAMPLE = {
  ...{ from: '2026-03-01T00:00:00Z', until: '2026-03-03T00:00:00Z' },
  outages: [{ from: '2026-03-02T00:00:00Z', until: '2026-03-02T12:00:00Z' }],
};

export const simulateRecurrencesContract = operationContract({
  ...{ operationId: 'simulateRecurrences', method: 'POST', path: '/recurrences/simulate' },
  tag: RECURRENCES_TAG,
  summary: 'What would become of the slots of a schedule, with outages and changes',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: jsonBody(simulateRecurrencesRequest),
  answers,
  example: {
    body: {
      definition: { recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }] },
      ...EXAMPLE,
    },
    status: 200,
  },
});

export const simulateJobContract = operationContract({
  ...{ operationId: 'simulateJob', method: 'POST', path: '/jobs/{jobId}/simulate', tag: JOBS_TAG },
  summary: 'What would become of the slots of a stored job, with outages and changes',
  access: { role: 'reader', of: 'job' },
  params: jobParams,
  query: NO_QUERY,
  body: jsonBody(simulateJobRequest),
  answers,
  problems: ['not-found'],
  example: { body: EXAMPLE, status: 200 },
});
