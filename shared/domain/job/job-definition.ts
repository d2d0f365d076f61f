import type { FleetMembership } from '../fleet/fleet-membership.ts';
import type { Recurrence } from '../schedule/recurrence.ts';
import type { JobId } from './job-id.ts';
import type { JobLabels } from './job-label.ts';
import type { Upstream } from './job.ts';
import type { JobPolicies } from './job-policies.ts';
import type { JobWorkDefinition } from './job-work.ts';

/** A job as a caller defines it; the baseline is named by its file and not frozen yet. */
export type JobDefinition = JobDefinitionCore & JobWorkDefinition;

/** All of a definition but its kind and task. */
interface JobDefinitionCore extends JobLabels {
  /** Absent: the id follows from the rest, so that the same request twice makes one job. */
  readonly jobId?: JobId | undefined;
  readonly valueStream: string;
  /** Of a job that a fleet makes; no caller can say it. */
  readonly fleet?: FleetMembership;
  readonly after?: Upstream;
  readonly recurrences: readonly Recurrence[];
  readonly policies: JobPolicies;
}
