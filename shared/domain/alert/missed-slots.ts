import type { JobId } from '../job/job-id.ts';
import type { Run } from '../run/run.ts';
import type { SkippedSlots } from '../slot/slot-answer.ts';
import type { SkipReason } from '../slot/slot-reasons.ts';
import type { AlertCause } from './alert-cause.ts';

/** Skipped although nobody wanted that: by no overlap policy, pause, edit, deletion or cancellation. */
const UNWANTED: readonly SkipReason[] = [
  'buffer-full',
  'start-deadline',
  'catch-up-skip',
  'catch-up-superseded',
  'catch-up-coalesced',
  'catch-up-window',
  'catch-up-count',
  'catch-up-age',
  'dead-letter',
  'audit-too-late',
];

/** Whether the slot of the run was missed: skipped, or its message was given up before it began. */
export function isMiss(run: Run): boolean {
  return reasonOf(run) !== undefined;
}

export function missedCauseOf(run: Run): AlertCause | undefined {
  const reason = reasonOf(run);
  if (reason === undefined || run.trigger !== 'schedule') return undefined;
  const { runId, jobId, valueStream, dueAt } = run;
  return {
    ...{ causeId: `${runId}.missed`, condition: 'missed', at: dueAt, valueStream },
    ...{ subject: `job:${jobId}`, jobId, runId, group: `missed: ${reason}` },
    detail: { type: 'missed', fromDueAt: dueAt, untilDueAt: dueAt, count: 1, reason },
  };
}

/** Of slots that have no runs; whose value stream they are only their job knows. */
export function missedCauseOfSlots(
  { jobId, valueStream }: { readonly jobId: JobId; readonly valueStream: string },
  { fromDueAt, untilDueAt, count, reason, generation }: SkippedSlots,
): AlertCause | undefined {
  if (!UNWANTED.includes(reason)) return undefined;
  return {
    ...{ causeId: `${jobId}.missed.${fromDueAt}.${generation}`, condition: 'missed', at: untilDueAt },
    ...{ valueStream, subject: `job:${jobId}`, jobId, group: `missed: ${reason}` },
    detail: { type: 'missed', fromDueAt, untilDueAt, count, reason },
  };
}

/** Whether somebody could want to be told of the slots. */
export function areMissed({ reason }: SkippedSlots): boolean {
  return UNWANTED.includes(reason);
}

function reasonOf(run: Run): SkipReason | undefined {
  if (run.state === 'dead') return run.startedAt === undefined ? 'dead-letter' : undefined;
  return run.state === 'skipped' && UNWANTED.includes(run.reason) ? run.reason : undefined;
}
