import type { Job } from '../domain/job/job.ts';
import type { JobChange } from '../domain/job/job-change.ts';
import type { JobId } from '../domain/job/job-id.ts';
import { pausedAfterFailures } from '../domain/job/pause.ts';
import { leaveLane, withoutFailures, type Lane } from '../domain/run/lane.ts';
import type { FinishedRun, PendingRun, RunParent, UnfinishedRun } from '../domain/run/run.ts';
import { toWoken } from '../domain/run/run-transitions.ts';
import { jobChange, type ChangeDependencies } from './job-changes.ts';
import type { JobTurns } from './job-turns.ts';
import type { ConcurrencyGates } from './ports/concurrency-gates.ts';
import type { ConditionalWrite, JobStore, JobWrite } from './ports/job-store.ts';
import type { EnqueueRequest, RunQueue } from './ports/run-queue.ts';
import type { RunStore } from './ports/run-store.ts';
import type { Versioned } from './ports/versioned.ts';

/*
 * However a run ends, it leaves its job's lane in the transaction that ends it, and the run that waited for it
 * becomes pending in the same transaction. What follows the commit (the message to the woken run, the place at the
 * concurrency gate) is repeated by the recovery when the process dies in between.
 */

export interface EndRunDependencies extends ChangeDependencies {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly queue: RunQueue;
  readonly gates: ConcurrencyGates;
  readonly turns: JobTurns;
  /** Makes the next runs of a backfill when one of its runs has ended, so that it need not wait for the timer. */
  readonly advanceBackfill?: (jobId: JobId, backfillId: string) => Promise<unknown>;
}

export interface RunEnding {
  readonly run: Versioned<UnfinishedRun>;
  readonly ended: FinishedRun;
  /** The job, where its policies may have to act on the ending. */
  readonly job?: Versioned<Job> | undefined;
  /** The job's state that the ending rests on: nothing is written when it has changed. */
  readonly whileJob?: Versioned<Job> | undefined;
  /** What the job's history tells of it, where somebody asked for it. */
  readonly changes?: readonly JobChange[];
}

/**
 * Ends a run; one that is in the job's lane leaves it in its turn, so this is not for whoever has a turn of the job.
 * `conflict`: something changed meanwhile and nothing was written.
 */
export async function endRun(
  dependencies: EndRunDependencies,
  ending: RunEnding,
): Promise<'ended' | 'conflict'> {
  const { jobId, isInLane } = ending.run.value;
  const commit = () => commitEnd(dependencies, ending);
  const committed = isInLane === true ? await dependencies.turns.take(jobId, commit) : await commit();
  if (committed === 'conflict') return 'conflict';
  await committed.follow();
  return 'ended';
}

interface CommittedEnd {
  /** Does what follows the commit, for which a turn is not needed any more. */
  readonly follow: () => Promise<void>;
}

/** Writes a run's end. `conflict`: something changed meanwhile and nothing was written. */
export async function commitEnd(
  dependencies: EndRunDependencies,
  ending: RunEnding,
): Promise<CommittedEnd | 'conflict'> {
  const { run, ended } = ending;
  const left = run.value.isInLane === true ? await leave(dependencies, run.value, ended) : undefined;
  const paused = pausedJob(ending, left?.lane.value, dependencies.clock.now());
  const job = paused ?? unchanged(ending.whileJob);
  const write: JobWrite = {
    jobId: run.value.jobId,
    runs: [{ value: ended, ifVersion: run.version }, ...(left?.woken === undefined ? [] : [left.woken])],
    ...(left === undefined ? {} : { lane: paused === undefined ? left.lane : countedAnew(left.lane) }),
    ...(job === undefined ? {} : { job }),
    ...changesOf(dependencies, ending, paused),
  };
  if ((await dependencies.jobs.commit(write)) !== 'committed') return 'conflict';
  return { follow: () => followEnd(dependencies, ending, left?.woken?.value) };
}

async function followEnd(
  { queue, gates, advanceBackfill }: EndRunDependencies,
  { run: { value: run }, ended }: RunEnding,
  woken: PendingRun | undefined,
): Promise<void> {
  if (woken !== undefined) await queue.enqueue([wakingMessageOf(woken)]);
  if (run.gateKey !== undefined) await gates.release(run.gateKey, run.runId);
  if (ended.backfillId !== undefined) await advanceBackfill?.(ended.jobId, ended.backfillId);
  if (ended.parent !== undefined) await queue.enqueue(parentMessages(ended, ended.parent));
}

/**
 * The message to the run that a run is a step of: it wakes the parent's work, which looks for itself and would, without
 * the message, a little later. The digits at the end of a step's id are its own among its parent's.
 */
function parentMessages(ended: FinishedRun, { runId, attempt }: RunParent): EnqueueRequest[] {
  if (attempt === undefined) return [];
  const resend = `${ended.runId.slice(-16)}-${ended.attempt}`;
  return [{ runId, attempt, effectiveAt: ended.finishedAt, resend }];
}

interface LaneLeft {
  readonly lane: ConditionalWrite<Lane>;
  readonly woken: ConditionalWrite<PendingRun> | undefined;
}

async function leave(
  { jobs, runs, clock }: EndRunDependencies,
  run: UnfinishedRun,
  { state }: FinishedRun,
): Promise<LaneLeft | undefined> {
  const stored = await jobs.getLane(run.jobId);
  if (stored === undefined) return undefined;
  const ending = state === 'succeeded' || state === 'failed' ? state : 'other';
  const { lane, woken } = leaveLane(stored.value, run.runId, ending);
  const next = woken === undefined ? undefined : await runs.get(woken);
  const wakes = next?.value.state === 'waiting' ? { run: next.value, version: next.version } : undefined;
  return {
    lane: { value: lane, ifVersion: stored.version },
    woken: wakes && { value: toWoken(wakes.run, clock.now()), ifVersion: wakes.version },
  };
}

/** Makes sure that the job is still as it was read. */
function unchanged(job: Versioned<Job> | undefined): ConditionalWrite<Job> | undefined {
  return job && { value: job.value, ifVersion: job.version };
}

function countedAnew({ value, ifVersion }: ConditionalWrite<Lane>): ConditionalWrite<Lane> {
  return { value: withoutFailures(value), ifVersion };
}

/** The job, paused after too many failures in a row. */
function pausedJob(
  { job }: RunEnding,
  lane: Lane | undefined,
  now: number,
): ConditionalWrite<Job> | undefined {
  if (job === undefined) return undefined;
  const after = pausedAfterFailures(job.value, {
    consecutiveFailures: lane?.consecutiveFailures ?? 0,
    now,
  });
  return after === undefined ? undefined : { value: after, ifVersion: job.version };
}

/** What somebody asked for, and that the policy `pauseAfterFailures` paused the job. */
function changesOf(
  dependencies: ChangeDependencies,
  { job, changes = [] }: RunEnding,
  paused: ConditionalWrite<Job> | undefined,
): Pick<JobWrite, 'changes'> {
  const pause = paused?.value.pause;
  if (job === undefined || paused === undefined || pause === undefined) {
    return changes.length === 0 ? {} : { changes };
  }
  const { author, reason } = pause;
  const versions = { before: job.value, after: paused.value };
  return { changes: [...changes, jobChange(dependencies, versions, { author, reason, action: 'paused' })] };
}

/** The message that starts a pending run. */
export function messageOf({ runId, attempt, effectiveAt, trigger }: PendingRun): EnqueueRequest {
  return { runId, attempt, effectiveAt, priority: trigger === 'backfill' ? 'bulk' : 'live' };
}

/**
 * The message that starts a run which has waited. Its first message was of the same attempt, and within the time
 * of duplicate detection the queue would drop a second one of that name.
 */
export function wakingMessageOf(run: PendingRun): EnqueueRequest {
  return { ...messageOf(run), resend: `woken-${run.effectiveAt}` };
}
