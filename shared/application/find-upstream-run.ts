import type { Upstream } from '../domain/job/job.ts';
import type { Run } from '../domain/run/run.ts';
import { runIdOf } from '../domain/run/run-id.ts';
import type { RunStore } from './ports/run-store.ts';

/**
 * The run of another job that a run comes after: the one of the same slot, also for a backfill. A run that was asked for
 * by hand has no slot: it comes after the latest that has succeeded. May throw Unavailable.
 */
export type FindUpstreamRun = (run: Run, upstream: Upstream) => Promise<Run | undefined>;

export function createFindUpstreamRun({
  runs,
}: {
  readonly runs: Pick<RunStore, 'get' | 'list'>;
}): FindUpstreamRun {
  return async ({ trigger, dueAt }, { jobId }) => {
    if (trigger !== 'manual') return (await runs.get(runIdOf(jobId, dueAt)))?.value;
    const { items } = await runs.list({ jobId, states: ['succeeded'] }, { limit: 1 });
    return items[0];
  };
}
