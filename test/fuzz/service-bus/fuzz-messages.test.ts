import { expect, test } from 'vitest';
import { fuzzMessages } from './fuzz-messages.ts';
import { ModelQueue } from './model-queue.ts';

/** An operation is named by its first word; with a colon when there was nothing to do it to. */
const OPERATIONS = [
  ...['abandon', 'accept', 'cancel', 'complete', 'dead-letter', 'defer', 'get', 'pass'],
  ...['receive', 'release', 'renew', 'restart', 'send', 'set'],
];

test.each([1, 2, 3])('the broker does what its model does for 1,000 random operations, seed %i', (seed) => {
  expect(fuzzMessages(seed, 1_000).operations).toBe(1_000);
});

test('every operation comes up', () => {
  const { tally } = fuzzMessages(4, 2_500);

  expect(Object.keys(tally)).toEqual(expect.arrayContaining(OPERATIONS));
});

/** A model that never hands anything out. */
class IdleModel extends ModelQueue {
  override take(): undefined {
    return undefined;
  }
}

test('a broker that differs from its model is noticed, and how it came about is told', () => {
  expect(() => fuzzMessages(1, 1_000, IdleModel)).toThrow(
    /Seed 1, episode 0: the broker differs .* after\n.*receive/s,
  );
});
