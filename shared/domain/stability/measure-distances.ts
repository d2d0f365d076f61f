import { chiSquareSurvival } from './chi-square.ts';

/** How far apart two samples are over the same bins, by other measures than PSI. Proportions are plain shares. */
export interface Distances {
  /** Kullback-Leibler divergence Σ A ln(A / E), in nats; null where it is infinite, see the reason. */
  readonly klActualToExpected: number | null;
  /** Σ E ln(E / A), in nats; null where it is infinite, see the reason. */
  readonly klExpectedToActual: number | null;
  /** Why a divergence is null. */
  readonly reason?: string;
  /** Jensen-Shannon distance: the square root of the divergence in bits; 0 for equal, 1 for disjoint samples. */
  readonly jensenShannon: number;
  /** √(½ Σ (√A − √E)²); 0 for equal, 1 for disjoint samples. */
  readonly hellinger: number;
  /** The largest |A − E|. */
  readonly lInfinity: number;
  /** Σ min(A, E); 1 for equal, 0 for disjoint samples. */
  readonly overlap: number;
  readonly chiSquare: ChiSquareTest;
}

/** Pearson's test of homogeneity of the two samples. */
export interface ChiSquareTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

interface Bin {
  readonly expectedCount: number;
  readonly actualCount: number;
}

/** A bin in use: its counts and shares, and its difference A − E. */
interface Cell extends Bin {
  readonly expected: number;
  readonly actual: number;
  readonly difference: number;
}

/**
 * The distances between two samples counted into the same bins, none of which needs a floor. Neither sample may be
 * empty. A divergence to a sample with an empty bin is infinite, which JSON cannot say: it is null, with a reason.
 */
export function measureDistances(bins: readonly Bin[]): Distances {
  const cells = toCells(bins);
  const klActualToExpected = divergence(cells.map(({ actual, expected }) => [actual, expected]));
  const klExpectedToActual = divergence(cells.map(({ actual, expected }) => [expected, actual]));
  const reasons = [
    ...(klActualToExpected === null ? ['the baseline has none of the values of a current bin'] : []),
    ...(klExpectedToActual === null ? ['the current sample has none of the values of a baseline bin'] : []),
  ];
  return {
    klActualToExpected,
    klExpectedToActual,
    ...(reasons.length > 0 && { reason: `A divergence is infinite: ${reasons.join('; ')}.` }),
    jensenShannon: Math.min(1, Math.sqrt(sum(cells.map(jensenShannonTerm)) / Math.LN2)),
    hellinger: Math.min(1, Math.sqrt(sum(cells.map(hellingerTerm)) / 2)),
    lInfinity: Math.max(...cells.map(({ difference }) => Math.abs(difference))),
    overlap: Math.min(1, sum(cells.map(({ expected, actual }) => Math.min(expected, actual)))),
    chiSquare: testHomogeneity(cells),
  };
}

/** The difference of two shares comes from whole products, so that equal shares differ by exactly 0. */
function toCells(bins: readonly Bin[]): Cell[] {
  const expectedRows = sum(bins.map((bin) => bin.expectedCount));
  const actualRows = sum(bins.map((bin) => bin.actualCount));
  return bins
    .filter(({ expectedCount, actualCount }) => expectedCount + actualCount > 0)
    .map(({ expectedCount, actualCount }) => ({
      expectedCount,
      actualCount,
      expected: expectedCount / expectedRows,
      actual: actualCount / actualRows,
      difference: (actualCount * expectedRows - expectedCount * actualRows) / (expectedRows * actualRows),
    }));
}

/** Σ p ln(p / q), null when it is infinite; rounding must not make it negative. */
function divergence(pairs: readonly (readonly [p: number, q: number])[]): number | null {
  if (pairs.some(([p, q]) => p > 0 && q === 0)) return null;
  return Math.max(0, sum(pairs.map(([p, q]) => (p > 0 ? p * Math.log(p / q) : 0))));
}

/**
 * ½ A ln(A / M) + ½ E ln(E / M) with M their mean, written in d = (A − E) / (A + E) as
 * ¼ (A + E) (ln(1 − d²) + 2 d artanh d): the plain form loses its digits between shares that are nearly equal.
 */
function jensenShannonTerm({ expected, actual, difference }: Cell): number {
  const total = expected + actual;
  const d = difference / total;
  if (expected === 0 || actual === 0 || Math.abs(d) >= 1) return (total * Math.LN2) / 2;
  return (total * (Math.log1p(-d * d) + 2 * d * Math.atanh(d))) / 4;
}

/** (√A − √E)², without its cancellation. */
function hellingerTerm({ expected, actual, difference }: Cell): number {
  return (difference / (Math.sqrt(actual) + Math.sqrt(expected))) ** 2;
}

/** Σ (√(m/n) e − √(n/m) a)² / (e + a) over the counts e of n and a of m rows, with bins − 1 degrees of freedom. */
function testHomogeneity(cells: readonly Cell[]): ChiSquareTest {
  const product = sum(cells.map((cell) => cell.expectedCount)) * sum(cells.map((cell) => cell.actualCount));
  const statistic = sum(
    cells.map(
      ({ difference, expectedCount, actualCount }) =>
        (difference * difference * product) / (expectedCount + actualCount),
    ),
  );
  const degreesOfFreedom = cells.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareSurvival(statistic, degreesOfFreedom) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
