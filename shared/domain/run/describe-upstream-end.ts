import { describeAnswer } from '../slot/describe-answer.ts';
import type { CancelledRun, DeadRun, FailedRun, SkippedRun } from './run.ts';

/** How a run that others come after has ended without a result, in a sentence or two. */
export function describeUpstreamEnd(run: FailedRun | CancelledRun | SkippedRun | DeadRun): string {
  const which = `Run '${run.runId}', which this one comes after,`;
  switch (run.state) {
    case 'failed':
      return `${which} failed (${run.failure.reason}): ${run.failure.message}`;
    case 'cancelled':
      return `${which} was cancelled by ${run.cancelled.author}: ${asSentence(run.cancelled.reason)}`;
    case 'skipped':
      return `${which} was skipped. ${describeAnswer(`skipped: ${run.reason}`)}`;
    case 'dead':
      return `${which} is dead (${run.cause.reason}): its message could not be handled.`;
  }
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
