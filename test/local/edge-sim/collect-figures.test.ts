import { describe, expect, test } from 'vitest';
import { percentilesOf } from '../../../local/edge-sim/collect-figures.ts';

describe('percentilesOf', () => {
  test('takes the nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index);

    expect(percentilesOf(values)).toEqual({ p50: 100, p95: 190, p99: 198, longest: 200 });
  });

  test('knows nothing of nothing', () => {
    expect(percentilesOf([]).p50).toBeNaN();
  });
});
