import type { UniqueId } from '../../shared/application/ports/environment.ts';
import type { TriggerOutcome, TriggerRequest } from '../../shared/application/trigger-run.ts';
import { triggerRunContract } from '../../shared/contracts/http/change-job.ts';
import { runView } from '../../shared/contracts/http/run-view.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import { ownKey } from './api/own-key.ts';
import { operation, type Operation } from './api/operation.ts';
import { notFound } from './problem.ts';

interface UseCases {
  readonly triggerRun: (jobId: JobId, request: TriggerRequest) => Promise<TriggerOutcome>;
  readonly uniqueId: UniqueId;
}

/** `POST /api/jobs/{jobId}/runs`: 202 for a new run, 200 when its `Idempotency-Key` has come before. */
export function triggerRunOperations({ triggerRun, uniqueId }: UseCases): readonly Operation[] {
  return [
    operation(triggerRunContract, async (call) => {
      const { jobId } = call.path;
      const { author, reason, input } = call.body;
      const request = {
        ...{ author: call.author(author), reason, idempotencyKey: ownKey(call, uniqueId) },
        ...(input === undefined ? {} : { input }),
      };
      const triggered = await triggerRun(jobId, request);
      if (triggered.outcome === 'not-found') return notFound('job', jobId);
      return {
        status: triggered.outcome === 'created' ? 202 : 200,
        headers: { location: `/api/runs/${triggered.run.runId}` },
        jsonBody: runView(triggered.run),
      };
    }),
  ];
}
