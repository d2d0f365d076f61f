import type { Upstream } from '../domain/job/job.ts';
import type { Run } from '../domain/run/run.ts';
import { runIdOf } from '../domain/run/run-id.ts';
import type { RunStore } from './ports/run-store.ts';

/** Of the latest runs of a job that have succeeded, so many are looked through for one of the same parent. */
const SIBLINGS = 50;

/**
 * The run of another job that a run comes after: the one of the same slot, also for a backfill. A run that was asked for
 * by hand has no slot: it comes after the latest that has succeeded; a step of a pipeline after the latest that is a step
 * of the same run, where there is one. May throw Unavailable.
 */
export type FindUpstreamRun = (run: Run, upstream: Upstream) => Promise<Run | undefined>;

export function createFindUpstreamRun({
  runs,
}: {
  readonly runs: Pick<RunStore, 'get' | 'list'>;
}): FindUpstreamRun {
  return async ({ trigger, dueAt, parent }, { jobId }) => {
    if (trigger !== 'manual') return (await runs.get(runIdOf(jobId, dueAt)))?.value;
    const limit = parent === undefined ? 1 : SIBLINGS;
    const { items } = await runs.list({ jobId, states: ['succeeded'] }, { limit });
    return items.find((run) => parent !== undefined && run.parent?.runId === parent.runId) ?? items[0];
  };
}
