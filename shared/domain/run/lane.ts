import type { OverlapPolicy } from '../job/job-policies.ts';
import type { JobId } from '../job/job-id.ts';
import type { SkipReason } from '../slot/slot-reasons.ts';
import type { RunId } from './run-id.ts';

/** Runs that may wait in a lane; its document is written whole with each of them. */
const MAX_WAITING = 500;

/**
 * The runs of one job that are going (also between two attempts) and those that wait for them. It is written in
 * one transaction with the runs that enter and leave it, so that it always says what they say: while one waits,
 * one is going, and whoever ends that one wakes the next.
 */
export interface Lane {
  readonly jobId: JobId;
  readonly going: readonly RunId[];
  readonly waiting: readonly RunId[];
  /** Runs that failed since the last one that succeeded. */
  readonly consecutiveFailures: number;
}

export type LaneDecision =
  | { readonly action: 'enter'; readonly lane: Lane }
  | { readonly action: 'wait'; readonly lane: Lane }
  /** These end, and the newcomer takes their place. */
  | { readonly action: 'replace'; readonly lane: Lane; readonly ended: readonly RunId[] }
  | { readonly action: 'skip'; readonly reason: SkipReason };

export function emptyLane(jobId: JobId): Lane {
  return { jobId, going: [], waiting: [], consecutiveFailures: 0 };
}

/** Decides whether a run may begin beside those that are going. */
export function enterLane(lane: Lane, runId: RunId, overlap: OverlapPolicy): LaneDecision {
  if (lane.going.includes(runId)) return { action: 'enter', lane };
  if (overlap === 'allow-all' || lane.going.length === 0) {
    return { action: 'enter', lane: { ...lane, going: [...lane.going, runId] } };
  }
  switch (overlap) {
    case 'skip':
      return { action: 'skip', reason: 'overlap' };
    case 'buffer-one':
      return lane.waiting.length > 0 ? { action: 'skip', reason: 'overlap' } : wait(lane, runId);
    case 'buffer-all':
      return lane.waiting.length >= MAX_WAITING
        ? { action: 'skip', reason: 'buffer-full' }
        : wait(lane, runId);
    case 'cancel-other':
      return {
        action: 'replace',
        lane: { ...lane, going: [runId], waiting: [] },
        ended: [...lane.going, ...lane.waiting],
      };
  }
}

function wait(lane: Lane, runId: RunId): LaneDecision {
  return { action: 'wait', lane: { ...lane, waiting: [...lane.waiting, runId] } };
}

/** Takes a run out of the lane; `woken` is the waiting run that now has its place. */
export function leaveLane(
  lane: Lane,
  runId: RunId,
  ending: 'succeeded' | 'failed' | 'other',
): { readonly lane: Lane; readonly woken: RunId | undefined } {
  const going = lane.going.filter((id) => id !== runId);
  const waiting = lane.waiting.filter((id) => id !== runId);
  const consecutiveFailures = countFailures(lane.consecutiveFailures, ending);
  const woken = going.length === 0 ? waiting[0] : undefined;
  if (woken === undefined) return { lane: { ...lane, going, waiting, consecutiveFailures }, woken };
  return { lane: { ...lane, going: [woken], waiting: waiting.slice(1), consecutiveFailures }, woken };
}

function countFailures(before: number, ending: 'succeeded' | 'failed' | 'other'): number {
  switch (ending) {
    case 'succeeded':
      return 0;
    case 'failed':
      return before + 1;
    case 'other':
      return before;
  }
}
