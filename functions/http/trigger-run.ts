import type { UniqueId } from '../../shared/application/ports/environment.ts';
import type { TriggerOutcome, TriggerRequest } from '../../shared/application/trigger-run.ts';
import { plainRequest } from '../../shared/contracts/http/change-job.ts';
import { runView } from '../../shared/contracts/http/views.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import type { FunctionRegistry } from '../registry.ts';
import { withJobId } from './change-job.ts';
import { notFound } from './problem.ts';
import { readJson } from './read-json.ts';

interface UseCases {
  readonly triggerRun: (jobId: JobId, request: TriggerRequest) => Promise<TriggerOutcome>;
  readonly uniqueId: UniqueId;
}

/** `POST /api/jobs/{jobId}/runs`: 202 for a new run, 200 when its `Idempotency-Key` has come before. */
export function registerTriggerRun(app: FunctionRegistry, { triggerRun, uniqueId }: UseCases): void {
  app.http('triggerRun', {
    methods: ['POST'],
    route: 'jobs/{jobId}/runs',
    authLevel: 'function',
    handler: withJobId(async (jobId, request) => {
      const body = await readJson(request, plainRequest);
      const idempotencyKey = request.headers.get('idempotency-key') ?? uniqueId();
      const triggered = await triggerRun(jobId, { ...body, idempotencyKey });
      if (triggered.outcome === 'not-found') return notFound('job', jobId);
      return {
        status: triggered.outcome === 'created' ? 202 : 200,
        headers: { location: `/api/runs/${triggered.run.runId}` },
        jsonBody: runView(triggered.run),
      };
    }),
  });
}
