import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assessSignificance } from '../../../shared/domain/stability/assess-significance.ts';

const rows = fc.integer({ min: 1, max: 1_000_000 });
const bins = fc.integer({ min: 1, max: 50 });

describe('assessSignificance', () => {
  // 2 (1/100 + 1/400) = 0.025; with two degrees of freedom p = exp(−PSI / (2 · 0.0125)).
  test('of three bins is the exponential distribution', () => {
    const sizes = { expectedRows: 100, actualRows: 400, effectiveBins: 3 };

    const significance = assessSignificance(0.05, sizes, 0.05);

    expect(significance).toMatchObject({ alpha: 0.05, effectiveBins: 3 });
    expect(significance.expectedNoise).toBeCloseTo(0.025, 15);
    expect(significance.criticalValue).toBeCloseTo(-2 * Math.log(0.05) * 0.0125, 14);
    expect(significance.pValue).toBeCloseTo(Math.exp(-2), 14);
    expect(significance.adjustedPValue).toBe(significance.pValue);
  });

  test('an index at the critical value has a p-value of alpha', () => {
    const anySizes = fc.record({
      expectedRows: rows,
      actualRows: rows,
      effectiveBins: fc.integer({ min: 2, max: 50 }),
    });
    fc.assert(
      fc.property(anySizes, (sizes) => {
        const { criticalValue } = assessSignificance(0, sizes, 0.01);
        return Math.abs(assessSignificance(criticalValue, sizes, 0.01).pValue / 0.01 - 1) <= 1e-10;
      }),
    );
  });

  test('the critical value falls with either sample’s rows and rises with the bins', () => {
    fc.assert(
      fc.property(rows, rows, bins, (expectedRows, actualRows, effectiveBins) => {
        const critical = (more: object): number =>
          assessSignificance(0, { expectedRows, actualRows, effectiveBins, ...more }, 0.05).criticalValue;
        const here = critical({});
        return (
          critical({ expectedRows: expectedRows * 2 }) <= here &&
          critical({ actualRows: actualRows * 2 }) <= here &&
          critical({ effectiveBins: effectiveBins + 1 }) > here
        );
      }),
    );
  });

  test('the p-value lies between 0 and 1 and falls with the index', () => {
    const psi = fc.double({ min: 0, max: 20, noNaN: true });
    const anySizes = fc.record({ expectedRows: rows, actualRows: rows, effectiveBins: bins });
    fc.assert(
      fc.property(psi, psi, anySizes, (a, b, sizes) => {
        const low = assessSignificance(Math.min(a, b), sizes, 0.05).pValue;
        const high = assessSignificance(Math.max(a, b), sizes, 0.05).pValue;
        return high >= 0 && low <= 1 && high <= low + 1e-12;
      }),
    );
  });

  test('one bin in use can only ever hold everything: no noise, no evidence', () => {
    const sizes = { expectedRows: 50, actualRows: 50, effectiveBins: 1 };

    expect(assessSignificance(0, sizes, 0.05)).toMatchObject({
      ...{ criticalValue: 0, pValue: 1, expectedNoise: 0 },
    });
  });
});
