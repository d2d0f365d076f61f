import type { HttpResponseInit } from '@azure/functions';
import type { JobLogStore } from '../../shared/application/ports/job-log-store.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { RunStore } from '../../shared/application/ports/run-store.ts';
import type { Page } from '../../shared/application/ports/versioned.ts';
import {
  listJobLogsContract,
  listRunLogsContract,
  logLineText,
  logLineView,
} from '../../shared/contracts/http/job-logs.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import { may, mayEverywhere, type Caller } from '../../shared/domain/access/caller.ts';
import type { JobLogLine } from '../../shared/domain/run/job-log.ts';
import { jobIdOf } from '../../shared/domain/run/run-id.ts';
import type { ReadableHeaders } from './api/call.ts';
import { operation, type Operation } from './api/operation.ts';
import { isPreferred } from './negotiate.ts';
import { nextPageHeader } from './next-page.ts';
import { notFound } from './problem.ts';

interface UseCases {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly jobLogs: JobLogStore;
}

/** `GET /api/runs/{runId}/logs` and `GET /api/jobs/{jobId}/logs`, as JSON or text. */
export function jobLogOperations({ jobs, runs, jobLogs }: UseCases): readonly Operation[] {
  return [
    operation(
      listRunLogsContract,
      async ({ path: { runId }, query: { limit, cursor, ...narrowing }, ...call }) => {
        if ((await runs.get(runId)) === undefined) return notFound('run', runId);
        const request = toPageRequest({ limit, cursor });
        const page = await jobLogs.list(jobIdOf(runId), { runId, ...narrowing }, request);
        return answer(page, call);
      },
    ),

    operation(
      listJobLogsContract,
      async ({ path: { jobId }, query: { limit, cursor, ...narrowing }, ...call }) => {
        if ((await jobs.get(jobId)) === undefined) return notFound('job', jobId);
        const page = await jobLogs.list(jobId, narrowing, toPageRequest({ limit, cursor }));
        return answer({ ...page, items: await seenBy(call.caller, page.items, runs) }, call);
      },
    ),
  ];
}

function answer(
  page: Page<JobLogLine>,
  { headers, url }: { readonly headers: ReadableHeaders; readonly url: string },
): HttpResponseInit {
  if (!isPreferred('text/plain', 'application/json', headers)) {
    return { jsonBody: { ...page, items: page.items.map(logLineView) } };
  }
  return {
    headers: { 'content-type': 'text/plain; charset=utf-8', ...nextPageHeader(url, page.nextCursor) },
    body: page.items.map(logLineText).join(''),
  };
}

/** Of a job that has changed its value stream the earlier runs stay in the one that they were made in. */
async function seenBy(
  caller: Caller,
  lines: readonly JobLogLine[],
  runs: RunStore,
): Promise<readonly JobLogLine[]> {
  if (mayEverywhere(caller, 'reader')) return lines;
  const runIds = [...new Set(lines.map(({ runId }) => runId))];
  const found = await Promise.all(runIds.map((runId) => runs.get(runId)));
  const seen = new Set(
    found.flatMap((run) =>
      run !== undefined && may(caller, 'reader', run.value.valueStream) ? [run.value.runId] : [],
    ),
  );
  return lines.filter(({ runId }) => seen.has(runId));
}
