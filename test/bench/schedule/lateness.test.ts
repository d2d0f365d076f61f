import { describe, expect, test } from 'vitest';
import { summarizeLateness } from '../../../bench/schedule/lateness.ts';

describe('summarizeLateness', () => {
  test('takes the nearest rank in whatever order the starts came', () => {
    const latenessMs = Array.from({ length: 200 }, (_, index) => 200 - index);

    expect(summarizeLateness(latenessMs)).toEqual({ started: 200, p50Ms: 100, p99Ms: 198, lastMs: 200 });
  });

  test('knows no lateness where nothing started', () => {
    expect(summarizeLateness([])).toEqual({ started: 0, p50Ms: NaN, p99Ms: NaN, lastMs: NaN });
  });
});
