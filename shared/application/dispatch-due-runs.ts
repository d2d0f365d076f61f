import { planDispatch, type DispatchPlan } from '../domain/dispatch/plan-dispatch.ts';
import { Unavailable, VersionConflict } from '../domain/errors.ts';
import type { Job } from '../domain/job/job.ts';
import type { PendingRun } from '../domain/run/run.ts';
import { dispatchedAgain } from '../domain/run/run-transitions.ts';
import { NO_CALENDARS } from '../domain/schedule/exclusion.ts';
import { eachAtOnce } from './each-at-once.ts';
import { Outbox } from './outbox.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { Clock, Log } from './ports/environment.ts';
import type { ConditionalWrite, JobStore } from './ports/job-store.ts';
import type { RunQueue } from './ports/run-queue.ts';
import type { RunStore } from './ports/run-store.ts';
import type { Versioned } from './ports/versioned.ts';
import { inFairOrder } from './fair-order.ts';

/*
 * Each due slot becomes one run and one message. The run's id follows from job and slot, and the run is
 * created in the same transaction that moves the job's `nextDueAt` on, under the version that was read; so of
 * any number of dispatchers one wins and the others write nothing. The message is sent after the commit: a
 * dispatcher killed in between leaves a pending run, which recover-stalled-runs sends again.
 */

/** Jobs worked on at the same time: a dispatch mostly waits for the store. */
const AT_ONCE = 16;

/** A pass ends after this, in time before the next one may be started beside it; what is left is still due. */
const PASS_MS = 50_000;

export interface DispatchSummary {
  readonly runs: number;
  readonly skippedSlots: number;
  /** Jobs that another dispatcher took first. */
  readonly conflicts: number;
  /** Jobs whose slots could not be planned or written; quarantined, unless a store or the queue was away. */
  readonly failures: number;
}

export interface DispatchDependencies {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly queue: RunQueue;
  readonly loadCalendars: LoadCalendars;
  readonly clock: Clock;
  readonly log: Log;
  readonly lookAheadMs: number;
}

const NOTHING: DispatchSummary = { runs: 0, skippedSlots: 0, conflicts: 0, failures: 0 };

/** Dispatches every slot that is due within the look-ahead; one bad job never stops the others. */
export function createDispatchDueRuns(dependencies: DispatchDependencies): () => Promise<DispatchSummary> {
  const { jobs, clock, lookAheadMs } = dependencies;
  return async () => {
    const startedAt = clock.now();
    const outbox = new Outbox(dependencies);
    let summary = NOTHING;
    const due = inFairOrder(jobs, startedAt + lookAheadMs);
    await eachAtOnce(due, AT_ONCE, async (job) => {
      if (clock.now() - startedAt > PASS_MS) return 'stop';
      const done = await dispatchSafely(dependencies, job, outbox);
      summary = add(summary, done);
      return 'go-on';
    });
    await outbox.flush();
    return { ...summary, failures: summary.failures + outbox.failures };
  };
}

/** Dispatches what is due of one job, at once: for a job that was just stored or changed. */
export function createDispatchJob(
  dependencies: DispatchDependencies,
): (jobId: Job['jobId']) => Promise<DispatchSummary> {
  return async (jobId) => {
    const job = await dependencies.jobs.get(jobId);
    if (job === undefined) return NOTHING;
    const outbox = new Outbox(dependencies);
    const summary = await dispatchSafely(dependencies, job, outbox);
    await outbox.flush();
    return { ...summary, failures: summary.failures + outbox.failures };
  };
}

async function dispatchSafely(
  dependencies: DispatchDependencies,
  job: Versioned<Job>,
  outbox: Outbox,
): Promise<DispatchSummary> {
  try {
    return await dispatch(dependencies, job, outbox);
  } catch (error) {
    const { jobId } = job.value;
    if (error instanceof Unavailable || error instanceof VersionConflict) {
      dependencies.log.error('A job could not be dispatched; the next pass tries again.', error, { jobId });
    } else {
      dependencies.log.error('A job cannot be dispatched; it is quarantined.', error, { jobId });
      await quarantine(dependencies, job, error);
    }
    return { ...NOTHING, failures: 1 };
  }
}

/** Keeps a job whose slots cannot be planned from being tried, and reported, at every pass. */
async function quarantine(
  { jobs, clock, log }: DispatchDependencies,
  { value: job, version }: Versioned<Job>,
  error: unknown,
): Promise<void> {
  const now = clock.now();
  const text = error instanceof Error ? error.message : String(error);
  const quarantined: Job = {
    ...job,
    state: 'quarantined',
    quarantine: { at: now, error: text },
    updatedAt: now,
  };
  try {
    await jobs.save(quarantined, { ifVersion: version });
  } catch (reason) {
    // It has changed meanwhile, or the store is away: the next pass sees it as it is then.
    log.error('A job could not be quarantined.', reason, { jobId: job.jobId });
  }
}

/** Works a job off until nothing is due: a long backlog takes several bounded writes. */
async function dispatch(
  dependencies: DispatchDependencies,
  first: Versioned<Job>,
  outbox: Outbox,
): Promise<DispatchSummary> {
  const { jobs, clock, lookAheadMs, loadCalendars } = dependencies;
  let summary = NOTHING;
  let job: Versioned<Job> | undefined = first;
  while (job !== undefined) {
    // The calendars after the job: whoever changes one writes the jobs that name it afterwards.
    // The end of a pause needs none, so a job is not quarantined for them before it is active again.
    const { state, recurrences } = job.value;
    // Deleted or completed since someone asked for it: nothing can go wrong with it any more.
    if (state !== 'active' && state !== 'paused') return summary;
    const calendars = state === 'paused' ? NO_CALENDARS : await loadCalendars(recurrences);
    const plan = planDispatch(job.value, { now: clock.now(), lookAheadMs, calendars });
    if (plan === undefined) return summary;
    const written = await write(dependencies, plan, job.version);
    if (written === 'conflict') return add(summary, { ...NOTHING, conflicts: 1 });
    await outbox.add(first.value.valueStream, written);
    summary = add(summary, { ...NOTHING, runs: written.length, skippedSlots: countSlots(plan) });
    job = plan.hasMore ? await jobs.get(first.value.jobId) : undefined;
  }
  return summary;
}

function countSlots({ skipped }: DispatchPlan): number {
  return skipped.reduce((sum, { count }) => sum + count, 0);
}

/**
 * Writes a plan and returns the runs to be sent. A slot may have a run already: of a job that was deleted and
 * defined anew, of an edit, or of a resume that goes back to slots which the pause had skipped. Those skipped ones
 * are dispatched once more; any other run stays as it is.
 */
async function write(
  { jobs, runs }: DispatchDependencies,
  plan: DispatchPlan,
  ifVersion: string,
): Promise<readonly PendingRun[] | 'conflict'> {
  const { job, skipped } = plan;
  const base = { jobId: job.jobId, job: { value: job, ifVersion }, skipped };
  const asNew = plan.runs.map((value) => ({ value, ifVersion: undefined }));
  const outcome = await jobs.commit({ ...base, runs: asNew });
  if (outcome === 'committed') return plan.runs;
  if (outcome === 'conflict') return 'conflict';
  const found = await Promise.all(plan.runs.map((planned) => besides(runs, planned)));
  const writable = found.flat();
  const second = await jobs.commit({ ...base, runs: writable });
  return second === 'committed' ? writable.map(({ value }) => value) : 'conflict';
}

async function besides(runs: RunStore, planned: PendingRun): Promise<ConditionalWrite<PendingRun>[]> {
  const stored = await runs.get(planned.runId);
  if (stored === undefined) return [{ value: planned, ifVersion: undefined }];
  const again = dispatchedAgain(stored.value, planned);
  return again === undefined ? [] : [{ value: again, ifVersion: stored.version }];
}

function add(a: DispatchSummary, b: DispatchSummary): DispatchSummary {
  return {
    runs: a.runs + b.runs,
    skippedSlots: a.skippedSlots + b.skippedSlots,
    conflicts: a.conflicts + b.conflicts,
    failures: a.failures + b.failures,
  };
}
