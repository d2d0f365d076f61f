import type { HttpResponseInit } from '@azure/functions';
import type {
  PauseOutcome,
  PauseRequest,
  ResumeOutcome,
  ResumeRequest,
} from '../../shared/application/pause-job.ts';
import { pauseJobContract, resumeJobContract } from '../../shared/contracts/http/change-job.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import { operation, type Operation } from './api/operation.ts';
import { notFound, problem } from './problem.ts';
import type { ShowJob } from './show-job.ts';

interface UseCases {
  readonly pauseJob: (jobId: JobId, request: PauseRequest) => Promise<PauseOutcome>;
  readonly resumeJob: (jobId: JobId, request: ResumeRequest) => Promise<ResumeOutcome>;
  readonly showJob: ShowJob;
}

/** `POST /api/jobs/{jobId}/pause` and `/resume`. */
export function changeJobOperations({ pauseJob, resumeJob, showJob }: UseCases): readonly Operation[] {
  return [
    operation(pauseJobContract, async (call) => {
      const { jobId } = call.path;
      const { resumeAt, reason, runMissed, author } = call.body;
      const pause = {
        ...{ author: call.author(author), reason, runMissed },
        resumeAt: resumeAt === undefined ? undefined : Date.parse(resumeAt),
      };
      const change = await pauseJob(jobId, pause);
      if (change.outcome === 'not-found') return notFound('job', jobId);
      if (change.outcome === 'not-active') return wrongState(change.job, 'Only an active job can be paused.');
      return { jsonBody: await showJob(change.job) };
    }),

    operation(resumeJobContract, async ({ path: { jobId }, body: { runMissed, ...said }, actor }) => {
      const change = await resumeJob(jobId, { runMissed, ...actor(said) });
      if (change.outcome === 'not-found') return notFound('job', jobId);
      if (change.outcome === 'not-paused' && change.job.state !== 'active') {
        return wrongState(change.job, 'Only a paused or quarantined job can be resumed.');
      }
      return { jsonBody: await showJob(change.job) };
    }),
  ];
}

function wrongState({ jobId, state }: Job, rule: string): HttpResponseInit {
  return problem({
    type: 'conflict',
    status: 409,
    title: 'The job is in another state.',
    detail: `Job '${jobId}' is ${state}. ${rule}`,
  });
}
