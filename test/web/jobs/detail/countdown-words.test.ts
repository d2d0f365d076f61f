import { describe, expect, test } from 'vitest';
import { countdownWords, nextUpcoming } from '../../../../web/jobs/detail/countdown-words.ts';

describe('countdownWords', () => {
  test.each([
    [42_000, 'in 42 s'],
    [188_000, 'in 3 min 08 s'],
    [5 * 3_600_000 + 20 * 60_000, 'in 5 h 20 min'],
    [76 * 3_600_000, 'in 3 d 4 h'],
    [-5000, 'in 0 s'],
  ])('says of %d ms: %s', (ms, words) => {
    expect(countdownWords(ms, 0)).toBe(words);
  });
});

describe('nextUpcoming', () => {
  test('passes over slots that were to come when the job was read', () => {
    const upcoming = ['2026-11-21T12:00:00Z', '2026-11-21T12:01:00Z'].map((dueAt) => ({
      dueAt,
      effectiveAt: dueAt,
    }));

    expect(nextUpcoming({ upcoming }, Date.parse('2026-11-21T12:00:10Z'))).toBe('2026-11-21T12:01:00Z');
  });
});
