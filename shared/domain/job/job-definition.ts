import type { Recurrence } from '../schedule/recurrence.ts';
import type { JobId } from './job-id.ts';
import type { JobPolicies } from './job-policies.ts';
import type { StabilityTaskDefinition } from './stability-task.ts';

/** A job as a caller defines it; the baseline is named by its file and not frozen yet. */
export interface JobDefinition {
  /** Absent: the id follows from the rest, so that the same request twice makes one job. */
  readonly jobId?: JobId | undefined;
  readonly kind: 'stability';
  readonly valueStream: string;
  readonly task: StabilityTaskDefinition;
  readonly recurrences: readonly Recurrence[];
  readonly policies: JobPolicies;
}
