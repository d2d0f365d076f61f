import type { LateReason, SkipReason, WaitReason } from '../slot/slot-reasons.ts';
import type {
  CancelledRun,
  DeadLetterCause,
  DeadRun,
  FailedRun,
  FinishedRun,
  PendingRun,
  Request,
  Run,
  RunIdentity,
  RunningRun,
  RunState,
  SkippedRun,
  SucceededRun,
  UnfinishedRun,
  WaitingRun,
  RunResult,
} from './run.ts';
import type { RunFailure } from './run-failure.ts';

/**
 * Which state may follow which. Back to `pending` lead: the end of waiting, another attempt, a person's retry,
 * and a resume that asks for slots that were skipped because of the pause.
 */
export const TRANSITIONS: Readonly<Record<RunState, readonly RunState[]>> = {
  pending: ['pending', 'waiting', 'running', 'failed', 'skipped', 'cancelled', 'dead'],
  waiting: ['pending', 'skipped', 'cancelled', 'dead'],
  running: ['pending', 'succeeded', 'failed', 'cancelled', 'dead'],
  succeeded: [],
  failed: ['pending'],
  cancelled: ['pending'],
  skipped: ['pending'],
  dead: ['pending'],
};

/** A run that starts so long after it might have is late because no worker was free for it. */
const WORKERS_BUSY_AFTER_MS = 60_000;

/** What a run keeps through all its states. */
export function identityOf(run: Run): RunIdentity {
  const { runId, jobId, valueStream, trigger, dueAt, effectiveAt, generation, createdAt } = run;
  const { attempt, chainStart, endedAttempts, late, coalesced, backfillId, isInLane, gateKey } = run;
  return {
    ...{ runId, jobId, valueStream, trigger, dueAt, effectiveAt, generation, createdAt },
    ...{ attempt, chainStart, endedAttempts },
    ...(late === undefined ? {} : { late }),
    ...(coalesced === undefined ? {} : { coalesced }),
    ...(backfillId === undefined ? {} : { backfillId }),
    ...askedFor(run),
    ...(isInLane === undefined ? {} : { isInLane }),
    ...(gateKey === undefined ? {} : { gateKey }),
  };
}

/** Who asked for a run, and what they gave it. */
function askedFor({
  requested,
  input,
  interval,
  parent,
}: Run): Pick<RunIdentity, 'requested' | 'input' | 'interval' | 'parent'> {
  return {
    ...(requested === undefined ? {} : { requested }),
    ...(input === undefined ? {} : { input }),
    ...(interval === undefined ? {} : { interval }),
    ...(parent === undefined ? {} : { parent }),
  };
}

/** The claim. */
export function toRunning(run: PendingRun, now: number): RunningRun {
  const isBusy = run.endedAttempts.length === 0 && now > run.effectiveAt + WORKERS_BUSY_AFTER_MS;
  return { ...withLate(run, isBusy ? 'workers-busy' : undefined), state: 'running', startedAt: now };
}

/** It cannot start yet; what it waits for is also why it is late. */
export function toWaiting(run: PendingRun, waitingFor: WaitReason, now: number): WaitingRun {
  return { ...withLate(run, waitingFor), state: 'waiting', waitingFor, waitingSince: now };
}

/** What it waited for has ended. */
export function toWoken(run: WaitingRun, now: number): PendingRun {
  return { ...identityOf(run), state: 'pending', effectiveAt: now };
}

/** The next attempt of a running run's chain, to start at an instant. */
export function toNextAttempt(
  run: RunningRun,
  { failure, retryAt, now }: { readonly failure: RunFailure; readonly retryAt: number; readonly now: number },
): PendingRun {
  const { gateKey: _given, ...identity } = identityOf(withEndedAttempt(run, failure, now));
  return { ...identity, state: 'pending', attempt: run.attempt + 1, effectiveAt: retryAt };
}

/**
 * A new chain of attempts on the same slot, for a run that has ended without a result and that a person wants, or its
 * parent (`child`), which gives it what its step says by now. One that was dispatched ahead and cancelled still waits for
 * its slot.
 */
export function toRetried(
  run: Exclude<FinishedRun, SucceededRun>,
  { requested, now, child }: { readonly requested: Request; readonly now: number; readonly child?: ChildOf },
): PendingRun {
  const { input: _given, interval: _told, parent: _former, ...chain } = newChain(run);
  return {
    ...chain,
    ...(child ?? givenTo(run)),
    ...{ requested, effectiveAt: Math.max(now, run.dueAt) },
  };
}

/** What a parent gives to a run of its own. */
export type ChildOf = Pick<RunIdentity, 'input' | 'interval'> & Required<Pick<RunIdentity, 'parent'>>;

/** What a run keeps that a person retries: it is nobody's chain but theirs. */
function givenTo({ input, interval, parent }: Run): Pick<RunIdentity, 'input' | 'interval' | 'parent'> {
  return {
    ...(input === undefined ? {} : { input }),
    ...(interval === undefined ? {} : { interval }),
    ...(parent === undefined ? {} : { parent: { runId: parent.runId, step: parent.step } }),
  };
}

/**
 * What becomes of the run that a slot has when the slot is dispatched again: one that a pause had skipped is
 * revived, any other stays as it is (undefined).
 */
export function dispatchedAgain(stored: Run, planned: PendingRun): PendingRun | undefined {
  const wasPaused = stored.state === 'skipped' && stored.reason === 'job-paused';
  return wasPaused ? toRevived(stored, planned) : undefined;
}

/** A run that a pause had skipped, dispatched once more by a resume as `planned` says. */
export function toRevived(run: SkippedRun, planned: PendingRun): PendingRun {
  const { effectiveAt, generation, late, coalesced } = planned;
  return {
    ...newChain(run),
    ...{ effectiveAt, generation },
    ...(late === undefined ? {} : { late }),
    ...(coalesced === undefined ? {} : { coalesced }),
  };
}

function newChain(run: Exclude<FinishedRun, SucceededRun>): PendingRun {
  const { gateKey: _gate, isInLane: _lane, ...identity } = identityOf(run);
  const attempt = run.attempt + 1;
  return { ...identity, state: 'pending', attempt, chainStart: attempt };
}

export function toSucceeded(run: RunningRun, result: RunResult, now: number): SucceededRun {
  return { ...identityOf(run), state: 'succeeded', startedAt: run.startedAt, finishedAt: now, result };
}

export function toFailed(run: RunningRun, failure: RunFailure, now: number): FailedRun {
  const { startedAt } = run;
  return {
    ...identityOf(withEndedAttempt(run, failure, now)),
    ...{ state: 'failed', startedAt, finishedAt: now, failure },
  };
}

export function toSkipped(run: PendingRun | WaitingRun, reason: SkipReason, now: number): SkippedRun {
  return { ...identityOf(run), state: 'skipped', finishedAt: now, reason };
}

export function toCancelled(run: UnfinishedRun, cancelled: Request, now: number): CancelledRun {
  return { ...identityOf(run), ...startOf(run), state: 'cancelled', finishedAt: now, cancelled };
}

export function toDead(run: UnfinishedRun, cause: DeadLetterCause, now: number): DeadRun {
  return { ...identityOf(run), ...startOf(run), state: 'dead', finishedAt: now, cause };
}

function startOf(run: UnfinishedRun): { readonly startedAt?: number } {
  if (run.state === 'running') return { startedAt: run.startedAt };
  const first = run.endedAttempts[0]?.startedAt;
  return first === undefined ? {} : { startedAt: first };
}

function withEndedAttempt(run: RunningRun, failure: RunFailure, now: number): RunningRun {
  const { attempt, startedAt } = run;
  return {
    ...run,
    endedAttempts: [...run.endedAttempts, { attempt, startedAt, finishedAt: now, failure }],
  };
}

/** The first reason stays: it is the one that began the delay. */
function withLate(run: PendingRun, late: LateReason | undefined): PendingRun {
  return late === undefined || run.late !== undefined ? run : { ...run, late };
}
