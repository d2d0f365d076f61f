import { describe, expect, test } from 'vitest';
import { decideStart, startDeadlineAt } from '../../../shared/domain/dispatch/decide-start.ts';
import { spreadMs } from '../../../shared/domain/dispatch/spread.ts';
import { DEFAULT_POLICIES, type JobPolicies } from '../../../shared/domain/job/job-policies.ts';
import type { Job, JobCore } from '../../../shared/domain/job/job.ts';
import { paused } from '../../../shared/domain/job/pause.ts';
import { emptyLane, type Lane } from '../../../shared/domain/run/lane.ts';
import type { PendingRun } from '../../../shared/domain/run/run.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { at, DAILY, exampleJob, jobIdFrom } from '../../support/example-job.ts';
import { examplePendingRun } from '../../support/example-run.ts';

const DUE = at('2026-03-01T06:00:00Z');
const JOB_ID = jobIdFrom('churn-daily');
const EARLIER = runIdOf(JOB_ID, DUE - 86_400_000);
const BUSY: Lane = { ...emptyLane(JOB_ID), going: [EARLIER] };
const FAILED = {
  ...{ attempt: 1, startedAt: DUE, finishedAt: DUE },
  failure: { reason: 'timed-out', message: 'It took too long.' },
} as const;

function jobWith(policies: Partial<JobPolicies>, overrides: Partial<JobCore> = {}): Job {
  return exampleJob({ policies: { ...DEFAULT_POLICIES, ...policies }, ...overrides });
}

/** What becomes of the run, in one word: the action, and why it is skipped. */
function decide(
  run: Partial<PendingRun>,
  job: Job,
  { lane, now = DUE }: { readonly lane?: Lane; readonly now?: number } = {},
): string {
  const decision = decideStart(examplePendingRun(run), job, { lane, now });
  return decision.action === 'skip' ? decision.reason : decision.action;
}

describe('decideStart, of a run that finds another going', () => {
  test.each([
    ['skip', 'overlap'],
    ['buffer-one', 'wait'],
    ['buffer-all', 'wait'],
    ['cancel-other', 'start'],
    ['allow-all', 'start'],
  ] as const)('%s: %s', (overlap, outcome) => {
    expect(decide({}, jobWith({ overlap }), { lane: BUSY })).toBe(outcome);
  });

  test('cancel-other: names the runs to be ended', () => {
    const run = examplePendingRun();
    const decision = decideStart(run, jobWith({ overlap: 'cancel-other' }), { lane: BUSY, now: DUE });

    expect(decision).toEqual({ action: 'start', lane: { ...BUSY, going: [run.runId] }, ended: [EARLIER] });
  });

  test('allow-all: leaves the lane out', () => {
    const decision = decideStart(examplePendingRun(), jobWith({ overlap: 'allow-all' }), {
      lane: BUSY,
      now: DUE,
    });

    expect(decision).toEqual({ action: 'start' });
  });

  test('allow-all: keeps the lane when failures in a row are counted', () => {
    const job = jobWith({ overlap: 'allow-all', pauseAfterFailures: 3 });
    const run = examplePendingRun();

    expect(decideStart(run, job, { lane: BUSY, now: DUE })).toEqual({
      action: 'start',
      lane: { ...BUSY, going: [EARLIER, run.runId] },
    });
  });

  test.each([
    ['of a backfill', { trigger: 'backfill' as const }],
    ['that a resume asked for', { late: 'job-paused' as const }],
    ['that was due in a quarantine', { late: 'job-quarantined' as const }],
  ])('skip: lets a run wait %s', (_what, run) => {
    expect(decide(run, jobWith({ overlap: 'skip' }), { lane: BUSY })).toBe('wait');
  });

  test.each([
    ['all', 'wait'],
    ['latest', 'overlap'],
    ['coalesce', 'overlap'],
  ] as const)('skip: a missed slot’s run under catch-up %s: %s', (policy, outcome) => {
    const job = jobWith({ catchUp: { ...DEFAULT_POLICIES.catchUp, policy } });

    expect(decide({ late: 'dispatcher-down' }, job, { lane: BUSY })).toBe(outcome);
  });

  test('cancel-other: a backfill does not cancel its own runs', () => {
    expect(decide({ trigger: 'backfill' }, jobWith({ overlap: 'cancel-other' }), { lane: BUSY })).toBe(
      'wait',
    );
  });
});

describe('decideStart, of a run whose job is paused', () => {
  const job = paused(exampleJob(), { pausedAt: DUE, author: 'ann', reason: 'a test', runMissed: 'none' });

  test('skips it', () => {
    expect(decide({}, job)).toBe('job-paused');
  });

  test.each([
    ['by hand', { trigger: 'manual' as const }],
    ['of a backfill', { trigger: 'backfill' as const }],
    ['that a person retries', { requested: { author: 'ann', reason: 'now' } }],
    ['that goes on with its next attempt', { attempt: 2, endedAttempts: [FAILED] }],
  ])('starts a run %s', (_what, run) => {
    expect(decide(run, job)).toBe('start');
  });
});

describe('decideStart, of a run that is late', () => {
  const job = jobWith({ startDeadlineSeconds: 60 });

  test('starts it on its deadline and skips it a millisecond later', () => {
    expect(decide({}, job, { now: DUE + 60_000 })).toBe('start');
    expect(decide({}, job, { now: DUE + 60_001 })).toBe('start-deadline');
  });

  test('counts the deadline from the spread start', () => {
    const spread = jobWith({ startDeadlineSeconds: 60, spreadSeconds: 3600 });
    const now = DUE + spreadMs(spread) + 60_000;

    expect(decide({}, spread, { now })).toBe('start');
    expect(decide({}, spread, { now: now + 1 })).toBe('start-deadline');
  });

  test.each(['manual', 'backfill'] as const)('has no deadline for a %s run', (trigger) => {
    expect(decide({ trigger }, job, { now: DUE + 1_000_000 })).toBe('start');
    expect(startDeadlineAt(examplePendingRun({ trigger }), job)).toBe(Infinity);
  });

  test('has none by default', () => {
    expect(decide({}, exampleJob(), { now: DUE + 1_000_000_000 })).toBe('start');
  });

  test('skips a missed slot’s run that has grown too old, but not one that is late for another reason', () => {
    const young = jobWith({ catchUp: { ...DEFAULT_POLICIES.catchUp, maxAgeSeconds: 60 } });

    expect(decide({ late: 'dispatcher-down' }, young, { now: DUE + 60_001 })).toBe('catch-up-age');
    expect(decide({ late: 'dispatcher-down' }, young, { now: DUE + 60_000 })).toBe('start');
    expect(decide({ late: 'overlap' }, young, { now: DUE + 60_001 })).toBe('start');
  });
});

describe('decideStart, of a missed slot’s run of a job with a spread', () => {
  test('counts its age from when it was to start', () => {
    const catchUp = { ...DEFAULT_POLICIES.catchUp, maxAgeSeconds: 60 };
    const job = jobWith({ catchUp, spreadSeconds: 86_400 });
    const start = DUE + spreadMs(job);

    expect(decide({ late: 'dispatcher-down' }, job, { now: start + 60_000 })).toBe('start');
    expect(decide({ late: 'dispatcher-down' }, job, { now: start + 60_001 })).toBe('catch-up-age');
  });
});

describe('decideStart, after an edit', () => {
  const later = { ...DAILY, expression: '1 6 * * *' };

  test('skips a slot that the edit took away before it was due', () => {
    const job = exampleJob({ generation: 2, recurrences: [later], slotsAfter: DUE - 1 });

    expect(decide({}, job)).toBe('job-edited');
  });

  test('runs a slot that was due before the edit', () => {
    const job = exampleJob({ generation: 2, recurrences: [later], slotsAfter: DUE });

    expect(decide({}, job, { now: DUE + 5_000 })).toBe('start');
  });

  test('runs a slot that the new definition names as well', () => {
    expect(decide({}, exampleJob({ generation: 2, slotsAfter: DUE - 1 }))).toBe('start');
  });

  test('skips a slot of a job that was deleted since, unless the new one names it', () => {
    const reborn = { generation: 2, bornAs: 2, slotsAfter: DUE - 1 };

    expect(decide({}, exampleJob({ ...reborn, recurrences: [later] }))).toBe('job-deleted');
    expect(decide({}, exampleJob(reborn))).toBe('start');
  });
});
