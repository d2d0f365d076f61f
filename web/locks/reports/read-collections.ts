import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';
import { listJobs, listRuns } from '../../../shared/contracts/http/operation-paths.ts';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import type { Page } from '../../api/api-call.ts';
import type { Api } from '../../api/api.ts';

/** A job that collects reports. */
export type CollectingJob = Extract<JobSummary, { readonly kind: 'report-collection' }>;

/** Collecting jobs and their latest runs. */
export interface Collections {
  readonly jobs: readonly CollectingJob[];
  readonly runs: readonly RunView[];
  /** Whether there are more jobs than were looked at. */
  readonly hasMore: boolean;
}

/** Each job's runs are read with a request of their own, so many at a time. */
const AT_ONCE = 6;
const RUNS_OF_A_JOB = 8;

interface Wanted {
  /** Collecting jobs that are looked at, at most. */
  readonly limit: number;
  /** Only those that collect it. */
  readonly resource?: string;
  readonly abortSignal: AbortSignal;
}

/** Throws CallFailed. */
export async function readCollections(
  api: Pick<Api, 'read'>,
  { limit, resource, abortSignal }: Wanted,
): Promise<Collections> {
  const query = { kind: 'report-collection', limit };
  const page = await api.read<Page<JobSummary>>(listJobs, { query, abortSignal });
  const jobs = page.items.filter(
    (job): job is CollectingJob =>
      job.kind === 'report-collection' && (resource === undefined || job.task.resource === resource),
  );
  const runs: RunView[] = [];
  for (let from = 0; from < jobs.length; from += AT_ONCE) {
    const pages = await Promise.all(
      jobs.slice(from, from + AT_ONCE).map(({ jobId }) =>
        api.read<Page<RunView>>(listRuns, {
          path: { jobId },
          query: { limit: RUNS_OF_A_JOB },
          abortSignal,
        }),
      ),
    );
    runs.push(...pages.flatMap(({ items }) => items));
  }
  return { jobs, runs, hasMore: page.nextCursor !== undefined };
}
