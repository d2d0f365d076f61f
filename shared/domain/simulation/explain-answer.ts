import type { Run } from '../run/run.ts';
import type { SlotAnswer } from '../slot/slot-answer.ts';
import type { LateReason, SkipReason, WaitReason } from '../slot/slot-reasons.ts';

const LATE: Readonly<Record<LateReason, string>> = {
  'dispatcher-down': 'No dispatcher looked in time; the catch-up policy let it run.',
  'job-paused': 'It was due while the job was paused, and the resume asked for it.',
  'job-quarantined': 'It was due while the job was quarantined, and the resume asked for it.',
  overlap: 'It waited for an earlier run of the job.',
  'concurrency-limit': 'It waited for a place at the concurrency key.',
  'workers-busy': 'Its message came more than a minute after its time.',
  backfill: 'A person asked for the range.',
  'audit-repair': 'The audit found that it had neither run nor reason.',
};

const SKIPPED: Readonly<Record<SkipReason, string>> = {
  overlap: 'An earlier run of the job was still going, and the overlap policy lets none wait for it.',
  'buffer-full': 'As many runs waited already as the buffer holds.',
  'start-deadline': 'It had not started by its start deadline.',
  'catch-up-skip': 'Missed, and the catch-up policy is "skip".',
  'catch-up-superseded': 'Missed, and a later missed slot ran for it.',
  'catch-up-coalesced': 'Missed, and told to the one run that stands for all missed slots.',
  'catch-up-window': 'Missed longer ago than the catch-up window.',
  'catch-up-count': 'Missed, with more newer ones than the catch-up policy lets run.',
  'catch-up-age': 'Missed, and older than the catch-up policy allows when it could have started.',
  'job-paused': 'The job was paused.',
  'job-edited': 'An edit took the slot out of the job.',
  'job-deleted': 'The job was deleted.',
  cancelled: 'It was cancelled before it began, by a newer run (overlap "cancel-other").',
  'dead-letter': 'Its message was given up.',
  'audit-too-late': 'The audit found that it had neither run nor reason, too late to run it.',
};

const WAITING: Readonly<Record<WaitReason, string>> = {
  overlap: 'At the end of the simulation it still waited for an earlier run of the job.',
  'concurrency-limit': 'At the end of the simulation it still waited for a place at the concurrency key.',
  'job-paused': 'At the end of the simulation the job was paused.',
};

/** Why a simulated slot has its answer, in a sentence or two. */
export function explainAnswer(answer: SlotAnswer, run: Run | undefined): string {
  const retries = run === undefined ? '' : outcomeOf(run);
  if (answer === 'ran') return `It began on its time.${retries}`;
  if (answer === 'pending') return `Its time had not come by the end of the simulation.${retries}`;
  for (const [reason, text] of Object.entries(LATE)) {
    if (answer === `late: ${reason}`) return `${text}${missedToo(run)}${retries}`;
  }
  for (const [reason, text] of Object.entries(SKIPPED)) if (answer === `skipped: ${reason}`) return text;
  for (const [reason, text] of Object.entries(WAITING)) if (answer === `waiting: ${reason}`) return text;
  return '';
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

function missedToo(run: Run | undefined): string {
  const { coalesced } = run ?? {};
  return coalesced === undefined
    ? ''
    : ` It stands for ${coalesced.count} earlier ${coalesced.count === 1 ? 'slot' : 'slots'} as well.`;
}
