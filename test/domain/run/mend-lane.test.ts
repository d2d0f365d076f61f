import { describe, expect, test } from 'vitest';
import { emptyLane } from '../../../shared/domain/run/lane.ts';
import { mendLane } from '../../../shared/domain/run/mend-lane.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { jobIdFrom } from '../../support/example-job.ts';

const jobId = jobIdFrom('churn-daily');
const [a, b, c] = [runIdOf(jobId, 0), runIdOf(jobId, 1000), runIdOf(jobId, 2000)];
const lane = { ...emptyLane(jobId), going: [a], waiting: [b] };

describe('mendLane', () => {
  test('leaves a lane alone that says what its runs say', () => {
    expect(mendLane(lane, { hasEnded: new Set(), strays: [] })).toBeUndefined();
  });

  test('leaves an empty lane alone', () => {
    expect(mendLane(emptyLane(jobId), { hasEnded: new Set(), strays: [] })).toBeUndefined();
  });

  test('takes a run out that has ended and wakes the first that waits', () => {
    expect(mendLane(lane, { hasEnded: new Set([a]), strays: [] })).toEqual({
      lane: { ...lane, going: [b], waiting: [] },
      woken: b,
    });
  });

  test('wakes the first that waits when nothing goes', () => {
    const idle = { ...lane, going: [], waiting: [b, c] };

    expect(mendLane(idle, { hasEnded: new Set(), strays: [] })).toEqual({
      lane: { ...idle, going: [b], waiting: [c] },
      woken: b,
    });
  });

  test('passes over waiting runs that have ended', () => {
    const idle = { ...lane, waiting: [b, c] };

    expect(mendLane(idle, { hasEnded: new Set([a, b]), strays: [] })?.woken).toBe(c);
  });

  test('lets a run that waits outside come in behind the others', () => {
    expect(mendLane(lane, { hasEnded: new Set(), strays: [c, b] })).toEqual({
      lane: { ...lane, waiting: [b, c] },
      woken: undefined,
    });
  });
});
