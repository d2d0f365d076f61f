import type { RunFilter, RunStore } from '../../shared/application/ports/run-store.ts';
import type { RetryRunsRequest, RetrySummary } from '../../shared/application/retry-runs.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import {
  listAllRunsContract,
  retryRunsContract,
  type RetrySummaryView,
} from '../../shared/contracts/http/runs.ts';
import { streamsOf, type Caller } from '../../shared/domain/access/caller.ts';
import type { Role } from '../../shared/domain/access/role.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import type { RunState } from '../../shared/domain/run/run.ts';
import { operation, type Operation } from './api/operation.ts';
import { runPageView } from './runs.ts';

interface UseCases {
  readonly runs: RunStore;
  readonly retryRuns: (request: RetryRunsRequest) => Promise<RetrySummary>;
}

/** `GET /api/runs` and `POST /api/runs/retry`, of the value streams in which the caller may. */
export function runsOfAllJobsOperations({ runs, retryRuns }: UseCases): readonly Operation[] {
  return [
    operation(listAllRunsContract, async ({ query: { limit, cursor, ...named }, caller }) => {
      const filter = toFilter(named, caller, 'reader');
      return { jsonBody: runPageView(await runs.list(filter, toPageRequest({ limit, cursor }))) };
    }),

    operation(retryRunsContract, async ({ body, caller, ...call }) => {
      const { filter, reason, dryRun: isDryRun, limit, cursor } = body;
      const { matched, retried, ...rest } = await retryRuns({
        filter: toFilter(filter, caller, 'operator'),
        requested: { author: call.author(body.author), reason },
        ...{ isDryRun, limit, cursor },
      });
      const jsonBody: RetrySummaryView = {
        ...{ matched: matched.length, retried: retried.length, ...rest, runIds: matched },
      };
      return { jsonBody };
    }),
  ];
}

interface Narrowed {
  readonly state?: readonly RunState[];
  readonly valueStream?: string;
  readonly jobId?: JobId;
  readonly causeContains?: string;
  readonly from?: number;
  readonly to?: number;
}

function toFilter({ state, from, to, ...same }: Narrowed, caller: Caller, role: Role): RunFilter {
  const valueStreams = streamsOf(caller, role);
  return {
    ...same,
    ...(valueStreams === undefined ? {} : { valueStreams }),
    ...(state === undefined ? {} : { states: state }),
    ...(from === undefined ? {} : { fromDueAt: from }),
    ...(to === undefined ? {} : { untilDueAt: to }),
  };
}
