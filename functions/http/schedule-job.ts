import type { HttpResponseInit } from '@azure/functions';
import type { GatherLintFacts } from '../../shared/application/gather-lint-facts.ts';
import type { ScheduleOutcome } from '../../shared/application/schedule-job.ts';
import type { Clock } from '../../shared/application/ports/environment.ts';
import { toRecurrence } from '../../shared/contracts/http/recurrence.ts';
import { scheduleJobRequest, type ScheduleJobRequest } from '../../shared/contracts/http/schedule-job.ts';
import { jobView, type JobView } from '../../shared/contracts/http/views.ts';
import type { JobDefinition } from '../../shared/domain/job/job-definition.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { problem } from './problem.ts';
import { readJson } from './read-json.ts';

interface UseCases {
  readonly scheduleJob: (definition: JobDefinition) => Promise<ScheduleOutcome>;
  readonly gatherLintFacts: GatherLintFacts;
  readonly clock: Clock;
}

/** `POST /api/jobs/schedule`: 201 for a new job, 200 when the same is there already, 409 when another is. */
export function registerScheduleJob(
  app: FunctionRegistry,
  { scheduleJob, gatherLintFacts, clock }: UseCases,
): void {
  app.http('scheduleJob', {
    methods: ['POST'],
    route: 'jobs/schedule',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const body = await readJson(request, scheduleJobRequest);
      const outcome = await scheduleJob(toDefinition(body));
      const facts = await gatherLintFacts(outcome.job);
      return toResponse(outcome, jobView(outcome.job, clock.now(), facts));
    }),
  });
}

/** The definition in the domain's form. */
export function toDefinition({ recurrences, ...rest }: ScheduleJobRequest): JobDefinition {
  return { ...rest, recurrences: recurrences.map(toRecurrence) };
}

function toResponse({ outcome, job }: ScheduleOutcome, jsonBody: JobView): HttpResponseInit {
  const headers = { location: `/api/jobs/${job.jobId}` };
  switch (outcome) {
    case 'created':
      return { status: 201, headers, jsonBody };
    case 'already-exists':
      return { status: 200, headers, jsonBody };
    case 'id-taken':
      return problem({
        type: 'already-exists',
        status: 409,
        title: 'The id is taken.',
        detail: `Job '${job.jobId}' exists with another definition. Delete it first, or choose another id.`,
      });
  }
}
