import type { ReportCollectionTask } from './report-collection-task.ts';
import type { StabilityTask, StabilityTaskDefinition } from './stability-task.ts';

/** What a job's runs do: its kind, and the task that the kind asks for. */
export type JobWork =
  | { readonly kind: 'stability'; readonly task: StabilityTask }
  | { readonly kind: 'report-collection'; readonly task: ReportCollectionTask };

/** The same as a caller defines it. */
export type JobWorkDefinition =
  | { readonly kind: 'stability'; readonly task: StabilityTaskDefinition }
  | { readonly kind: 'report-collection'; readonly task: ReportCollectionTask };

/** Stable names of the code that runs a job; never renamed once stored. */
export const JOB_KINDS = ['stability', 'report-collection'] as const satisfies readonly JobWork['kind'][];
export type JobKind = JobWork['kind'];

/** A job's kind and task alone. */
export function workOf(job: JobWork): JobWork {
  switch (job.kind) {
    case 'stability':
      return { kind: job.kind, task: job.task };
    case 'report-collection':
      return { kind: job.kind, task: job.task };
  }
}
