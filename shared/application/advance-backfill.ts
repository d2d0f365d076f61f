import { isAtEnd, type Backfill } from '../domain/backfill/backfill.ts';
import { planBackfill, toBackfilled, type BackfillPlan } from '../domain/backfill/plan-backfill.ts';
import type { Job } from '../domain/job/job.ts';
import type { JobId } from '../domain/job/job-id.ts';
import type { PendingRun } from '../domain/run/run.ts';
import { dueTimes } from '../domain/schedule/due-times.ts';
import { messageOf } from './end-run.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { BackfillStore } from './ports/backfill-store.ts';
import type { Clock, Log } from './ports/environment.ts';
import type { CommitOutcome, ConditionalWrite, JobStore } from './ports/job-store.ts';
import type { RunQueue } from './ports/run-queue.ts';
import type { RunStore } from './ports/run-store.ts';
import type { Versioned } from './ports/versioned.ts';

/*
 * A backfill makes its runs a few at a time: as many as may be unfinished at once, the next ones when some of them
 * have ended. The runs are made in the transaction that moves the backfill's `doneUntil` on, under the version that
 * was read, and their ids follow from job and slot; so whoever advances it at the same time, the timer or the ends
 * of two runs, one wins and the others look again. The messages follow the commit: a process that dies in between
 * leaves pending runs, which recover-stalled-runs sends again.
 */

/** Slots looked at by one step; many of them may have a run already. */
const SLOTS_A_STEP = 500;

/** Runs made by one write. A Cosmos transactional batch holds 100 operations; one is the backfill. */
const MAX_RUNS = 90;

/** Steps made by one call, so that a range full of slots that ran already is worked off in several. */
const MAX_STEPS = 40;

/** Makes the next runs of a backfill, if it is running and has room; returns how many. Never rejects. */
export type AdvanceBackfill = (jobId: JobId, backfillId: string) => Promise<number>;

export interface AdvanceDependencies {
  readonly backfills: BackfillStore;
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly queue: RunQueue;
  readonly loadCalendars: LoadCalendars;
  readonly clock: Clock;
  readonly log: Log;
}

export function createAdvanceBackfill(dependencies: AdvanceDependencies): AdvanceBackfill {
  return async (jobId, backfillId) => {
    let made = 0;
    try {
      for (let steps = 0; steps < MAX_STEPS; steps += 1) {
        const stored = await dependencies.backfills.get({ jobId, backfillId });
        if (stored?.value.state !== 'running') break;
        const step = await takeStep(dependencies, stored);
        made += step.made;
        if (!step.goesOn) break;
      }
    } catch (error) {
      const message = 'A backfill could not be advanced; the timer tries again.';
      dependencies.log.error(message, error, { backfillId });
    }
    return made;
  };
}

interface Step {
  readonly made: number;
  readonly goesOn: boolean;
}

const OVER: Step = { made: 0, goesOn: false };
const ONCE_MORE: Step = { made: 0, goesOn: true };

async function takeStep(dependencies: AdvanceDependencies, stored: Versioned<Backfill>): Promise<Step> {
  const { backfills, jobs, clock } = dependencies;
  const { value: backfill, version } = stored;
  const { jobId } = backfill;
  const end = async (ended: Backfill): Promise<Step> => {
    const outcome = await jobs.commit({ jobId, backfill: { value: ended, ifVersion: version } });
    return outcome === 'committed' ? OVER : ONCE_MORE;
  };
  const job = (await jobs.get(jobId))?.value;
  if (job === undefined || isGone(job, backfill)) return end(endedWithJob(backfill, clock.now()));
  const unfinished = await backfills.countUnfinished(backfill);
  if (isAtEnd(backfill)) {
    return unfinished > 0 ? OVER : end({ ...backfill, state: 'completed', updatedAt: clock.now() });
  }
  const free = backfill.maxConcurrent - unfinished;
  if (free <= 0) return OVER;
  const plan = await planNext(dependencies, { backfill, job, room: Math.min(free, MAX_RUNS) });
  const written = await write(dependencies, plan, version);
  if (written === 'conflict') return ONCE_MORE;
  return { made: written, goesOn: written < free };
}

/** Deleted since it was asked for, also when the id has been used again. */
function isGone(job: Job, { generation }: Backfill): boolean {
  return job.state === 'deleted' || generation < job.bornAs;
}

/** Its runs that have not begun are skipped, as all of a deleted job, when their messages come. */
function endedWithJob(backfill: Backfill, now: number): Backfill {
  const lastChange = { author: 'evenkeel', reason: 'The job was deleted.', at: now };
  return { ...backfill, state: 'cancelled', lastChange, updatedAt: now };
}

/** The slots are those that the job's recurrences name now: an edit meanwhile applies to the rest of the range. */
async function planNext(
  { backfills, loadCalendars, clock }: AdvanceDependencies,
  { backfill, job, room }: { readonly backfill: Backfill; readonly job: Job; readonly room: number },
): Promise<BackfillPlan> {
  const slots = dueTimes(job.recurrences, {
    after: backfill.doneUntil,
    until: backfill.untilDueAt,
    limit: SLOTS_A_STEP,
    calendars: await loadCalendars(job.recurrences),
  });
  const [fromDueAt] = slots;
  const untilDueAt = slots.at(-1);
  const existing =
    fromDueAt === undefined || untilDueAt === undefined
      ? []
      : await Array.fromAsync(backfills.slotRuns(job.jobId, { fromDueAt, untilDueAt }));
  const isWhole = slots.length < SLOTS_A_STEP;
  return planBackfill(backfill, { job, slots, isWhole, existing, room, now: clock.now() });
}

/** Writes a plan and sends its runs; returns how many. */
async function write(
  { jobs, runs, queue }: AdvanceDependencies,
  { fresh, again, backfill }: BackfillPlan,
  ifVersion: string,
): Promise<number | 'conflict'> {
  const writes: ConditionalWrite<PendingRun>[] = fresh.map((value) => ({ value, ifVersion: undefined }));
  for (const planned of again) {
    const stored = await runs.get(planned.runId);
    const value = stored && toBackfilled(stored.value, planned);
    if (value === undefined) return 'conflict';
    writes.push({ value, ifVersion: stored?.version });
  }
  const outcome: CommitOutcome = await jobs.commit({
    jobId: backfill.jobId,
    backfill: { value: backfill, ifVersion },
    runs: writes,
  });
  if (outcome !== 'committed') return 'conflict';
  if (writes.length > 0) await queue.enqueue(writes.map(({ value }) => messageOf(value)));
  return writes.length;
}
