import { chiSquareCriticalValue, chiSquareSurvival } from './chi-square.ts';

/** How an index compares with what chance alone gives at these sample sizes. */
export interface Significance {
  /** The probability, without any shift, of an index above the critical value. */
  readonly alpha: number;
  readonly criticalValue: number;
  /** The probability, without any shift, of an index at least this high; 0 below the smallest double. */
  readonly pValue: number;
  /** The p-value corrected for the number of columns that were compared with it; see `adjustPValues`. */
  readonly adjustedPValue: number;
  /** The index to expect without any shift. */
  readonly expectedNoise: number;
  /** Bins that are not empty on both sides. */
  readonly effectiveBins: number;
  /** What the sizes of weighted samples are taken for, see `effectiveRowsPerCount`; absent where each row counts once. */
  readonly effectiveRows?: { readonly expected: number; readonly actual: number };
}

export interface SampleSizes {
  /** Rows of the baseline and of the current sample that the index counts; effective ones where rows are weighted. */
  readonly expectedRows: number;
  readonly actualRows: number;
  readonly effectiveBins: number;
}

/**
 * Tests an index against chance. Without a shift, and with some 10 rows a bin, PSI / (1/n + 1/m) is about chi-square
 * with bins − 1 degrees of freedom (Yurdakul and Naranjo 2020, section 5.1), whose mean gives the expected noise.
 * The adjusted p-value is that of a result with this one column. Throws InvalidInput unless 0 < alpha < 1.
 */
export function assessSignificance(
  psi: number,
  { expectedRows, actualRows, effectiveBins }: SampleSizes,
  alpha: number,
): Significance {
  const scale = 1 / expectedRows + 1 / actualRows;
  const degreesOfFreedom = effectiveBins - 1;
  const pValue = chiSquareSurvival(psi / scale, degreesOfFreedom);
  return {
    alpha,
    criticalValue: chiSquareCriticalValue(alpha, degreesOfFreedom) * scale,
    pValue,
    adjustedPValue: pValue,
    expectedNoise: degreesOfFreedom * scale,
    effectiveBins,
  };
}
