import { describe, expect, test } from 'vitest';
import type { FinishedRun, Run, StabilitySummary } from '../../../shared/domain/run/run.ts';
import { isFinished } from '../../../shared/domain/run/run.ts';
import {
  dispatchedAgain,
  identityOf,
  toCancelled,
  toDead,
  toFailed,
  toNextAttempt,
  toRetried,
  toRevived,
  toRunning,
  toSkipped,
  toSucceeded,
  toWaiting,
  toWoken,
  TRANSITIONS,
} from '../../../shared/domain/run/run-transitions.ts';
import { answerOf } from '../../../shared/domain/slot/slot-answer.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { at, jobIdFrom } from '../../support/example-job.ts';
import { examplePendingRun, exampleRunningRun } from '../../support/example-run.ts';

const DUE = at('2026-03-01T06:00:00Z');
const FAILURE = { reason: 'timed-out', message: 'It took too long.' } as const;
const REQUEST = { author: 'ann', reason: 'It is needed.' };
const CAUSE = { reason: 'max-delivery', description: 'Ten times.', deliveryCount: 10 };
const RESULT: StabilitySummary = {
  ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 1, psi: 0.1, band: 'moderate-shift' },
  ...{ statusCounts: { ok: 1 }, worstCharacteristics: [], detailPath: 'results/x' },
};
const PARENT = { runId: runIdOf(jobIdFrom('nightly'), DUE), step: 'score', attempt: 1 };
/** Everything that a run may carry. */
const LADEN = {
  late: 'dispatcher-down',
  coalesced: { fromDueAt: 1, count: 2 },
  backfillId: 'b7',
  requested: REQUEST,
  input: { model: 'a' },
  interval: { from: DUE - 1, to: DUE },
  parent: PARENT,
  isInLane: true,
  gateKey: 'cluster',
} as const;

const pending = examplePendingRun(LADEN);
const running = exampleRunningRun(LADEN);
const waiting = toWaiting(pending, 'overlap', DUE);
const skipped = toSkipped(pending, 'job-paused', DUE);

const STEPS: readonly (readonly [string, Run, Run])[] = [
  ['claim', pending, running],
  ['wait', pending, waiting],
  ['wake', waiting, toWoken(waiting, DUE + 5)],
  ['skip', pending, skipped],
  ['skip while waiting', waiting, toSkipped(waiting, 'cancelled', DUE)],
  ['cancel', pending, toCancelled(pending, REQUEST, DUE)],
  ['cancel while waiting', waiting, toCancelled(waiting, REQUEST, DUE)],
  ['cancel while running', running, toCancelled(running, REQUEST, DUE)],
  ['bury', pending, toDead(pending, CAUSE, DUE)],
  ['bury while waiting', waiting, toDead(waiting, CAUSE, DUE)],
  ['bury while running', running, toDead(running, CAUSE, DUE)],
  ['succeed', running, toSucceeded(running, RESULT, DUE + 5)],
  ['fail', running, toFailed(running, FAILURE, DUE + 5)],
  ['try again', running, toNextAttempt(running, { failure: FAILURE, retryAt: DUE + 9, now: DUE + 5 })],
  ['revive', skipped, toRevived(skipped, pending)],
];

const ENDED: readonly Exclude<FinishedRun, { readonly state: 'succeeded' }>[] = [
  toFailed(running, FAILURE, DUE + 5),
  toCancelled(pending, REQUEST, DUE),
  skipped,
  toDead(pending, CAUSE, DUE),
];

describe('every step of a run', () => {
  test.each(STEPS)('%s: is one that the states allow', (_name, before, after) => {
    expect(TRANSITIONS[before.state]).toContain(after.state);
  });

  test.each(STEPS)('%s: keeps slot, job and origin', (_name, before, after) => {
    const { runId, jobId, valueStream, trigger, dueAt, createdAt, late, coalesced, backfillId, requested } =
      after;
    expect(identityOf(before)).toMatchObject({
      ...{ runId, jobId, valueStream, trigger, dueAt, createdAt },
      ...{ late, coalesced, backfillId, requested },
    });
  });

  test.each(ENDED.map((run) => [run.state, run] as const))(
    'a person’s retry of a %s run begins a new chain without a place',
    (state, run) => {
      const next = toRetried(run, { requested: REQUEST, now: DUE + 60_000 });

      expect(TRANSITIONS[state]).toContain(next.state);
      expect(next).toMatchObject({ attempt: 2, chainStart: 2, effectiveAt: DUE + 60_000 });
      expect(next).not.toHaveProperty('isInLane');
      expect(next).not.toHaveProperty('gateKey');
      expect(next.endedAttempts).toEqual(run.endedAttempts);
    },
  );

  test('a person’s retry keeps what the run was given, and frees it from its parent', () => {
    const next = toRetried(skipped, { requested: REQUEST, now: DUE });

    expect(next).toMatchObject({ input: LADEN.input, interval: LADEN.interval });
    expect(next.parent).toEqual({ runId: PARENT.runId, step: 'score' });
  });

  test('a retry by the parent gives the run what its step says by now', () => {
    const child = { input: { model: 'b' }, parent: { ...PARENT, attempt: 2 } };

    const next = toRetried(skipped, { requested: REQUEST, now: DUE, child });

    expect(next).toMatchObject(child);
    expect(next).not.toHaveProperty('interval');
  });

  test('a result is final', () => {
    expect(TRANSITIONS.succeeded).toEqual([]);
  });

  test('leads out of an ended state to pending only', () => {
    const ends = [...ENDED, toSucceeded(running, RESULT, DUE)];

    expect(ends.every(isFinished)).toBe(true);
    expect(new Set(ends.flatMap(({ state }) => TRANSITIONS[state]))).toEqual(new Set(['pending']));
  });
});

describe('toRunning', () => {
  const plain = examplePendingRun();

  test('says nothing of a run that starts within a minute', () => {
    expect(answerOf(toRunning(plain, DUE + 60_000))).toBe('ran');
  });

  test('says that workers were busy when it starts later', () => {
    expect(answerOf(toRunning(plain, DUE + 60_001))).toBe('late: workers-busy');
  });

  test('keeps the reason that began the delay', () => {
    const late = toWoken(toWaiting(plain, 'overlap', DUE), DUE + 10);

    expect(answerOf(toRunning(late, DUE + 100_000))).toBe('late: overlap');
  });

  test('does not call a further attempt late', () => {
    const next = toNextAttempt(toRunning(plain, DUE), { failure: FAILURE, retryAt: DUE + 30, now: DUE });

    expect(toRunning(next, DUE + 200_000).late).toBeUndefined();
  });
});

describe('toNextAttempt', () => {
  const next = toNextAttempt(running, { failure: FAILURE, retryAt: DUE + 35_000, now: DUE + 5_000 });

  test('counts the attempts and keeps what ended the last one', () => {
    expect(next).toMatchObject({
      attempt: 2,
      chainStart: 1,
      effectiveAt: DUE + 35_000,
      endedAttempts: [{ attempt: 1, startedAt: DUE, finishedAt: DUE + 5_000, failure: FAILURE }],
    });
  });

  test('keeps the place in the lane and gives the one at the gate back', () => {
    expect(next.isInLane).toBe(true);
    expect(next).not.toHaveProperty('gateKey');
  });
});

describe('dispatchedAgain', () => {
  const planned = examplePendingRun({ effectiveAt: DUE + 600_000, generation: 2, late: 'job-paused' });

  test('revives a run that a pause had skipped, as it is planned now', () => {
    const before = toSkipped(examplePendingRun(), 'job-paused', DUE);

    expect(dispatchedAgain(before, planned)).toMatchObject({
      ...{ state: 'pending', attempt: 2, chainStart: 2 },
      ...{ effectiveAt: DUE + 600_000, generation: 2, late: 'job-paused' },
    });
  });

  test.each([
    ['skipped for another reason', toSkipped(pending, 'overlap', DUE)],
    ['pending', pending],
    ['waiting', waiting],
    ['running', running],
    ['succeeded', toSucceeded(running, RESULT, DUE)],
    ['cancelled', toCancelled(pending, REQUEST, DUE)],
  ])('leaves a run alone that is %s', (_state, stored) => {
    expect(dispatchedAgain(stored, planned)).toBeUndefined();
  });
});

describe('when an ended run began', () => {
  test('is not told of one that was cancelled before', () => {
    expect(toCancelled(pending, REQUEST, DUE)).not.toHaveProperty('startedAt');
  });

  test('is the first attempt’s start for one that was cancelled between two attempts', () => {
    const between = toNextAttempt(running, { failure: FAILURE, retryAt: DUE + 35_000, now: DUE + 5_000 });

    expect(toCancelled(between, REQUEST, DUE + 6_000).startedAt).toBe(DUE);
  });
});
