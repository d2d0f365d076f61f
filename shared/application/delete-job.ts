import type { Actor } from '../domain/access/actor.ts';
import { isLedByFleet } from '../domain/fleet/fleet-membership.ts';
import { undispatched } from '../domain/job/edit.ts';
import type { Job } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import { jobChange, type ChangeDependencies } from './job-changes.ts';
import type { JobTurns } from './job-turns.ts';
import { laneFence } from './lane-fence.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { JobStore } from './ports/job-store.ts';
import { isExpected, type ExpectedVersions } from './save-calendar.ts';

/** `of-fleet`: a fleet wants it, and would make it again. */
export type DeleteOutcome = 'deleted' | 'not-found' | 'version-mismatch' | 'of-fleet';

/** Who deletes a job; of a fleet's job only the fleet may. */
export interface DeletedBy extends Actor {
  readonly fleetId?: string | undefined;
}

interface Dependencies extends ChangeDependencies {
  readonly jobs: JobStore;
  readonly turns: JobTurns;
  readonly loadCalendars: LoadCalendars;
}

/**
 * Deletes a job: no slot is dispatched any more, those that have come due get the reason, and runs that have not
 * begun are skipped when their time comes. What ran stays readable. Deleting twice is the same as once.
 *
 * Where versions are expected, it is one of them that is deleted, or none.
 *
 * Jobs that come after it do not hinder it: their runs find the runs that it has had, and fail as `upstream-failed` where
 * it has none.
 */
export function createDeleteJob(
  dependencies: Dependencies,
): (jobId: JobId, expected: ExpectedVersions, by: DeletedBy) => Promise<DeleteOutcome> {
  return (jobId, expected, by) =>
    dependencies.turns.take(jobId, () => deleteInTurn(dependencies, { jobId, expected, by }));
}

async function deleteInTurn(
  dependencies: Dependencies,
  {
    jobId,
    expected,
    by: { fleetId, ...actor },
  }: { readonly jobId: JobId; readonly expected: ExpectedVersions; readonly by: DeletedBy },
): Promise<DeleteOutcome> {
  const { jobs, loadCalendars, clock } = dependencies;
  for (;;) {
    const stored = await jobs.get(jobId);
    if (stored === undefined || stored.value.state === 'deleted') return 'not-found';
    const { value: before, version } = stored;
    if (expected !== undefined && !isExpected(version, expected)) return 'version-mismatch';
    if (isLedByFleet(before.fleet) && before.fleet.fleetId !== fleetId) return 'of-fleet';
    const calendars = await loadCalendars(before.recurrences);
    const now = clock.now();
    const after = deleted(before, now);
    const outcome = await jobs.commit({
      jobId,
      job: { value: after, ifVersion: version },
      lane: await laneFence(jobs, jobId),
      skipped: undispatched(before, { now, calendars, reason: 'job-deleted' }),
      changes: [jobChange(dependencies, { before, after }, { ...actor, action: 'deleted' })],
    });
    // On a conflict a dispatcher has moved the job on: delete it as it is now, unless another version was expected.
    if (outcome === 'committed') return 'deleted';
  }
}

function deleted({ nextDueAt: _never, ...job }: Job, now: number): Job {
  return { ...job, state: 'deleted', updatedAt: now };
}
