import type { ReportCollectionJob } from '../../shared/domain/job/job.ts';
import type { ReportCollectionTask } from '../../shared/domain/job/report-collection-task.ts';
import type { ReportSummary } from '../../shared/domain/run/report-summary.ts';
import { exampleJob, jobIdFrom } from './example-job.ts';

type Overrides = Partial<Omit<ReportCollectionJob, 'jobId' | 'task'>> & {
  readonly jobId?: string;
  readonly task?: Partial<ReportCollectionTask>;
};

/** A daily collection of a report, with what a test wants otherwise. */
export function exampleReportJob({
  jobId = 'sales-report',
  task,
  ...rest
}: Overrides = {}): ReportCollectionJob {
  return {
    ...exampleJob(),
    jobId: jobIdFrom(jobId),
    kind: 'report-collection',
    task: {
      resource: 'sales',
      baseUrl: 'https://reports.example.com',
      method: 'GET',
      requestPath: '/request_report?offset={offset}',
      reportPath: '/get_report/{ticketId}',
      offset: 0,
      headers: { accept: 'text/csv', authorization: { secret: 'report-server' } },
      poll: { intervalSeconds: 10, backoffCoefficient: 1.5, maxIntervalSeconds: 60 },
      notReady: { bodies: ['report is not ready'], statuses: [202, 404, 409, 425, 503] },
      abandonSeconds: 1800,
      maxBytes: 1_000_000,
      contentTypes: ['text/csv'],
      format: { type: 'csv', delimiter: ',', decimalComma: false, maxMalformedRows: 0 },
      outputPath: 'reports/{resource}/{runId}.csv',
      ...task,
    },
    ...rest,
  };
}

/** What a run of it has collected, with what a test wants otherwise. */
export function exampleReportSummary(overrides: Partial<ReportSummary> = {}): ReportSummary {
  return {
    kind: 'report-collection',
    resource: 'sales',
    path: 'reports/sales/1.csv',
    sizeBytes: 6,
    sha256: 'f0'.repeat(32),
    rowCount: 40,
    columnCount: 1,
    malformedRowCount: 0,
    epoch: 3,
    ticketId: 't/1',
    requestedAt: '2026-03-01T06:00:01.000Z',
    ...overrides,
  };
}
