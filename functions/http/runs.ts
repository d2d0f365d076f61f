import type { BackfillStore } from '../../shared/application/ports/backfill-store.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { RunStore } from '../../shared/application/ports/run-store.ts';
import type { Page } from '../../shared/application/ports/versioned.ts';
import type { RunWithDetail } from '../../shared/application/read-run.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import { runDetailView } from '../../shared/contracts/http/run-detail-view.ts';
import { runView, type RunView } from '../../shared/contracts/http/run-view.ts';
import {
  listBackfillRunsContract,
  listRunsContract,
  readRunContract,
} from '../../shared/contracts/http/runs.ts';
import { streamsOf } from '../../shared/domain/access/caller.ts';
import type { Run } from '../../shared/domain/run/run.ts';
import type { RunId } from '../../shared/domain/run/run-id.ts';
import { operation, type Operation } from './api/operation.ts';
import { notFound } from './problem.ts';

interface UseCases {
  readonly jobs: JobStore;
  readonly backfills: BackfillStore;
  readonly runs: RunStore;
  readonly readRun: (runId: RunId) => Promise<RunWithDetail | undefined>;
}

/** `GET /api/jobs/{jobId}/runs`, `GET …/backfills/{backfillId}/runs`, and `GET /api/runs/{runId}` with the bins. */
export function runOperations({ jobs, backfills, runs, readRun }: UseCases): readonly Operation[] {
  return [
    operation(listRunsContract, async ({ path: { jobId }, query, caller }) => {
      if ((await jobs.get(jobId)) === undefined) return notFound('job', jobId);
      // Of a job that has changed its value stream the earlier runs stay in the one that they were made in.
      const valueStreams = streamsOf(caller, 'reader');
      const request = toPageRequest(query);
      const page =
        valueStreams === undefined
          ? await runs.listByJob(jobId, request)
          : await runs.list({ jobId, valueStreams }, request);
      return { jsonBody: runPageView(page) };
    }),

    operation(listBackfillRunsContract, async ({ path: key, query, caller }) => {
      if ((await backfills.get(key)) === undefined) return notFound('backfill', key.backfillId);
      const valueStreams = streamsOf(caller, 'reader');
      const filter = valueStreams === undefined ? key : { ...key, valueStreams };
      return { jsonBody: runPageView(await runs.list(filter, toPageRequest(query))) };
    }),

    operation(readRunContract, async ({ path: { runId } }) => {
      const found = await readRun(runId);
      return found === undefined
        ? notFound('run', runId)
        : { jsonBody: runDetailView(found.run, found.detail) };
    }),
  ];
}

/** What callers read of a page of runs. */
export function runPageView(page: Page<Run>): Page<RunView> {
  return { ...page, items: page.items.map(runView) };
}
