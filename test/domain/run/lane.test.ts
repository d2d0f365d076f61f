import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OVERLAP_POLICIES } from '../../../shared/domain/job/job-policies.ts';
import { emptyLane, enterLane, leaveLane, type Lane } from '../../../shared/domain/run/lane.ts';
import { runIdOf, type RunId } from '../../../shared/domain/run/run-id.ts';
import { jobIdFrom } from '../../support/example-job.ts';

const JOB = jobIdFrom('churn-daily');
const [A, B, C, D] = [runOf(1), runOf(2), runOf(3), runOf(4)];

function runOf(second: number): RunId {
  return runIdOf(JOB, second * 1000);
}

function laneWith(lane: Partial<Lane>): Lane {
  return { ...emptyLane(JOB), ...lane };
}

describe('enterLane', () => {
  test.each(OVERLAP_POLICIES)('%s: lets a run into an empty lane', (overlap) => {
    expect(enterLane(emptyLane(JOB), A, overlap)).toEqual({
      action: 'enter',
      lane: laneWith({ going: [A] }),
    });
  });

  test.each(OVERLAP_POLICIES)('%s: lets a run in that has its place already', (overlap) => {
    const lane = laneWith({ going: [A], waiting: [B] });

    expect(enterLane(lane, A, overlap)).toEqual({ action: 'enter', lane });
  });

  test('skip: gives the newcomer up', () => {
    expect(enterLane(laneWith({ going: [A] }), B, 'skip')).toEqual({ action: 'skip', reason: 'overlap' });
  });

  test('buffer-one: lets one wait', () => {
    expect(enterLane(laneWith({ going: [A] }), B, 'buffer-one')).toEqual({
      action: 'wait',
      lane: laneWith({ going: [A], waiting: [B] }),
    });
  });

  test('buffer-one: gives the second newcomer up', () => {
    expect(enterLane(laneWith({ going: [A], waiting: [B] }), C, 'buffer-one')).toEqual({
      action: 'skip',
      reason: 'overlap',
    });
  });

  test('buffer-all: lets the next one wait behind those that wait', () => {
    expect(enterLane(laneWith({ going: [A], waiting: [B] }), C, 'buffer-all')).toEqual({
      action: 'wait',
      lane: laneWith({ going: [A], waiting: [B, C] }),
    });
  });

  test('buffer-all: lets 500 wait and says of the next that the buffer is full', () => {
    const waiting = Array.from({ length: 499 }, (_, index) => runOf(10 + index));

    expect(enterLane(laneWith({ going: [A], waiting }), B, 'buffer-all').action).toBe('wait');
    expect(enterLane(laneWith({ going: [A], waiting: [...waiting, C] }), B, 'buffer-all')).toEqual({
      action: 'skip',
      reason: 'buffer-full',
    });
  });

  test('cancel-other: ends those that go and takes their place, before those that wait', () => {
    expect(enterLane(laneWith({ going: [A, B], waiting: [C] }), D, 'cancel-other')).toEqual({
      action: 'replace',
      lane: laneWith({ going: [D], waiting: [C] }),
      ended: [A, B],
    });
  });

  test('cancel-other: waits when more go than one transaction can end', () => {
    const going = Array.from({ length: 91 }, (_, index) => runIdOf(jobIdFrom('many'), index * 1000));

    expect(enterLane(laneWith({ going }), D, 'cancel-other')).toEqual({
      action: 'wait',
      lane: laneWith({ going, waiting: [D] }),
    });
  });

  test('allow-all: lets it go beside the others', () => {
    expect(enterLane(laneWith({ going: [A] }), B, 'allow-all')).toEqual({
      action: 'enter',
      lane: laneWith({ going: [A, B] }),
    });
  });
});

describe('leaveLane', () => {
  test('gives the place to the run that has waited longest', () => {
    const lane = laneWith({ going: [A], waiting: [B, C] });

    expect(leaveLane(lane, A, 'other')).toEqual({ lane: laneWith({ going: [B], waiting: [C] }), woken: B });
  });

  test('wakes none while another run is going', () => {
    const lane = laneWith({ going: [A, B], waiting: [C] });

    expect(leaveLane(lane, A, 'other')).toEqual({
      lane: laneWith({ going: [B], waiting: [C] }),
      woken: undefined,
    });
  });

  test('takes out a run that only waits', () => {
    const lane = laneWith({ going: [A], waiting: [B, C] });

    expect(leaveLane(lane, B, 'other')).toEqual({
      lane: laneWith({ going: [A], waiting: [C] }),
      woken: undefined,
    });
  });

  test('leaves the lane as it is for a run that is not in it', () => {
    const lane = laneWith({ going: [A], waiting: [B] });

    expect(leaveLane(lane, C, 'other')).toEqual({ lane, woken: undefined });
  });

  test.each([
    ['failed', 3],
    ['other', 2],
    ['succeeded', 0],
  ] as const)('counts the failures in a row: after two and %s there are %i', (ending, count) => {
    const lane = laneWith({ going: [A], consecutiveFailures: 2 });

    expect(leaveLane(lane, A, ending).lane.consecutiveFailures).toBe(count);
  });
});

describe('a lane, whoever enters and leaves', () => {
  const moves = fc.array(
    fc.record({
      run: fc.integer({ min: 1, max: 8 }),
      overlap: fc.constantFrom(...OVERLAP_POLICIES.filter((policy) => policy !== 'allow-all')),
      leaves: fc.boolean(),
    }),
  );

  test('has at most one run going, and none waits while none goes', () => {
    fc.assert(
      fc.property(moves, (given) => {
        let lane = emptyLane(JOB);
        for (const { run, overlap, leaves } of given) {
          const runId = runOf(run);
          if (leaves) {
            lane = leaveLane(lane, runId, 'other').lane;
          } else if (!lane.waiting.includes(runId)) {
            const decision = enterLane(lane, runId, overlap);
            if (decision.action !== 'skip') lane = decision.lane;
          }
          expect(lane.going.length).toBeLessThanOrEqual(1);
          if (lane.waiting.length > 0) expect(lane.going).toHaveLength(1);
          expect(new Set([...lane.going, ...lane.waiting]).size).toBe(
            lane.going.length + lane.waiting.length,
          );
        }
      }),
    );
  });
});
