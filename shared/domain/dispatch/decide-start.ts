import { usesLane, type OverlapPolicy } from '../job/job-policies.ts';
import type { Job } from '../job/job.ts';
import { emptyLane, enterLane, type Lane } from '../run/lane.ts';
import type { PendingRun } from '../run/run.ts';
import type { RunId } from '../run/run-id.ts';
import { NO_CALENDARS, type Calendars } from '../schedule/exclusion.ts';
import { nextDueAt } from '../schedule/next-due-at.ts';
import type { SkipReason } from '../slot/slot-reasons.ts';
import { spreadMs } from './spread.ts';

const SECOND_MS = 1000;

/** What to do with a pending run when its message arrives; a lane that comes with it is to be stored with it. */
export type StartDecision =
  | { readonly action: 'start'; readonly lane?: Lane; readonly ended?: readonly RunId[] }
  | { readonly action: 'wait'; readonly lane: Lane }
  | { readonly action: 'skip'; readonly reason: SkipReason };

export interface StartMoment {
  readonly lane: Lane | undefined;
  readonly now: number;
  readonly calendars?: Calendars;
}

/**
 * Decides, at the moment a run would begin, whether it still should: runs are dispatched ahead of their time,
 * and the job may have been paused, deleted or defined anew since. A slot that the new definition names as well
 * runs under it: an edit never loses a future slot.
 */
export function decideStart(run: PendingRun, job: Job | undefined, moment: StartMoment): StartDecision {
  if (job === undefined || job.state === 'deleted') return { action: 'skip', reason: 'job-deleted' };
  const reason = goesByItsSlot(run) ? reasonToSkip(run, job, moment) : undefined;
  if (reason !== undefined) return { action: 'skip', reason };
  if (!usesLane(job.policies) && run.isInLane !== true) return { action: 'start' };
  const lane = moment.lane ?? emptyLane(job.jobId);
  const decision = enterLane(lane, run.runId, overlapOf(run, job));
  switch (decision.action) {
    case 'enter':
      return { action: 'start', lane: decision.lane };
    case 'replace':
      return { action: 'start', lane: decision.lane, ended: decision.ended };
    case 'wait':
    case 'skip':
      return decision;
  }
}

/** What a person asked for, and what has begun, is not given up because its time has passed. */
function goesByItsSlot({ trigger, requested, endedAttempts }: PendingRun): boolean {
  return trigger === 'schedule' && requested === undefined && endedAttempts.length === 0;
}

/** Whether a paused or newly defined job, or the time that has passed, has made the slot void. */
function reasonToSkip(
  run: PendingRun,
  job: Job,
  { now, calendars = NO_CALENDARS }: StartMoment,
): SkipReason | undefined {
  if (job.state === 'paused') return 'job-paused';
  const reason = reasonToTakeBack(run, job, calendars);
  if (reason !== undefined) return reason;
  const { catchUp, startDeadlineSeconds } = job.policies;
  if (startDeadlineSeconds !== undefined && now > startDeadlineAt(run, job)) return 'start-deadline';
  if (run.late === 'dispatcher-down' && now > run.dueAt + spreadMs(job) + catchUp.maxAgeSeconds * SECOND_MS)
    return 'catch-up-age';
  return undefined;
}

/** Whether the job was deleted or defined anew without the slot since the run was made. */
function reasonToTakeBack(run: PendingRun, job: Job, calendars: Calendars): SkipReason | undefined {
  if (run.generation === job.generation) return undefined;
  // The present definition names no slot before this; an edit leaves what was due before to the one that named it.
  const isAfter = run.dueAt > job.slotsAfter;
  const isNamed = isAfter && nextDueAt(job.recurrences, run.dueAt - 1, calendars) === run.dueAt;
  if (isNamed) return undefined;
  if (run.generation < job.bornAs) return 'job-deleted';
  return isAfter ? 'job-edited' : undefined;
}

/** The last instant at which an attempt of the run may start, epoch ms; infinite when nothing bounds it. */
export function startDeadlineAt(run: Pick<PendingRun, 'dueAt' | 'trigger'>, job: Job): number {
  const { startDeadlineSeconds } = job.policies;
  if (startDeadlineSeconds === undefined || run.trigger !== 'schedule') return Infinity;
  return run.dueAt + spreadMs(job) + startDeadlineSeconds * SECOND_MS;
}

/** Runs that were asked for as a whole series wait for each other: skipping them would undo the request. */
function overlapOf(run: PendingRun, { policies }: Job): OverlapPolicy | 'backfill' {
  if (run.trigger === 'backfill' && policies.overlap !== 'allow-all') return 'backfill';
  const isSeries =
    run.late === 'job-paused' ||
    run.late === 'job-quarantined' ||
    run.late === 'audit-repair' ||
    (run.late === 'dispatcher-down' && policies.catchUp.policy === 'all');
  return isSeries && policies.overlap !== 'allow-all' ? 'buffer-all' : policies.overlap;
}
