import type { SlotAnswer } from './slot-answer.ts';
import type { LateReason, SkipReason, WaitReason } from './slot-reasons.ts';

const LATE: Readonly<Record<LateReason, string>> = {
  'dispatcher-down': 'It ran late: no dispatcher looked in time, and the catch-up policy let it run.',
  'job-paused': 'It ran late: it was due while its job was paused, and the resume asked for it.',
  'job-quarantined': 'It ran late: it was due while its job was quarantined, and the resume asked for it.',
  overlap: 'It ran late: an earlier run of its job was still going.',
  'concurrency-limit': 'It ran late: all places of its concurrency key were taken.',
  'workers-busy': 'It ran late: no worker was free for it.',
  backfill: 'It ran late: a person asked for the range by a backfill.',
  'audit-repair': 'It ran late: it had neither run nor reason until the audit found it.',
};

const SKIPPED: Readonly<Record<SkipReason, string>> = {
  overlap: 'It did not run: an earlier run of its job was still going.',
  'buffer-full': 'It did not run: as many runs of its job waited already as may wait.',
  'start-deadline': 'It did not run: it could not start by its start deadline.',
  'catch-up-skip': 'It did not run: it was missed, and the catch-up policy runs no missed slots.',
  'catch-up-superseded': 'It did not run: it was missed, and a later missed slot ran for it.',
  'catch-up-coalesced': 'It did not run by itself: it was missed, and one run stands for all missed slots.',
  'catch-up-window': 'It did not run: it was missed longer ago than the catch-up window.',
  'catch-up-count': 'It did not run: it was missed, with more newer ones than may be caught up.',
  'catch-up-age': 'It did not run: it was missed and too old by the time it could have started.',
  'job-paused': 'It did not run: its job was paused.',
  'job-edited': 'It did not run: its job was defined anew without it.',
  'job-deleted': 'It did not run: its job was deleted.',
  cancelled: 'It did not run: it was cancelled before it began.',
  'dead-letter': 'It did not run: its message could not be handled and was given up. It can be retried.',
  'audit-too-late': 'It did not run: the audit found it without run or reason, too late to run it.',
  'calendar-changed':
    'It did not run: the audit found it without run or reason; a calendar of its job, changed since, may have excluded it.',
};

const WAITING: Readonly<Record<WaitReason, string>> = {
  overlap: 'It waits: an earlier run of its job is still going.',
  'concurrency-limit': 'It waits: all places of its concurrency key are taken.',
  'job-paused': 'It waits: its job is paused, and the resume decides about it.',
  'job-quarantined': 'It waits: its job is quarantined, and an edit or a resume decides about it.',
};

/** Why a slot ran, is late, waits or does not run, in one sentence. */
export function describeAnswer(answer: SlotAnswer): string {
  return SENTENCES.get(answer) ?? answer;
}

const SENTENCES: ReadonlyMap<string, string> = new Map([
  ['ran', 'Its run began on time.'],
  ['pending', 'It is still to begin.'],
  ['unanswered', 'It has neither a run nor a reason yet; the dispatcher or the audit gives it one.'],
  ...prefixed('late', LATE),
  ...prefixed('skipped', SKIPPED),
  ...prefixed('waiting', WAITING),
]);

function prefixed(kind: string, sentences: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(sentences).map(([reason, sentence]) => [`${kind}: ${reason}`, sentence]);
}
