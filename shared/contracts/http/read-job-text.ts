import { InvalidInput } from '../../domain/errors.ts';
import type { JobText } from '../../domain/fleet/fleet.ts';
import type { JobDefinition } from '../../domain/job/job-definition.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { issuesOf } from './issues.ts';
import { scheduleJobRequest, toDefinition } from './schedule-job.ts';

/** A job as a caller writes it, with its id, in the domain's form. Throws InvalidInput with every fault. */
export function readJobText(text: JobText): JobDefinition & { readonly jobId: JobId } {
  const parsed = scheduleJobRequest.safeParse(text);
  if (!parsed.success) throw new InvalidInput('The job has faults.', issuesOf(parsed.error));
  const { jobId } = parsed.data;
  if (jobId !== undefined) return { ...toDefinition(parsed.data), jobId };
  throw new InvalidInput('The job has faults.', [{ pointer: '/jobId', message: 'is missing' }]);
}
