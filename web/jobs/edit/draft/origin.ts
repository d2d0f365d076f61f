import type { JobView } from '../../../../shared/contracts/http/job-view.ts';
import type { Definition } from '../fields/field.ts';
import type { KindForm } from '../kinds/kind-form.ts';
import { definitionOfJob } from './definition-of-job.ts';

/** The job that is edited, as it was read. */
export interface Origin {
  readonly jobId: string;
  readonly definition: Definition;
  readonly etag: string;
  readonly generation: number;
  /** What its frozen baseline was made from, for people. */
  readonly baselineSource?: string;
}

/** The job as an edit of it begins. */
export function originOf(job: JobView, etag: string, form: KindForm | undefined): Origin {
  const source = job.kind === 'stability' ? job.task.baseline : undefined;
  return {
    ...{ jobId: job.jobId, generation: job.generation, etag, definition: definitionOfJob(job, form) },
    ...(source === undefined
      ? {}
      : { baselineSource: typeof source === 'string' ? source : JSON.stringify(source) }),
  };
}
