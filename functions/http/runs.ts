import { z } from 'zod';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { RunStore } from '../../shared/application/ports/run-store.ts';
import type { RunWithDetail } from '../../shared/application/read-run.ts';
import { paging } from '../../shared/contracts/http/paging.ts';
import { runView } from '../../shared/contracts/http/views.ts';
import { isJobId } from '../../shared/domain/job/job-id.ts';
import { isRunId, type RunId } from '../../shared/domain/run/run-id.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { parseQuery } from './jobs.ts';
import { notFound } from './problem.ts';

interface UseCases {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly readRun: (runId: RunId) => Promise<RunWithDetail | undefined>;
}

const listQuery = z.strictObject(paging);

/** `GET /api/jobs/{jobId}/runs` (also of a deleted job) and `GET /api/runs/{runId}` with the bins. */
export function registerRuns(app: FunctionRegistry, { jobs, runs, readRun }: UseCases): void {
  app.http('listRuns', {
    methods: ['GET'],
    route: 'jobs/{jobId}/runs',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const id = request.params['jobId'] ?? '';
      if (!isJobId(id) || (await jobs.get(id)) === undefined) return notFound('job', id);
      const page = await runs.listByJob(id, parseQuery(request, listQuery));
      return { jsonBody: { ...page, items: page.items.map(runView) } };
    }),
  });

  app.http('readRun', {
    methods: ['GET'],
    route: 'runs/{runId}',
    authLevel: 'function',
    handler: httpHandler(async ({ params }) => {
      const id = params['runId'] ?? '';
      const found = isRunId(id) ? await readRun(id) : undefined;
      if (found === undefined) return notFound('run', id);
      // The detail is JSON that the app wrote itself; it is passed on as it is.
      const detail = found.detail === undefined ? {} : { detail: z.json().parse(JSON.parse(found.detail)) };
      return { jsonBody: { ...runView(found.run), ...detail } };
    }),
  });
}
