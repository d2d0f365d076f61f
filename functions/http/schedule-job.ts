import type { HttpResponseInit } from '@azure/functions';
import type { DefinedBy } from '../../shared/application/job-changes.ts';
import type { ScheduleOutcome } from '../../shared/application/schedule-job.ts';
import { scheduleJobContract } from '../../shared/contracts/http/jobs.ts';
import { toDefinition } from '../../shared/contracts/http/schedule-job.ts';
import type { JobDefinition } from '../../shared/domain/job/job-definition.ts';
import { operation, type Operation } from './api/operation.ts';
import { problem } from './problem.ts';
import type { ShowJob } from './show-job.ts';

interface UseCases {
  readonly scheduleJob: (definition: JobDefinition, by: DefinedBy) => Promise<ScheduleOutcome>;
  readonly showJob: ShowJob;
}

/** `POST /api/jobs/schedule`: 201 for a new job, 200 when the same is there already, 409 when another is. */
export function scheduleJobOperations({ scheduleJob, showJob }: UseCases): readonly Operation[] {
  return [
    operation(scheduleJobContract, async ({ body, actor, caller }) => {
      return afterScheduling(await scheduleJob(toDefinition(body), { ...actor(), caller }), showJob);
    }),
  ];
}

/** The answer to a job that was to be scheduled. */
export async function afterScheduling(
  { outcome, job }: ScheduleOutcome,
  showJob: ShowJob,
): Promise<HttpResponseInit> {
  if (outcome === 'id-taken') {
    return problem({
      type: 'already-exists',
      status: 409,
      title: 'The id is taken.',
      detail: `Job '${job.jobId}' cannot be made: its id is taken by another one. Choose another id, or delete that job if it is yours.`,
    });
  }
  const headers = { location: `/api/jobs/${job.jobId}` };
  return { status: outcome === 'created' ? 201 : 200, headers, jsonBody: await showJob(job) };
}
