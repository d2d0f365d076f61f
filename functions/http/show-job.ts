import type { GatherLintFacts } from '../../shared/application/gather-lint-facts.ts';
import type { Clock } from '../../shared/application/ports/environment.ts';
import { jobView, type JobView } from '../../shared/contracts/http/job-view.ts';
import type { Job } from '../../shared/domain/job/job.ts';

/** What a caller reads of a job now. Throws Unavailable when its calendars cannot be read. */
export type ShowJob = (job: Job) => Promise<JobView>;

export function createShowJob({
  gatherLintFacts,
  clock,
}: {
  readonly gatherLintFacts: GatherLintFacts;
  readonly clock: Clock;
}): ShowJob {
  return async (job) => jobView(job, clock.now(), await gatherLintFacts(job));
}
