import type { CollectedReport } from '../../../domain/data/collected-report.ts';
import type { DataSource, ReportSource } from '../../../domain/data/data-source.ts';
import type { Job, StabilityJob, Upstream } from '../../../domain/job/job.ts';
import { isReportSummary, type Run } from '../../../domain/run/run.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { createFindUpstreamRun } from '../../../application/find-upstream-run.ts';
import type { JobStore } from '../../../application/ports/job-store.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';

/** Where a run's current data are, with what it comes after taken into account. */
export type ResolvedSource = Exclude<DataSource, ReportSource> | CollectedReport;

export type SourceResolution =
  | { readonly outcome: 'resolved'; readonly source: ResolvedSource }
  /** No retry would mend it. */
  | { readonly outcome: 'rejected'; readonly failure: RunFailure };

/**
 * Puts the report that the run's upstream has committed in the place of `{report}`, to be read as the upstream job says
 * (also one that is deleted: its document is kept). Other sources stay as they are. May throw Unavailable.
 */
export type ResolveSource = (run: Run, job: StabilityJob) => Promise<SourceResolution>;

interface Dependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly runs: Pick<RunStore, 'get' | 'list'>;
}

export function createResolveSource({ jobs, runs }: Dependencies): ResolveSource {
  const findUpstreamRun = createFindUpstreamRun({ runs });
  return async (run, { task: { current }, after }) => {
    if (current.kind !== 'report') return { outcome: 'resolved', source: current };
    if (after === undefined) return rejected('The current data are {report}, and the job has no "after".');
    const [upstreamRun, upstream] = await Promise.all([findUpstreamRun(run, after), jobs.get(after.jobId)]);
    return toReport(after, upstreamRun, upstream?.value);
  };
}

function toReport({ jobId }: Upstream, run: Run | undefined, job: Job | undefined): SourceResolution {
  if (run?.state !== 'succeeded') return rejected(`Job '${jobId}' has collected no report for this run.`);
  const { runId, result } = run;
  // Deleted, and scheduled anew as another kind.
  if (!isReportSummary(result) || job?.kind !== 'report-collection') {
    return rejected(`Job '${jobId}' collects no reports: run '${runId}' has none.`);
  }
  const { path, sizeBytes, sha256 } = result;
  const source = {
    kind: 'collected-report',
    runId,
    path,
    sizeBytes,
    sha256,
    format: job.task.format,
  } as const;
  return { outcome: 'resolved', source };
}

function rejected(message: string): SourceResolution {
  return { outcome: 'rejected', failure: { reason: 'current-not-found', message } };
}
