import { isPlain } from './job-work.ts';
import type { Job } from './job.ts';

/** Whether a text stands in what names and describes the job, whatever its case. */
export function mentions(job: Job, text: string): boolean {
  const wanted = text.toLowerCase();
  return [job.jobId, job.description ?? '', namedBy(job)].some((part) => part.toLowerCase().includes(wanted));
}

function namedBy(job: Job): string {
  // What names such a task only its kind knows: any of its values may.
  if (isPlain(job)) return JSON.stringify(job.task);
  switch (job.kind) {
    case 'stability':
      return job.task.modelId;
    case 'report-collection':
      return job.task.resource;
  }
}
