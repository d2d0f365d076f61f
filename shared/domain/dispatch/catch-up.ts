import type { CatchUp } from '../job/job-policies.ts';
import type { Job, JobResume } from '../job/job.ts';
import type { SkippedSlots } from '../slot/slot-answer.ts';
import type { LateReason, SkipReason } from '../slot/slot-reasons.ts';

/** Missed slots in order; `isComplete` says that the slot after the last one, if any, was not missed. */
export interface MissedSlots {
  readonly slots: readonly number[];
  readonly isComplete: boolean;
}

/** What becomes of missed slots; those behind `consumed` are looked at again by the next plan. */
export interface CatchUpDecision {
  readonly run: readonly number[];
  readonly skipped: readonly SkippedSlots[];
  readonly consumed: number;
  /** Slots passed over for one run that is still to come, or (with a run) that this run stands for. */
  readonly coalescing?: Job['coalescing'];
}

/** How missed slots are to be treated: a policy, or what a resume asked for. */
export interface CatchUpRule {
  readonly mode: 'none' | 'latest' | 'all' | 'coalesce';
  /** Slots before this are skipped in any case, epoch ms. */
  readonly notBefore: number;
  readonly maxCount: number;
  readonly late: LateReason;
  /** The reason of slots that `none` skips. */
  readonly noneReason: SkipReason;
}

const SECOND_MS = 1000;

/** `startingAt`: the slot whose run would start now, earlier than now by the job's spread. */
export function ruleOfPolicy(catchUp: CatchUp, startingAt: number): CatchUpRule {
  return {
    mode: catchUp.policy === 'skip' ? 'none' : catchUp.policy,
    notBefore: startingAt - catchUp.windowSeconds * SECOND_MS,
    maxCount: catchUp.maxCount,
    late: 'dispatcher-down',
    noneReason: 'catch-up-skip',
  };
}

/** A person who asks for the missed slots knows how old they are: only their number stays bounded. */
export function ruleOfResume({ runMissed, late }: JobResume, { maxCount }: CatchUp): CatchUpRule {
  return { mode: runMissed, notBefore: -Infinity, maxCount, late, noneReason: 'job-paused' };
}

/** Decides which of at least one missed slot run, and why the others do not. */
export function decideCatchUp(
  missed: MissedSlots,
  rule: CatchUpRule,
  { generation, coalescing }: Pick<Job, 'generation' | 'coalescing'>,
): CatchUpDecision {
  const outdated = missed.slots.filter((slot) => slot < rule.notBefore);
  const rest = missed.slots.slice(outdated.length);
  const decision = decide({ slots: rest, isComplete: missed.isComplete }, rule, { generation, coalescing });
  return {
    ...decision,
    skipped: [...skip(outdated, 'catch-up-window', generation), ...decision.skipped],
    consumed: outdated.length + decision.consumed,
  };
}

interface Context {
  readonly generation: number;
  readonly coalescing: Job['coalescing'];
}

function decide(missed: MissedSlots, rule: CatchUpRule, context: Context): CatchUpDecision {
  const { slots } = missed;
  if (slots.length === 0) return { run: [], skipped: [], consumed: 0 };
  switch (rule.mode) {
    case 'none':
      return { run: [], skipped: skip(slots, rule.noneReason, context.generation), consumed: slots.length };
    case 'latest':
      return onlyLast(missed, 'catch-up-superseded', context.generation);
    case 'coalesce':
      return coalesce(missed, context);
    case 'all':
      return newest(missed, rule.maxCount, context.generation);
  }
}

/** A list that is not complete has later missed slots behind it: none of these is the last. */
function onlyLast(
  { slots, isComplete }: MissedSlots,
  reason: SkipReason,
  generation: number,
): CatchUpDecision {
  const others = isComplete ? slots.slice(0, -1) : slots;
  const run = isComplete ? slots.slice(-1) : [];
  return { run, skipped: skip(others, reason, generation), consumed: slots.length };
}

function coalesce(missed: MissedSlots, { generation, coalescing }: Context): CatchUpDecision {
  const decision = onlyLast(missed, 'catch-up-coalesced', generation);
  const passed = decision.skipped[0];
  const fromDueAt = coalescing?.fromDueAt ?? passed?.fromDueAt;
  if (fromDueAt === undefined) return decision;
  return { ...decision, coalescing: { fromDueAt, count: (coalescing?.count ?? 0) + (passed?.count ?? 0) } };
}

function newest({ slots, isComplete }: MissedSlots, maxCount: number, generation: number): CatchUpDecision {
  // The last ones of an incomplete list may still turn out too old: they are left for the next plan.
  const tooMany = slots.slice(0, Math.max(0, slots.length - maxCount));
  const run = isComplete ? slots.slice(tooMany.length) : [];
  return { run, skipped: skip(tooMany, 'catch-up-count', generation), consumed: tooMany.length + run.length };
}

function skip(slots: readonly number[], reason: SkipReason, generation: number): SkippedSlots[] {
  const [fromDueAt] = slots;
  const untilDueAt = slots.at(-1);
  if (fromDueAt === undefined || untilDueAt === undefined) return [];
  return [{ fromDueAt, untilDueAt, count: slots.length, reason, generation }];
}
