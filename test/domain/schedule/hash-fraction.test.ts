import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashFraction } from '../../../shared/domain/schedule/hash-fraction.ts';

const IDS = Array.from({ length: 10_000 }, (_, index) => `model-${index}`);

describe('hashFraction', () => {
  test('is from 0, included, to 1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const fraction = hashFraction(text);
        expect(fraction >= 0 && fraction < 1).toBe(true);
        expect(hashFraction(text)).toBe(fraction);
      }),
    );
  });

  test('spreads 10,000 numbered ids evenly: chi-square over 100 bins within 5 standard deviations', () => {
    const counts = Array.from({ length: 100 }, () => 0);
    for (const id of IDS) {
      const bin = Math.floor(hashFraction(id) * 100);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }

    // 99 degrees of freedom: mean 99, standard deviation sqrt(198) = 14.07.
    const chiSquare = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
    expect(Math.abs(chiSquare - 99)).toBeLessThan(5 * 14.07);
  });

  test('gives 10,000 numbered ids hardly a value twice', () => {
    // 2^32 values: 10,000 draws are expected to collide 0.012 times.
    expect(new Set(IDS.map(hashFraction)).size).toBeGreaterThanOrEqual(9_999);
  });

  test('tells ids apart that differ in their last sign only', () => {
    const distances = IDS.slice(1).map((id, index) =>
      Math.abs(hashFraction(id) - hashFraction(IDS[index] ?? '')),
    );

    // Independent neighbours are a third apart in the mean.
    const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
    expect(mean).toBeGreaterThan(0.32);
    expect(mean).toBeLessThan(0.347);
  });
});
