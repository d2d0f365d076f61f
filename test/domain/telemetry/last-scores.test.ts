import { describe, expect, test } from 'vitest';
import { withoutScore, withScore, type LastScores } from '../../../shared/domain/telemetry/last-scores.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Keeps the scores of two models. */
function measured(
  scores: LastScores,
  ...[modelId, psi, dueAt]: readonly [string, number, number]
): LastScores {
  const score = { valueStream: '0', jobId: 'job', psi, dueAt, measuredAt: dueAt };
  return withScore(scores, modelId, { score, most: 2 });
}

describe('withScore', () => {
  test('keeps the highest ones', () => {
    const scores = ['a', 'b', 'c'].reduce(
      (known, name, index) => measured(known, name, [0.2, 0.1, 0.3][index] ?? 0, DAY),
      {},
    );

    expect(Object.keys(scores).toSorted()).toEqual(['a', 'c']);
  });

  test('takes back a model that was left out, when it moves', () => {
    const scores = measured(measured(measured({}, 'a', 0.2, DAY), 'b', 0.3, DAY), 'c', 0.1, DAY);

    expect(Object.keys(measured(scores, 'c', 0.4, 2 * DAY)).toSorted()).toEqual(['b', 'c']);
  });

  test('goes by the slot: one that is measured late does not replace a later one', () => {
    const scores = measured({}, 'a', 0.2, 2 * DAY);

    expect(measured(scores, 'a', 0.9, DAY)).toBe(scores);
    expect(measured(scores, 'a', 0.1, 3 * DAY)['a']?.psi).toBe(0.1);
  });

  test('forgets what was measured three months ago', () => {
    expect(Object.keys(measured(measured({}, 'old', 0.9, DAY), 'new', 0.1, 92 * DAY))).toEqual(['new']);
  });
});

test('withoutScore leaves out what the job measured, and not what another one did', () => {
  const scores = measured({}, 'a', 0.2, DAY);

  expect(withoutScore(scores, { modelId: 'a', jobId: 'job' })).toEqual({});
  expect(withoutScore(scores, { modelId: 'a', jobId: 'another' })).toEqual(scores);
});
