import { describe, expect, test } from 'vitest';
import { causesOfJob, recoveriesOfJob } from '../../../shared/domain/alert/causes-of-job.ts';
import { causesOfRun, recoveriesOfRun } from '../../../shared/domain/alert/causes-of-run.ts';
import { overdueCauseOf, startedLateMs } from '../../../shared/domain/alert/lateness.ts';
import { missedCauseOfSlots } from '../../../shared/domain/alert/missed-slots.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import {
  toCancelled,
  toDead,
  toFailed,
  toRetried,
  toRunning,
  toSkipped,
  toWaiting,
} from '../../../shared/domain/run/run-transitions.ts';
import { SKIP_REASONS } from '../../../shared/domain/slot/slot-reasons.ts';
import { failedRunOf, pendingRunOf, succeededRunOf } from '../../support/alert-world.ts';
import { at, exampleJob } from '../../support/example-job.ts';
import { exampleReportJob } from '../../support/example-report-job.ts';

const DUE = at('2026-03-01T06:00:00Z');
const MINUTE = 60_000;
const JOB = exampleJob({ jobId: 'j' });
const LETTER = { reason: 'Too many.', description: '', deliveryCount: 10 };
const BY_HAND = { author: 'eve', reason: 'x' };

function conditionsOf(run: Run): readonly string[] {
  return causesOfRun(run).map(({ condition }) => condition);
}

function recoveredBy(run: Run): readonly string[] {
  return recoveriesOfRun(run).flatMap(({ conditions }) => [...conditions]);
}

describe('the causes of a run', () => {
  const running = toRunning(pendingRunOf(JOB, DUE), DUE);

  test.each<[string, Run, readonly string[]]>([
    ['is pending', pendingRunOf(JOB, DUE), []],
    ['began on time', running, []],
    ['failed', failedRunOf(JOB, DUE), ['run-failed']],
    [
      'failed after three attempts',
      failedRunOf(JOB, DUE, { attempts: 3 }),
      ['run-failed', 'retries-exhausted'],
    ],
    ['succeeded', succeededRunOf(JOB, DUE), []],
    ['measured a shift', succeededRunOf(JOB, DUE, { band: 'moderate-shift' }), ['drift']],
    ['raised an alarm', succeededRunOf(JOB, DUE, { alarm: true }), ['drift']],
    ['was given up before it began', toDead(pendingRunOf(JOB, DUE), LETTER, DUE), ['missed', 'dead-letter']],
    ['was given up while it went', toDead(running, LETTER, DUE + 1), ['dead-letter']],
    ['was cancelled', toCancelled(running, BY_HAND, DUE + 1), []],
    ['was skipped by its overlap policy', toSkipped(pendingRunOf(JOB, DUE), 'overlap', DUE), []],
    ['did not start in time', toSkipped(pendingRunOf(JOB, DUE), 'start-deadline', DUE), ['missed']],
    ['began a minute late', toRunning(pendingRunOf(JOB, DUE), DUE + MINUTE), ['late']],
  ])('that %s', (_words, run, conditions) => {
    expect(conditionsOf(run)).toEqual(conditions);
  });

  test('know the endpoint that the job depends on', () => {
    const collection = exampleReportJob({ task: { baseUrl: 'https://user@Reports.example.com:8443/x' } });
    const warehouse = {
      ...JOB,
      task: { ...JOB.task, current: { kind: 'snowflake', table: 'a.b.c' } as const },
    };
    const groups = [collection, warehouse, JOB].map(
      (job) => causesOfRun(failedRunOf(job, DUE), job)[0]?.group,
    );

    expect(groups).toEqual([
      'report-server-failed at reports.example.com:8443',
      'report-server-failed at Snowflake',
      'report-server-failed',
    ]);
  });

  test('are the same whenever they are read', () => {
    const run = failedRunOf(JOB, DUE, { attempts: 3 });

    expect(causesOfRun(run, JOB)).toEqual(causesOfRun(run, JOB));
    expect(causesOfRun(run).map(({ causeId }) => causeId)).toEqual([`${run.runId}.3`, `${run.runId}.3`]);
  });

  test('are other ones after a retry by a person', () => {
    const first = failedRunOf(JOB, DUE);
    if (first.state !== 'failed') throw new Error('It has failed.');
    const again = toRunning(toRetried(first, { requested: BY_HAND, now: DUE + MINUTE }), DUE + MINUTE);
    const second = toFailed(again, first.failure, DUE + 2 * MINUTE);

    expect(causesOfRun(second)).toMatchObject([
      { causeId: `${first.runId}.2`, condition: 'run-failed', detail: { attempts: 1 } },
    ]);
  });

  test('cut what is too long to be told', () => {
    const run = failedRunOf(JOB, DUE);
    if (run.state !== 'failed') throw new Error('It has failed.');
    const [cause] = causesOfRun({ ...run, failure: { ...run.failure, message: 'x'.repeat(5000) } });

    expect(cause?.detail).toMatchObject({ message: 'x'.repeat(1000) });
  });

  test('of a backfill are its failures only', () => {
    const backfill = { trigger: 'backfill' } as const;
    expect(conditionsOf({ ...failedRunOf(JOB, DUE), ...backfill })).toEqual(['run-failed']);
    expect(conditionsOf({ ...succeededRunOf(JOB, DUE, { band: 'significant-shift' }), ...backfill })).toEqual(
      [],
    );
    expect(conditionsOf(toSkipped(pendingRunOf(JOB, DUE, backfill), 'start-deadline', DUE))).toEqual([]);
    expect(recoveredBy({ ...succeededRunOf(JOB, DUE), ...backfill })).toEqual([
      ...['run-failed', 'retries-exhausted', 'dead-letter', 'no-success'],
    ]);
  });

  test('of drift have the highest band of score, characteristics and segments, and the cut-offs', () => {
    const segments = {
      ...{ count: 1, alarmCount: 0, notMeasuredCount: 0 },
      worst: [{ segment: { country: 'NL' }, name: 'age', psi: 0.4, band: 'significant-shift' as const }],
    };
    const [cause] = causesOfRun(succeededRunOf(JOB, DUE, { segments }), JOB);

    expect(cause).toMatchObject({
      ...{ at: DUE, modelId: 'churn', group: 'model churn', subject: 'job:j' },
      detail: { band: 'significant-shift', alarm: false, thresholds: { moderate: 0.1, significant: 0.25 } },
    });
  });
});

describe('slots without runs', () => {
  test('were missed unless somebody wanted it so', () => {
    const missed = SKIP_REASONS.filter((reason) => {
      const skipped = { fromDueAt: DUE, untilDueAt: DUE, count: 1, reason, generation: 1 };
      return missedCauseOfSlots(JOB, skipped) !== undefined;
    });

    expect(missed.toSorted()).toEqual([
      ...['audit-too-late', 'buffer-full', 'catch-up-age', 'catch-up-coalesced', 'catch-up-count'],
      ...['catch-up-skip', 'catch-up-superseded', 'catch-up-window', 'dead-letter', 'start-deadline'],
    ]);
  });
});

describe('how late a run is', () => {
  test('counts from its slot where something held it up, and from its own start where not', () => {
    const waited = { ...pendingRunOf(JOB, DUE, { effectiveAt: DUE + MINUTE }), late: 'overlap' } as const;
    const spread = pendingRunOf(JOB, DUE, { effectiveAt: DUE + MINUTE });

    expect(startedLateMs(toRunning(waited, DUE + MINUTE))).toBe(MINUTE);
    expect(startedLateMs(toRunning(spread, DUE + MINUTE + 10))).toBe(10);
    expect(startedLateMs(toRunning(spread, DUE))).toBe(0);
  });

  test('is not changed by its later attempts', () => {
    expect(startedLateMs(failedRunOf(JOB, DUE, { attempts: 3 }))).toBe(0);
  });

  test.each(['job-paused', 'job-quarantined', 'backfill'] as const)(
    'is nobody’s concern after %s',
    (late) => {
      expect(startedLateMs({ ...toRunning(pendingRunOf(JOB, DUE), DUE + MINUTE), late })).toBeUndefined();
    },
  );

  test('is the same cause before and after it has begun', () => {
    const waiting = toWaiting(pendingRunOf(JOB, DUE), 'overlap', DUE);
    const before = overdueCauseOf(waiting, DUE + MINUTE);
    const [after] = causesOfRun({
      ...{ ...waiting, state: 'running', startedAt: DUE + 2 * MINUTE },
    });

    expect(before).toMatchObject({ at: DUE, detail: { lateMs: MINUTE, reason: 'overlap' } });
    expect(after?.causeId).toBe(before?.causeId);
    expect(overdueCauseOf(toRunning(pendingRunOf(JOB, DUE), DUE), DUE + MINUTE)).toBeUndefined();
  });
});

describe('what says that a job is well', () => {
  test('is a run that begins, for its slots, and one that succeeds, for all else', () => {
    expect(recoveredBy(pendingRunOf(JOB, DUE))).toEqual([]);
    expect(recoveredBy(toRunning(pendingRunOf(JOB, DUE), DUE))).toEqual(['missed', 'late']);
    expect(recoveredBy(failedRunOf(JOB, DUE))).toEqual(['missed', 'late']);
    expect(recoveredBy(succeededRunOf(JOB, DUE))).toEqual([
      ...['missed', 'late', 'run-failed', 'retries-exhausted', 'dead-letter', 'no-success', 'drift'],
    ]);
    expect(recoveredBy(succeededRunOf(exampleReportJob(), DUE))).toContain('lock-broken');
    expect(recoveredBy(toDead(pendingRunOf(JOB, DUE), LETTER, DUE))).toEqual([]);
  });

  test('is its state, for what depends on it', () => {
    const pause = { pausedAt: DUE, reason: 'x', author: 'eve', runMissed: 'none' } as const;
    const quarantine = { at: DUE, error: 'No such zone.' };
    const jobs = [
      JOB,
      { ...JOB, state: 'completed' as const },
      { ...JOB, state: 'paused' as const, pause },
      { ...JOB, state: 'paused' as const, pause: { ...pause, author: 'evenkeel' } },
      { ...JOB, state: 'quarantined' as const, quarantine },
    ];

    expect(jobs.map((job) => recoveriesOfJob(job).flatMap(({ conditions }) => [...conditions]))).toEqual([
      ...[['job-paused'], ['job-paused', 'no-success'], ['job-paused', 'no-success'], [], []],
    ]);
    expect(jobs.map((job) => causesOfJob(job).map(({ group }) => group))).toEqual([
      ...[[], [], [], ['paused after failures'], ['quarantined']],
    ]);
    expect(recoveriesOfJob({ ...JOB, state: 'deleted' })[0]?.conditions).toContain('drift');
  });
});
