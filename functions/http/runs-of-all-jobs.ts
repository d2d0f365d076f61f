import type { RunFilter, RunStore } from '../../shared/application/ports/run-store.ts';
import type { RetryRunsRequest, RetrySummary } from '../../shared/application/retry-runs.ts';
import { retryRunsRequest, runsQuery } from '../../shared/contracts/http/run-requests.ts';
import { runView } from '../../shared/contracts/http/views.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import type { RunState } from '../../shared/domain/run/run.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { parseQuery } from './jobs.ts';
import { readJson } from './read-json.ts';

interface UseCases {
  readonly runs: RunStore;
  readonly retryRuns: (request: RetryRunsRequest) => Promise<RetrySummary>;
}

/** `GET /api/runs` and `POST /api/runs/retry`. */
export function registerRunsOfAllJobs(app: FunctionRegistry, { runs, retryRuns }: UseCases): void {
  app.http('listAllRuns', {
    methods: ['GET'],
    route: 'runs',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const { limit, cursor, ...filter } = parseQuery(request, runsQuery);
      const page = await runs.list(toFilter(filter), { limit, ...(cursor === undefined ? {} : { cursor }) });
      return { jsonBody: { ...page, items: page.items.map(runView) } };
    }),
  });

  app.http('retryRuns', {
    methods: ['POST'],
    route: 'runs/retry',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const { filter, author, reason, dryRun, limit, cursor } = await readJson(request, retryRunsRequest);
      const { matched, retried, ...rest } = await retryRuns({
        filter: toFilter(filter),
        requested: { author, reason },
        isDryRun: dryRun,
        ...{ limit, cursor },
      });
      return { jsonBody: { matched: matched.length, retried: retried.length, ...rest, runIds: matched } };
    }),
  });
}

interface Narrowed {
  readonly state?: readonly RunState[];
  readonly valueStream?: string;
  readonly jobId?: JobId;
  readonly causeContains?: string;
  readonly from?: number;
  readonly to?: number;
}

function toFilter({ state, from, to, ...same }: Narrowed): RunFilter {
  return {
    ...same,
    ...(state === undefined ? {} : { states: state }),
    ...(from === undefined ? {} : { fromDueAt: from }),
    ...(to === undefined ? {} : { untilDueAt: to }),
  };
}
