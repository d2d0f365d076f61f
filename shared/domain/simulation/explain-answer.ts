import type { Run } from '../run/run.ts';
import { describeAnswer } from '../slot/describe-answer.ts';
import type { SlotAnswer } from '../slot/slot-answer.ts';

/** Why a simulated slot has its answer, in a sentence or two. */
export function explainAnswer(answer: SlotAnswer, run: Run | undefined): string {
  return `${describeAnswer(answer)}${run === undefined ? '' : `${missedToo(run)}${outcomeOf(run)}`}`;
}

function outcomeOf(run: Run): string {
  switch (run.state) {
    case 'failed':
      return ` Attempt ${run.attempt} failed (${run.failure.reason}), and no other followed.`;
    case 'cancelled':
      return ' A newer run took its place (overlap "cancel-other").';
    case 'succeeded':
    case 'running':
    case 'pending':
      return failuresOf(run);
    case 'waiting':
    case 'skipped':
    case 'dead':
      return '';
  }
}

function failuresOf({ endedAttempts: { length } }: Run): string {
  if (length === 0) return '';
  return length === 1 ? ' One attempt failed before.' : ` ${length} attempts failed before.`;
}

function missedToo({ coalesced }: Run): string {
  return coalesced === undefined
    ? ''
    : ` It stands for ${coalesced.count} earlier ${coalesced.count === 1 ? 'slot' : 'slots'} as well.`;
}
