import { z } from 'zod';
import { jobPolicies } from '../job-policies.ts';
import { jobId } from '../run.ts';
import { recurrenceList } from './recurrence.ts';
import { stabilityTaskRequest } from './stability-task.ts';

const name = z.string().min(1, 'must not be empty').max(128, 'must be at most 128 characters');

/** The body of `POST /api/jobs/schedule`. */
export const scheduleJobRequest = z.strictObject({
  jobId: jobId.optional(),
  kind: z.literal('stability', 'must be "stability"'),
  valueStream: name,
  task: stabilityTaskRequest,
  recurrences: recurrenceList,
  policies: jobPolicies.prefault({}),
});

export type ScheduleJobRequest = z.output<typeof scheduleJobRequest>;
