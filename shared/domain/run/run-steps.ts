import type { SkipReason, WaitReason } from '../slot/slot-reasons.ts';
import { isFinished, type DeadLetterCause, type EndedAttempt, type Request, type Run } from './run.ts';
import type { RunFailure } from './run-failure.ts';

/**
 * One thing that happened to a run. `at` is epoch ms; of what a run keeps no instant of, there is none.
 */
export type RunStep =
  /** Dispatched, or asked for: then with who did. */
  | { readonly step: 'created'; readonly at: number; readonly requested?: Request }
  /** When the present attempt might begin, or may: later than now while it is to come. */
  | { readonly step: 'may-start'; readonly at: number; readonly attempt: number }
  | {
      readonly step: 'waiting';
      readonly at: number;
      readonly waitingFor: WaitReason;
      /** Of a concurrency limit: its key. */
      readonly gateKey?: string;
    }
  | { readonly step: 'attempt-started'; readonly at: number; readonly attempt: number }
  | {
      readonly step: 'attempt-failed';
      readonly at: number;
      readonly attempt: number;
      readonly failure: RunFailure;
    }
  /** A new chain of attempts, for a person or for a resume that asked for the slot; only the last one is known. */
  | { readonly step: 'begun-anew'; readonly attempt: number; readonly requested?: Request }
  | { readonly step: 'succeeded'; readonly at: number; readonly attempt: number }
  | { readonly step: 'failed'; readonly at: number; readonly failure: RunFailure }
  | { readonly step: 'cancelled'; readonly at: number; readonly requested: Request }
  | { readonly step: 'skipped'; readonly at: number; readonly reason: SkipReason }
  | { readonly step: 'dead'; readonly at: number; readonly cause: DeadLetterCause };

/**
 * What happened to a run, the earliest first, as far as the run itself tells: attempts that were cut off by a person are
 * not among its ended ones, and how long it waited before its last attempt is not kept.
 */
export function stepsOf(run: Run): readonly RunStep[] {
  const { attempt, chainStart, endedAttempts, requested, createdAt, effectiveAt } = run;
  const earlier = endedAttempts.filter((ended) => ended.attempt < chainStart);
  const ofChain = endedAttempts.filter((ended) => ended.attempt >= chainStart && ended.attempt < attempt);
  const present = endedAttempts.filter((ended) => ended.attempt === attempt);
  const isFirstChain = chainStart === 1;
  return [
    { step: 'created', at: createdAt, ...(isFirstChain ? whoAsked(requested) : {}) },
    ...earlier.flatMap(stepsOfAttempt),
    ...(isFirstChain ? [] : [{ step: 'begun-anew' as const, attempt: chainStart, ...whoAsked(requested) }]),
    ...ofChain.flatMap(stepsOfAttempt),
    ...(isEndedBefore(run, effectiveAt) ? [] : [{ step: 'may-start' as const, at: effectiveAt, attempt }]),
    ...present.flatMap(stepsOfAttempt),
    ...presentSteps(run),
  ];
}

/** Whether the run had ended before it might have begun: then it never might. */
function isEndedBefore(run: Run, instant: number): boolean {
  return isFinished(run) && run.finishedAt < instant;
}

function whoAsked(requested: Request | undefined): { readonly requested?: Request } {
  return requested === undefined ? {} : { requested };
}

function stepsOfAttempt({ attempt, startedAt, finishedAt, failure }: EndedAttempt): RunStep[] {
  return [
    { step: 'attempt-started', at: startedAt, attempt },
    { step: 'attempt-failed', at: finishedAt, attempt, failure },
  ];
}

/** What the state says of the present attempt; a failed one is among the ended attempts. */
function presentSteps(run: Run): RunStep[] {
  switch (run.state) {
    case 'pending':
      return [];
    case 'waiting':
      return [waitingStep(run)];
    case 'running':
      return [{ step: 'attempt-started', at: run.startedAt, attempt: run.attempt }];
    case 'succeeded':
      return [
        { step: 'attempt-started', at: run.startedAt, attempt: run.attempt },
        { step: 'succeeded', at: run.finishedAt, attempt: run.attempt },
      ];
    case 'failed':
      return [{ step: 'failed', at: run.finishedAt, failure: run.failure }];
    case 'cancelled':
      return [...cutOff(run), { step: 'cancelled', at: run.finishedAt, requested: run.cancelled }];
    case 'skipped':
      return [{ step: 'skipped', at: run.finishedAt, reason: run.reason }];
    case 'dead':
      return [...cutOff(run), { step: 'dead', at: run.finishedAt, cause: run.cause }];
  }
}

function waitingStep({ waitingFor, waitingSince, gateKey }: Run & { readonly state: 'waiting' }): RunStep {
  const isAtGate = waitingFor === 'concurrency-limit' && gateKey !== undefined;
  return { step: 'waiting', at: waitingSince, waitingFor, ...(isAtGate ? { gateKey } : {}) };
}

/** The start of the attempt that was ended from outside; a run between two attempts has the start of its first one. */
function cutOff(run: Run & { readonly state: 'cancelled' | 'dead' }): RunStep[] {
  const { startedAt, endedAttempts, attempt } = run;
  if (startedAt === undefined || startedAt === endedAttempts[0]?.startedAt) return [];
  return [{ step: 'attempt-started', at: startedAt, attempt }];
}
