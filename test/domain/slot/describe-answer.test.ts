import { describe, expect, test } from 'vitest';
import { describeAnswer } from '../../../shared/domain/slot/describe-answer.ts';
import { LATE_REASONS, SKIP_REASONS, WAIT_REASONS } from '../../../shared/domain/slot/slot-reasons.ts';

const ANSWERS = [
  ...(['ran', 'pending', 'unanswered'] as const),
  ...LATE_REASONS.map((reason) => `late: ${reason}` as const),
  ...SKIP_REASONS.map((reason) => `skipped: ${reason}` as const),
  ...WAIT_REASONS.map((reason) => `waiting: ${reason}` as const),
];

describe('describeAnswer', () => {
  test.each(ANSWERS)('says "%s" in a sentence', (answer) => {
    expect(describeAnswer(answer)).toMatch(/^It[s ].+\.$/);
  });

  test('has a sentence of its own for each', () => {
    expect(new Set(ANSWERS.map(describeAnswer)).size).toBe(ANSWERS.length);
  });
});
