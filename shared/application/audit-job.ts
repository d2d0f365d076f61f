import type { Job } from '../domain/job/job.ts';
import { ANSWER_GRACE_MS } from '../domain/slot/answer-slots.ts';
import { addCounts, NO_COUNTS, type AuditCounts } from '../domain/slot/audit-counts.ts';
import { planRepair } from '../domain/slot/plan-repair.ts';
import { messageOf } from './end-run.ts';
import type { JobTurns } from './job-turns.ts';
import type { ConcurrencyGates } from './ports/concurrency-gates.ts';
import type { Clock } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';
import type { RunQueue } from './ports/run-queue.ts';
import type { RunStore } from './ports/run-store.ts';
import type { FoundJob } from './ports/slot-store.ts';
import type { Versioned } from './ports/versioned.ts';
import { createMendLane } from './mend-lane.ts';
import {
  createSurveySlots,
  type SlotSurvey,
  type SurveyDependencies,
  type SurveySlots,
} from './survey-slots.ts';

/*
 * What is found at fault is looked at once more, with the job as it is then, and mended in one transaction under
 * that version of the job: whoever decides about the job's slots writes the job, so a dispatcher, an edit or another
 * audit in between makes this audit write nothing. Killed between the commit and the sending of a message, it leaves
 * a pending run, whose message the recovery sends.
 */

export interface AuditJobDependencies extends SurveyDependencies {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly queue: RunQueue;
  readonly gates: ConcurrencyGates;
  readonly clock: Clock;
  readonly turns: JobTurns;
  /** Dispatches what is due of a job. */
  readonly dispatchJob: (jobId: Job['jobId']) => Promise<unknown>;
}

/** Audits a job: its slots, its next due instant, its lane and what waits for a place. Throws Unavailable. */
export function createAuditJob(
  dependencies: AuditJobDependencies,
): (found: FoundJob) => Promise<AuditCounts> {
  const survey = createSurveySlots(dependencies);
  const mendLane = createMendLane(dependencies);
  return async ({ value: job, isSeenWhenDue }) => {
    const seen = await survey(job, dependencies.clock.now());
    const isFaulty = seen.missing.length > 0 || seen.lostTick !== undefined || !isSeenWhenDue;
    const repaired = isFaulty ? await repair(dependencies, job, { survey, isSeenWhenDue }) : NO_COUNTS;
    const overdueJobs = await dispatchOverdue(dependencies, job);
    const repairedLanes = (await mendLane(job.jobId, seen.waitingForLane)) ? 1 : 0;
    await wakeAtGate(dependencies, job, seen);
    return addCounts(addCounts(seen.counts, repaired), { ...NO_COUNTS, overdueJobs, repairedLanes });
  };
}

async function repair(
  { jobs, queue, clock }: AuditJobDependencies,
  { jobId }: Job,
  { survey, isSeenWhenDue }: { readonly survey: SurveySlots; readonly isSeenWhenDue: boolean },
): Promise<AuditCounts> {
  const stored = await jobs.get(jobId);
  if (stored === undefined || stored.value.state === 'deleted') return NO_COUNTS;
  const now = clock.now();
  const { missing, lostTick } = await survey(stored.value, now);
  const { runs, skipped } = planRepair(stored.value, missing, now);
  const repairedTicks = lostTick !== undefined || !isSeenWhenDue ? 1 : 0;
  if (runs.length + skipped.length + repairedTicks === 0) return NO_COUNTS;
  const outcome = await jobs.commit({
    jobId,
    job: mendedJob(stored, lostTick, now),
    runs: runs.map((value) => ({ value, ifVersion: undefined })),
    skipped,
  });
  // Someone has decided about the job meanwhile; the next round sees what is left.
  if (outcome !== 'committed') return NO_COUNTS;
  await queue.enqueue(runs.map((run) => ({ ...messageOf(run), priority: 'bulk' as const })));
  const repairedReasons = skipped.reduce((sum, { count }) => sum + count, 0);
  return { ...NO_COUNTS, repairedRuns: runs.length, repairedReasons, repairedTicks };
}

/** Written even where nothing changes: it is what makes concurrent decisions conflict, and seen when due again. */
function mendedJob({ value: job, version }: Versioned<Job>, lostTick: number | undefined, now: number) {
  const value: Job =
    lostTick === undefined ? job : { ...job, state: 'active', nextDueAt: lostTick, updatedAt: now };
  return { value, ifVersion: version };
}

/** A job that the dispatcher should long have taken: should its timer be away, the audit stands in. */
async function dispatchOverdue(
  { dispatchJob, clock }: AuditJobDependencies,
  { jobId, state, nextDueAt, pause }: Job,
): Promise<number> {
  const until = clock.now() - ANSWER_GRACE_MS;
  const wakeAt = state === 'active' ? nextDueAt : state === 'paused' ? pause?.resumeAt : undefined;
  if (wakeAt === undefined || wakeAt > until) return 0;
  await dispatchJob(jobId);
  return 1;
}

/** Runs wait although a place is free when a process died between giving it back and waking them. */
async function wakeAtGate(
  { gates }: AuditJobDependencies,
  { policies: { concurrency } }: Job,
  { waitingAtGate }: SlotSurvey,
): Promise<void> {
  if (concurrency === undefined || waitingAtGate === 0) return;
  await gates.wakeWaiting(concurrency.key, concurrency.limit);
}
