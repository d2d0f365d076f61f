import type { HttpResponseInit } from '@azure/functions';
import type { RetryLastOutcome, RetryLastRun } from '../../shared/application/retry-last-run.ts';
import { retryJobContract } from '../../shared/contracts/http/change-job.ts';
import { streamsOf } from '../../shared/domain/access/caller.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import type { Run } from '../../shared/domain/run/run.ts';
import { operation, type Operation } from './api/operation.ts';
import { notFound, problem } from './problem.ts';

/** `POST /api/jobs/{jobId}/retry`: 202 with the attempt that it goes on with, 200 when it does so already. */
export function retryJobOperations({
  retryLastRun,
}: {
  readonly retryLastRun: RetryLastRun;
}): readonly Operation[] {
  return [
    operation(retryJobContract, async (call) => {
      const { jobId } = call.path;
      const { runId, author, reason } = call.body;
      const valueStreams = streamsOf(call.caller, 'operator');
      const request = { runId, reason, author: call.author(author), valueStreams };
      return toAnswer(jobId, await retryLastRun(jobId, request));
    }),
  ];
}

function toAnswer(jobId: JobId, retry: RetryLastOutcome): HttpResponseInit {
  switch (retry.outcome) {
    case 'retried':
      return { status: 202, ...retried(retry.run) };
    case 'already-retried':
      return { status: 200, ...retried(retry.run) };
    case 'nothing-failed':
      return conflict('There is nothing to retry.', `Job '${jobId}' has no run that failed or is dead.`);
    case 'not-retryable': {
      const { runId, state } = retry.run;
      const rule = 'only failed, dead, cancelled and skipped runs can be retried';
      return conflict(`The run is ${state}.`, `Run '${runId}' is ${state}: ${rule}.`);
    }
    case 'run-of-another-job':
      throw new InvalidInput('The body has faults.', [
        { pointer: '/runId', message: `must be a run of job '${jobId}'` },
      ]);
    case 'run-not-found':
      return notFound('run', retry.runId);
    case 'not-found':
      return notFound('job', jobId);
  }
}

function retried({ runId, attempt, state }: Run): HttpResponseInit {
  return { headers: { location: `/api/runs/${runId}` }, jsonBody: { runId, attempt, status: state } };
}

function conflict(title: string, detail: string): HttpResponseInit {
  return problem({ type: 'conflict', status: 409, title, detail });
}
