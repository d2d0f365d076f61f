import type { JobParts } from './edit.ts';
import type { PlainWork } from './job-work.ts';
import type { ReportCollectionTask } from './report-collection-task.ts';
import type { StabilityTask } from './stability-task.ts';

/** The parts of a job that may not be stored yet: a baseline that is not frozen has no id. */
export type PlannedParts = Omit<JobParts, 'kind' | 'task'> &
  (
    | {
        readonly kind: 'stability';
        readonly task: Omit<StabilityTask, 'baselineId'> & Partial<Pick<StabilityTask, 'baselineId'>>;
      }
    | { readonly kind: 'report-collection'; readonly task: ReportCollectionTask }
    | PlainWork
  );
