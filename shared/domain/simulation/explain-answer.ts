import type { Run } from '../run/run.ts';
import { describeAnswer } from '../slot/describe-answer.ts';
import type { SlotAnswer } from '../slot/slot-answer.ts';

/** Why a simulated slot has its answer, in a sentence or two. */
export function explainAnswer(answer: SlotAnswer, run: Run | undefined): string {
  return `${describeAnswer(answer)}${run === undefined ? '' : outcomeOf(run)}`;
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
      return run.endedAttempts.length === 0 ? '' : ` ${run.endedAttempts.length} attempts failed before.`;
    case 'waiting':
    case 'skipped':
    case 'dead':
      return '';
  }
}
