import type { ReportCollectionJob } from '../../shared/domain/job/job.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import type { ReportCollectionTask } from '../../shared/domain/job/report-collection-task.ts';
import { exampleReportJob } from './example-report-job.ts';

type Overrides = Parameters<typeof exampleReportJob>[0];

/** A daily collection that needs no secret and may take ten minutes, with what a test wants otherwise. */
export function exampleCollection({ task, ...rest }: Overrides = {}): ReportCollectionJob {
  return exampleReportJob({
    policies: { ...DEFAULT_POLICIES, timeoutSeconds: 600 },
    ...rest,
    task: {
      headers: {},
      maxBytes: 100_000,
      outputPath: 'reports/{resource}/{yyyy}/{MM}/{dd}/{runId}.csv',
      ...task,
    },
  });
}

/** What it does, with what a test wants otherwise. */
export function exampleCollectionTask(task: Partial<ReportCollectionTask> = {}): ReportCollectionTask {
  return exampleCollection({ task }).task;
}
