import type { Job } from './job.ts';

/** Whether a text stands in what names and describes the job, whatever its case. */
export function mentions(job: Job, text: string): boolean {
  const named = job.kind === 'stability' ? job.task.modelId : job.task.resource;
  const wanted = text.toLowerCase();
  return [job.jobId, job.description ?? '', named].some((part) => part.toLowerCase().includes(wanted));
}
