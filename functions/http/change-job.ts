import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { EditOutcome } from '../../shared/application/edit-job.ts';
import type { GatherLintFacts } from '../../shared/application/gather-lint-facts.ts';
import type { PauseOutcome, PauseRequest, ResumeOutcome } from '../../shared/application/pause-job.ts';
import type { Clock } from '../../shared/application/ports/environment.ts';
import type { ExpectedVersions } from '../../shared/application/save-calendar.ts';
import { editJobRequest, pauseRequest, resumeRequest } from '../../shared/contracts/http/change-job.ts';
import { jobView } from '../../shared/contracts/http/views.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import type { Job, RunMissed } from '../../shared/domain/job/job.ts';
import type { JobDefinition } from '../../shared/domain/job/job-definition.ts';
import { isJobId, type JobId } from '../../shared/domain/job/job-id.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { expectedVersions } from './if-match.ts';
import { notFound, problem } from './problem.ts';
import { readJson } from './read-json.ts';
import { toDefinition } from './schedule-job.ts';

interface UseCases {
  readonly editJob: (
    definition: JobDefinition & { readonly jobId: JobId },
    expected: ExpectedVersions,
  ) => Promise<EditOutcome>;
  readonly pauseJob: (jobId: JobId, request: PauseRequest) => Promise<PauseOutcome>;
  readonly resumeJob: (jobId: JobId, request: { readonly runMissed: RunMissed }) => Promise<ResumeOutcome>;
  readonly gatherLintFacts: GatherLintFacts;
  readonly clock: Clock;
}

/** `PUT /api/jobs/{jobId}`, `POST /api/jobs/{jobId}/pause` and `/resume`. */
export function registerChangeJob(app: FunctionRegistry, useCases: UseCases): void {
  const view = async (job: Job) => jobView(job, useCases.clock.now(), await useCases.gatherLintFacts(job));

  app.http('editJob', {
    methods: ['PUT'],
    route: 'jobs/{jobId}',
    authLevel: 'function',
    handler: withJobId(async (jobId, request) => {
      const { jobId: named = jobId, ...body } = await readJson(request, editJobRequest);
      if (named !== jobId) throw otherId(jobId);
      const edit = await useCases.editJob({ ...toDefinition(body), jobId }, expectedVersions(request));
      if (!('job' in edit)) return refusedEdit(edit.outcome, jobId);
      return { headers: { etag: edit.job.version }, jsonBody: await view(edit.job.value) };
    }),
  });

  app.http('pauseJob', {
    methods: ['POST'],
    route: 'jobs/{jobId}/pause',
    authLevel: 'function',
    handler: withJobId(async (jobId, request) => {
      const { resumeAt, ...body } = await readJson(request, pauseRequest);
      const pause = { ...body, resumeAt: resumeAt === undefined ? undefined : Date.parse(resumeAt) };
      const change = await useCases.pauseJob(jobId, pause);
      if (change.outcome === 'not-found') return notFound('job', jobId);
      if (change.outcome === 'not-active') return wrongState(change.job, 'Only an active job can be paused.');
      return { jsonBody: await view(change.job) };
    }),
  });

  app.http('resumeJob', {
    methods: ['POST'],
    route: 'jobs/{jobId}/resume',
    authLevel: 'function',
    handler: withJobId(async (jobId, request) => {
      const change = await useCases.resumeJob(jobId, await readJson(request, resumeRequest));
      if (change.outcome === 'not-found') return notFound('job', jobId);
      if (change.outcome === 'not-paused' && change.job.state !== 'active') {
        return wrongState(change.job, 'Only a paused or quarantined job can be resumed.');
      }
      return { jsonBody: await view(change.job) };
    }),
  });
}

/** A handler of a route with a job id; what is no id names no job. */
export function withJobId(
  handle: (jobId: JobId, request: HttpRequest) => Promise<HttpResponseInit>,
): ReturnType<typeof httpHandler> {
  return httpHandler(async (request) => {
    const id = request.params['jobId'] ?? '';
    return isJobId(id) ? handle(id, request) : notFound('job', id);
  });
}

function otherId(jobId: JobId): InvalidInput {
  return new InvalidInput('The body names another job.', [
    { pointer: '/jobId', message: `must be '${jobId}' as in the path, or left out` },
  ]);
}

function refusedEdit(
  outcome: Exclude<EditOutcome, { readonly job: unknown }>['outcome'],
  jobId: JobId,
): HttpResponseInit {
  switch (outcome) {
    case 'not-found':
      return notFound('job', jobId);
    case 'version-required':
      return problem({
        type: 'precondition-required',
        status: 428,
        title: 'Say which version is to be changed.',
        detail: `Read job '${jobId}' and send its ETag in the header If-Match.`,
      });
    case 'version-mismatch':
      return problem({
        type: 'precondition-failed',
        status: 412,
        title: 'Changed by someone else.',
        detail: `Job '${jobId}' has changed since it was read. Read it again and send its ETag in If-Match.`,
      });
  }
}

function wrongState({ jobId, state }: Job, rule: string): HttpResponseInit {
  return problem({
    type: 'conflict',
    status: 409,
    title: 'The job is in another state.',
    detail: `Job '${jobId}' is ${state}. ${rule}`,
  });
}
