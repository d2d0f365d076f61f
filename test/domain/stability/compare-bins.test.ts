import { describe, expect, test } from 'vitest';
import { compareBins, type ComparisonRules } from '../../../shared/domain/stability/compare-bins.ts';
import type { EmptyBinRule } from '../../../shared/domain/stability/compute-psi.ts';
import type { BinPair } from '../../../shared/domain/stability/pair-bins.ts';

const FLOOR: EmptyBinRule = { kind: 'proportion-floor', proportion: 1e-4 };
const PLAIN: ComparisonRules = { emptyBins: FLOOR, alpha: 0.05 };

function pairs(...counts: readonly (readonly [expected: number, actual: number])[]): BinPair[] {
  return counts.map(([expectedCount, actualCount], index) => ({
    ...{ label: `bin ${index}`, expectedCount, actualCount },
  }));
}

/** The comparison, which has to have an index. */
function compared(bins: readonly BinPair[], rules: ComparisonRules = PLAIN) {
  const comparison = compareBins(bins, rules);
  if (comparison.status === 'not-computable') throw new Error(comparison.reason);
  return comparison;
}

describe('compareBins', () => {
  const NONE: ComparisonRules = { ...PLAIN, emptyBins: { kind: 'none' } };

  test.each([
    ['reference', pairs([10, 10], [0, 1])],
    ['current sample', pairs([10, 10], [1, 0])],
  ])('has no index where a bin is empty in the %s and nothing is done about it', (sample, bins) => {
    expect(compareBins(bins, NONE)).toEqual({
      status: 'not-computable',
      reason: `The index is infinite: the bin 'bin 1' is empty in the ${sample}, and the convention has no rule for it.`,
    });
  });

  test('has an index without a rule where no bin needs one', () => {
    expect(compared(pairs([50, 50], [50, 50], [0, 0]), NONE)).toMatchObject({ status: 'ok', psi: 0 });
  });

  // One bin of eight vanished: vectors.json, smoothing_cross_table, is of such counts.
  test.each<[EmptyBinRule, number]>([
    [FLOOR, -(0.5 - 1e-4) * Math.log(1e-4 / 0.5) + 0.5 * Math.log(2)],
    [{ kind: 'add-proportion', proportion: 0.1 }, -0.5 * Math.log(0.1 / 0.6) + 0.5 * Math.log(1.1 / 0.6)],
    [{ kind: 'count-floor', count: 1 }, (1 / 6 - 0.5) * Math.log(1 / 3) + (5 / 6 - 0.5) * Math.log(5 / 3)],
    [
      { kind: 'add-count', count: 1, isRenormalised: true },
      (1 / 7 - 0.5) * Math.log(2 / 7) + (6 / 7 - 0.5) * Math.log(12 / 7),
    ],
    [
      { kind: 'add-count', count: 1, isRenormalised: false },
      (1 / 5 - 0.6) * Math.log(1 / 3) + (6 / 5 - 0.6) * Math.log(2),
    ],
  ])('replaces an empty bin by %o', (emptyBins, psi) => {
    expect(compared(pairs([5, 0], [5, 5]), { ...PLAIN, emptyBins }).psi).toBeCloseTo(psi, 14);
  });
});

describe('weighted rows', () => {
  const counts = pairs([500, 400], [500, 600]);

  test('are as many as their weights allow: in chance, in the status and in Pearson’s test', () => {
    const weighted = compared(counts, { ...PLAIN, rowsPerCount: { expected: 0.1, actual: 0.2 } });
    const asRows = compared(pairs([50, 80], [50, 120]));

    expect(weighted.psi).toBeCloseTo(asRows.psi, 15);
    expect(weighted.significance).toMatchObject({ effectiveRows: { expected: 100, actual: 200 } });
    expect(weighted.significance.criticalValue).toBeCloseTo(asRows.significance.criticalValue, 15);
    expect(weighted.distances.chiSquare.statistic).toBeCloseTo(asRows.distances.chiSquare.statistic, 10);
  });

  test('leave the bins as they were counted', () => {
    const { bins } = compared(counts, { ...PLAIN, rowsPerCount: { expected: 0.1, actual: 0.2 } });

    expect(bins[0]).toMatchObject({ expectedCount: 500, actualCount: 400, actualProportion: 0.4 });
  });

  test('may be too few, however much they weigh', () => {
    expect(compared(counts, { ...PLAIN, rowsPerCount: { expected: 1, actual: 0.0123 } })).toMatchObject({
      status: 'low-sample',
      reason: '12.3 effective rows for 2 bins; at least 10 rows per bin are needed in both samples.',
    });
  });

  test('are no matter where each row counts once', () => {
    expect(compared(counts).significance).not.toHaveProperty('effectiveRows');
  });
});
