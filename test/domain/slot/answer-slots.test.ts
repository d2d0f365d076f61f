import { describe, expect, test } from 'vitest';
import { planDispatch } from '../../../shared/domain/dispatch/plan-dispatch.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import { DEFAULT_POLICIES } from '../../../shared/domain/job/job-policies.ts';
import type { PendingRun, Run } from '../../../shared/domain/run/run.ts';
import { toFailed, toNextAttempt, toRunning, toSkipped } from '../../../shared/domain/run/run-transitions.ts';
import { NO_CALENDARS } from '../../../shared/domain/schedule/exclusion.ts';
import { answerSlots, isRange, type SlotEntry } from '../../../shared/domain/slot/answer-slots.ts';
import { namedSlots } from '../../../shared/domain/slot/named-slots.ts';
import type { SkippedSlots } from '../../../shared/domain/slot/slot-answer.ts';
import { at, exampleJob } from '../../support/example-job.ts';
import { present } from '../../support/present.ts';

const NOW = at('2026-03-05T12:00:00Z');
const RANGE = { fromDueAt: at('2026-03-01T00:00:00Z'), untilDueAt: at('2026-03-06T23:00:00Z') };

function answers(
  job: Job,
  { runs = [], skipped = [] }: { runs?: readonly Run[]; skipped?: readonly SkippedSlots[] },
): SlotEntry[] {
  const slots = namedSlots(job, { ...RANGE, limit: 100, calendars: NO_CALENDARS });
  return answerSlots(job, { slots, runs, skipped }, { ...RANGE, now: NOW });
}

/** Day of the month and answer. */
function inShort(entries: readonly SlotEntry[]): string[] {
  return entries.map((entry) =>
    isRange(entry)
      ? `${day(entry.fromDueAt)}-${day(entry.untilDueAt)} ${entry.answer} x${entry.count}`
      : `${day(entry.dueAt)} ${entry.answer}`,
  );
}

function day(instant: number): number {
  return new Date(instant).getUTCDate();
}

function runOf(job: Job, dueAt: string): PendingRun {
  const plan = planDispatch({ ...job, nextDueAt: at(dueAt) }, { now: at(dueAt), lookAheadMs: 0 });
  return present(plan?.runs[0]);
}

function record(from: string, until: string, more: Partial<SkippedSlots> = {}): SkippedSlots {
  return {
    ...{ fromDueAt: at(from), untilDueAt: at(until), count: 1, generation: 1 },
    reason: 'catch-up-superseded',
    ...more,
  };
}

describe('answerSlots', () => {
  const job = exampleJob({ nextDueAt: at('2026-03-06T06:00:00Z') });

  test('answers each slot by its run, by a record, or as unanswered', () => {
    const runs = [toRunning(runOf(job, '2026-03-02T06:00:00Z'), at('2026-03-02T06:00:01Z'))];
    const skipped = [record('2026-03-03T06:00:00Z', '2026-03-04T06:00:00Z', { count: 2 })];

    expect(inShort(answers(job, { runs, skipped }))).toEqual([
      '1 unanswered',
      '2 ran',
      '3 skipped: catch-up-superseded',
      '4 skipped: catch-up-superseded',
      '5 unanswered',
      '6 pending',
    ]);
  });

  test('prefers the run to the record', () => {
    const runs = [toRunning(runOf(job, '2026-03-03T06:00:00Z'), at('2026-03-03T06:00:01Z'))];
    const skipped = [record('2026-03-01T06:00:00Z', '2026-03-05T06:00:00Z')];

    expect(inShort(answers(job, { runs, skipped }))[2]).toBe('3 ran');
  });

  test('calls a slot pending until three minutes after its time', () => {
    const often = exampleJob({
      recurrences: [{ type: 'interval', everySeconds: 60, anchorAt: 0 }],
      slotsAfter: NOW - 4 * 60_000 - 1,
      nextDueAt: NOW + 120_000,
    });
    const range = { fromDueAt: NOW - 300_000, untilDueAt: NOW + 60_000 };
    const slots = namedSlots(often, { ...range, limit: 100, calendars: NO_CALENDARS });

    const found = answerSlots(often, { slots, runs: [], skipped: [] }, { ...range, now: NOW });

    expect(found.map(({ answer }) => answer)).toEqual([
      'unanswered',
      'unanswered',
      'pending',
      'pending',
      'pending',
      'pending',
    ]);
  });

  test('lets undecided slots of a paused job wait for the resume', () => {
    const pause = {
      pausedAt: at('2026-03-03T00:00:00Z'),
      reason: 'r',
      author: 'a',
      runMissed: 'none',
    } as const;
    const paused = { ...job, state: 'paused', pause } as const;

    expect(inShort(answers(paused, {})).slice(1, 4)).toEqual([
      '2 unanswered',
      '3 waiting: job-paused',
      '4 waiting: job-paused',
    ]);
  });

  test('lets undecided slots of a quarantined job wait', () => {
    const quarantine = { at: at('2026-03-01T00:00:00Z'), error: 'e' };

    const found = answers({ ...job, state: 'quarantined', quarantine }, {});

    expect(new Set(found.map(({ answer }) => answer))).toEqual(new Set(['waiting: job-quarantined']));
  });

  test('names no slot after the deletion of a job', () => {
    const updatedAt = at('2026-03-02T12:00:00Z');

    expect(inShort(answers({ ...job, state: 'deleted', updatedAt }, {}))).toEqual([
      '1 skipped: job-deleted',
      '2 skipped: job-deleted',
    ]);
  });

  test('tells of slots before the present definition only what runs and records say', () => {
    const edited = { ...job, generation: 2, slotsAfter: at('2026-03-04T12:00:00Z') };
    const runs = [toSkipped(runOf(job, '2026-03-01T06:00:00Z'), 'overlap', NOW)];
    const skipped = [
      record('2026-03-02T06:00:00Z', '2026-03-03T06:00:00Z', { count: 2, reason: 'job-edited' }),
    ];

    expect(inShort(answers(edited, { runs, skipped }))).toEqual([
      '1 skipped: overlap',
      '2-3 skipped: job-edited x2',
      '5 unanswered',
      '6 pending',
    ]);
  });

  test('names the run that stands for coalesced slots', () => {
    const coalesced = { fromDueAt: at('2026-03-02T06:00:00Z'), count: 1 };
    const run = { ...runOf(job, '2026-03-03T06:00:00Z'), coalesced };
    const skipped = [
      record('2026-03-02T06:00:00Z', '2026-03-02T06:00:00Z', { reason: 'catch-up-coalesced' }),
    ];

    expect(answers(job, { runs: [run], skipped })[1]).toMatchObject({
      answer: 'skipped: catch-up-coalesced',
      coalescedInto: run.runId,
    });
  });

  test('counts lateness from the slot and the spread to the first attempt', () => {
    const spread = exampleJob({ policies: { ...DEFAULT_POLICIES, spreadSeconds: 600 } });
    const pending = runOf(spread, '2026-03-02T06:00:00Z');
    const failure = { reason: 'timed-out', message: 'm' } as const;
    const startedAt = pending.effectiveAt + 5_000;
    const again = toNextAttempt(toRunning(pending, startedAt), {
      failure,
      retryAt: startedAt + 60_000,
      now: 0,
    });
    const failed = toFailed(toRunning(again, startedAt + 60_000), failure, startedAt + 70_000);

    const entry = answers(spread, { runs: [failed] })[1];

    expect(entry).toMatchObject({ startedAt, latenessMs: 5_000, runState: 'failed', answer: 'ran' });
    expect(pending.effectiveAt).toBeGreaterThan(pending.dueAt);
  });

  test('says when a run ended that began', () => {
    const running = toRunning(runOf(job, '2026-03-02T06:00:00Z'), at('2026-03-02T06:00:01Z'));
    const failure = { reason: 'current-not-found', message: 'no file' } as const;
    const failed = toFailed(running, failure, at('2026-03-02T06:00:09Z'));

    const ended = answers(job, { runs: [failed] }).find((entry) => !isRange(entry) && 'runId' in entry);
    const going = answers(job, { runs: [running] }).find((entry) => !isRange(entry) && 'runId' in entry);

    expect(ended).toMatchObject({ finishedAt: at('2026-03-02T06:00:09Z') });
    expect(going).not.toHaveProperty('finishedAt');
  });

  test('gives a backfill no lateness', () => {
    const run = toRunning(
      { ...runOf(job, '2026-03-02T06:00:00Z'), trigger: 'backfill', late: 'backfill' },
      NOW,
    );

    expect(answers(job, { runs: [run] })[1]).not.toHaveProperty('latenessMs');
  });
});
