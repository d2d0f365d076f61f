import type { BinPoints } from './bin-specification.ts';
import { isInUse } from './compute-psi.ts';
import type { BinPair, PairedBins } from './pair-bins.ts';

/** The points-based CSI of one characteristic of a scorecard: Σ (A − E) · points, in score points, signed. */
export interface PointsShift {
  /** Null where a bin in use has no points; see the reason. */
  readonly csi: number | null;
  readonly reason?: string;
  /** Mean points of the two samples; their difference is `csi`. */
  readonly expectedMean: number | null;
  readonly actualMean: number | null;
  /** Each bin's term, in the order of the column's bins; empty where there is no `csi`. */
  readonly terms: readonly number[];
}

/** A bin with its points; undefined where it has none. */
interface ScoredBin extends BinPair {
  readonly points: number | undefined;
}

/**
 * The characteristic's share in the shift of the mean score: Σ (A − E) · points over the plain shares of the bins that
 * the index has too, in score points and with their sign. Over all characteristics of a scorecard these sum to the
 * shift of the mean score. Neither sample may be empty.
 */
export function measurePoints(points: BinPoints, bins: PairedBins): PointsShift {
  const scored = scoreBins(points, bins);
  const unscored = scored.find((bin) => bin.points === undefined && isInUse(bin));
  if (unscored !== undefined) {
    const reason = `The bin '${unscored.label}' has values and no points.`;
    return { csi: null, reason, expectedMean: null, actualMean: null, terms: [] };
  }
  const expectedTotal = sum(scored.map((bin) => bin.expectedCount));
  const actualTotal = sum(scored.map((bin) => bin.actualCount));
  // The difference of two shares comes from whole products, so that equal shares differ by exactly 0.
  const terms = scored.map(
    ({ expectedCount, actualCount, points: worth = 0 }) =>
      ((actualCount * expectedTotal - expectedCount * actualTotal) / (expectedTotal * actualTotal)) * worth +
      0,
  );
  return {
    csi: sum(terms),
    expectedMean:
      sum(scored.map(({ expectedCount, points: worth = 0 }) => expectedCount * worth)) / expectedTotal,
    actualMean: sum(scored.map(({ actualCount, points: worth = 0 }) => actualCount * worth)) / actualTotal,
    terms,
  };
}

function scoreBins(points: BinPoints, bins: PairedBins): ScoredBin[] {
  return [
    ...bins.own.map((bin, index) => ({ ...bin, points: points.ofBins[index] })),
    ...bins.special.map((bin, index) => ({ ...bin, points: points.ofSpecialCodes[index] })),
    ...bins.missing.map((bin) => ({ ...bin, points: points.ofMissing })),
    ...bins.others.map((bin) => ({ ...bin, points: points.ofOthers })),
    ...bins.invalid.map((bin) => ({ ...bin, points: points.ofOthers })),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
