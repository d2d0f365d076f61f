import type { CategoricalBins, NumericBins } from './bin-specification.ts';
import type { CountPair } from './compute-psi.ts';
import { isInUse } from './compute-psi.ts';
import type { BinConvention } from './convention.ts';
import {
  INVALID_LABEL,
  labelOwnBins,
  labelSpecialCode,
  MISSING_LABEL,
  OTHER_LABEL,
  UNSEEN_LABEL,
} from './label-bins.ts';
import { pairLists } from './match-counts.ts';
import type { CountedColumn } from './sample-counts.ts';

/** One bin, counted in both samples. */
export interface BinPair extends CountPair {
  readonly label: string;
}

/** A column's counts in the two samples that are compared. */
export interface CountedPair {
  readonly expected: CountedColumn;
  readonly actual: CountedColumn;
}

/** A column's bins by their kind; all of them together, in this order, are what the index sums over. */
export interface PairedBins {
  /** Intervals, levels or groups of levels. */
  readonly own: readonly BinPair[];
  /** One per special code. */
  readonly special: readonly BinPair[];
  /** Missing values; empty where they are left out. */
  readonly missing: readonly BinPair[];
  /** Levels without a bin of their own. */
  readonly others: readonly BinPair[];
  /** Texts among numbers. */
  readonly invalid: readonly BinPair[];
}

/**
 * The column's own bins, the ones of its special codes, then the special ones: a numeric column's bin of missing
 * values always, so that its bins are the same in every run, and the others when they are in use.
 */
export function pairBins(
  column: NumericBins | CategoricalBins,
  counts: CountedPair,
  convention: BinConvention,
): PairedBins {
  const { expected, actual } = counts;
  const missing = pair(MISSING_LABEL, expected.missingCount, actual.missingCount);
  const isMissingShown = convention.missing === 'own-bin' && (column.type === 'numeric' || isInUse(missing));
  return {
    own: pairAll(labelOwnBins(column, convention.closed), expected.binCounts, actual.binCounts),
    special:
      column.type === 'numeric'
        ? pairAll(column.specialCodes.map(labelSpecialCode), expected.specialCounts, actual.specialCounts)
        : [],
    missing: isMissingShown ? [missing] : [],
    others: column.type === 'categorical' ? pairOthers(column, counts, convention).filter(isInUse) : [],
    invalid: [pair(INVALID_LABEL, expected.invalidCount, actual.invalidCount)].filter(isInUse),
  };
}

/** All bins in their order. */
export function listBins(bins: PairedBins): readonly BinPair[] {
  return [...bins.own, ...bins.special, ...bins.missing, ...bins.others, ...bins.invalid];
}

function pairOthers(
  column: CategoricalBins,
  { expected, actual }: CountedPair,
  convention: BinConvention,
): BinPair[] {
  // Which levels of the rest the baseline has is not known any more, so none of them can be told from a new one.
  if (column.others === 'rest') return [pair(OTHER_LABEL, expected.otherCount, actual.otherCount)];
  if (convention.unseen === 'pooled') return [pair(UNSEEN_LABEL, expected.otherCount, actual.otherCount)];
  const listed = pairLevels(expected, actual);
  const beyondList = pair(
    UNSEEN_LABEL,
    restOf(
      expected.otherCount,
      listed.map((level) => level.expectedCount),
    ),
    restOf(
      actual.otherCount,
      listed.map((level) => level.actualCount),
    ),
  );
  return [...listed, beyondList];
}

/** One bin per level that either sample lists, in code unit order. */
function pairLevels(expected: CountedColumn, actual: CountedColumn): BinPair[] {
  const pairs = new Map<string, BinPair>();
  for (const { level, count } of expected.otherLevels) {
    const known = pairs.get(level) ?? pair(level, 0, 0);
    pairs.set(level, { ...known, expectedCount: known.expectedCount + count });
  }
  for (const { level, count } of actual.otherLevels) {
    const known = pairs.get(level) ?? pair(level, 0, 0);
    pairs.set(level, { ...known, actualCount: known.actualCount + count });
  }
  return [...pairs.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
}

/** What a list of levels leaves of their total; sums of weights in another order must not leave a trace. */
function restOf(total: number, counts: readonly number[]): number {
  const rest = counts.reduce((left, count) => left - count, total);
  return rest > total * 1e-12 ? rest : 0;
}

function pairAll(
  labels: readonly string[],
  expectedCounts: readonly number[],
  actualCounts: readonly number[],
): BinPair[] {
  return pairLists(labels, pairLists(expectedCounts, actualCounts)).map(
    ([label, [expectedCount, actualCount]]) => pair(label, expectedCount, actualCount),
  );
}

function pair(label: string, expectedCount: number, actualCount: number): BinPair {
  return { label, expectedCount, actualCount };
}
