import type { OverlapPolicy } from '../job/job-policies.ts';
import type { JobId } from '../job/job-id.ts';
import type { SkipReason } from '../slot/slot-reasons.ts';
import type { RunId } from './run-id.ts';

/** Runs that may wait in a lane; its document is written whole with each of them. */
const MAX_WAITING = 500;

/** Runs that one newcomer ends: they are written together, and a Cosmos transactional batch holds 100 writes. */
const MAX_ENDED = 90;

/**
 * The runs of one job that are going (also between two attempts) and those that wait for them. It is written in
 * one transaction with the runs that enter and leave it, so that it always says what they say: while one waits,
 * one is going, and whoever ends that one wakes the next.
 */
export interface Lane {
  readonly jobId: JobId;
  readonly going: readonly RunId[];
  readonly waiting: readonly RunId[];
  /** Those of both that a backfill made; absent without one. The job's other runs go before them. */
  readonly ofBackfills?: readonly RunId[];
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

/**
 * Decides whether a run may begin beside those that are going. A run of a backfill (`backfill` in place of the
 * job's policy) waits as long as it takes. Whatever the policy `skip`, a slot does not go without its run because
 * of a backfill: one waits, in front of the backfill's.
 */
export function enterLane(lane: Lane, runId: RunId, overlap: OverlapPolicy | 'backfill'): LaneDecision {
  if (lane.going.includes(runId)) return { action: 'enter', lane };
  if (overlap === 'allow-all' || lane.going.length === 0) {
    const entered = { ...lane, going: [...lane.going, runId] };
    return { action: 'enter', lane: overlap === 'backfill' ? marked(entered, runId) : entered };
  }
  return queueUp(lane, runId, overlap);
}

function queueUp(
  lane: Lane,
  runId: RunId,
  overlap: Exclude<OverlapPolicy, 'allow-all'> | 'backfill',
): LaneDecision {
  switch (overlap) {
    case 'skip':
      return isLed(lane) ? SKIP_OVERLAP : wait(lane, runId);
    case 'buffer-one':
      return hasOthersWaiting(lane) ? SKIP_OVERLAP : wait(lane, runId);
    case 'buffer-all':
      return isFull(lane) ? SKIP_FULL : wait(lane, runId);
    case 'backfill':
      return isFull(lane) ? SKIP_FULL : waitLast(lane, runId);
    case 'cancel-other':
      return lane.going.length > MAX_ENDED ? wait(lane, runId) : replace(lane, runId);
  }
}

/** Those that wait are asked for as a series, which the newcomer does not undo: they wait for it now. */
function replace(lane: Lane, runId: RunId): LaneDecision {
  const replaced = withPresentMarks({ ...lane, going: [runId] });
  return { action: 'replace', lane: replaced, ended: lane.going };
}

const SKIP_OVERLAP = { action: 'skip', reason: 'overlap' } as const;
const SKIP_FULL = { action: 'skip', reason: 'buffer-full' } as const;

function isFull({ waiting }: Lane): boolean {
  return waiting.length >= MAX_WAITING;
}

/** Whether a run that no backfill made is going, or is the next to go. */
function isLed(lane: Lane): boolean {
  return lane.going.some((id) => !isOfBackfill(lane, id)) || hasOthersWaiting(lane);
}

function hasOthersWaiting(lane: Lane): boolean {
  return lane.waiting.some((id) => !isOfBackfill(lane, id));
}

function isOfBackfill({ ofBackfills = [] }: Lane, runId: RunId): boolean {
  return ofBackfills.includes(runId);
}

function wait(lane: Lane, runId: RunId): LaneDecision {
  const others = lane.waiting.filter((id) => !isOfBackfill(lane, id));
  const ofBackfills = lane.waiting.filter((id) => isOfBackfill(lane, id));
  return { action: 'wait', lane: { ...lane, waiting: [...others, runId, ...ofBackfills] } };
}

function waitLast(lane: Lane, runId: RunId): LaneDecision {
  return { action: 'wait', lane: marked({ ...lane, waiting: [...lane.waiting, runId] }, runId) };
}

function marked(lane: Lane, runId: RunId): Lane {
  return { ...lane, ofBackfills: [...(lane.ofBackfills ?? []), runId] };
}

/** The lane without marks of runs that are no longer in it. */
function withPresentMarks({ ofBackfills = [], ...lane }: Lane): Lane {
  const present = new Set([...lane.going, ...lane.waiting]);
  const left = ofBackfills.filter((id) => present.has(id));
  return left.length === 0 ? lane : { ...lane, ofBackfills: left };
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
  const left = withPresentMarks({ ...lane, going, waiting, consecutiveFailures });
  const woken = going.length === 0 ? waiting[0] : undefined;
  if (woken === undefined) return { lane: left, woken };
  return { lane: { ...left, going: [woken], waiting: waiting.slice(1) }, woken };
}

/** The lane once its failures have paused the job: after a resume it takes as many again. */
export function withoutFailures(lane: Lane): Lane {
  return { ...lane, consecutiveFailures: 0 };
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
