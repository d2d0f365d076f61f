import { assessSignificance, type SampleSizes, type Significance } from './assess-significance.ts';
import { computePsiOf, isInUse } from './compute-psi.ts';
import type { EmptyBinRule } from './compute-psi.ts';
import { type Distances, measureDistances } from './measure-distances.ts';
import type { BinPair } from './pair-bins.ts';
import type { BinStability, ColumnStatus } from './stability-result.ts';

const MIN_ROWS_PER_BIN = 10;

export interface ComparisonRules {
  readonly emptyBins: EmptyBinRule;
  readonly alpha: number;
  /** How many effective rows a unit of the counts stands for; absent where each row counts once. */
  readonly rowsPerCount?: { readonly expected: number; readonly actual: number };
}

/** What the bins of a column give, whatever becomes of the other columns. */
export type BinComparison =
  | {
      readonly status: Extract<ColumnStatus, 'ok' | 'low-sample'>;
      readonly reason?: string;
      readonly psi: number;
      readonly significance: Significance;
      readonly distances: Distances;
      readonly bins: readonly BinStability[];
    }
  | { readonly status: 'not-computable'; readonly reason: string };

/**
 * Everything that one pass over a column's bins gives: the index and its bins, whether it can be told from chance, and
 * the other distances. There is no index where the convention leaves an empty bin as it is. Neither sample may be
 * empty.
 */
export function compareBins(
  pairs: readonly BinPair[],
  { emptyBins, alpha, rowsPerCount }: ComparisonRules,
): BinComparison {
  const { psi, bins } = computePsiOf(pairs, emptyBins);
  const infinite = bins.find((bin) => bin.contribution === Infinity);
  if (infinite !== undefined) return { status: 'not-computable', reason: infiniteBy(infinite) };
  const rows = toEffectiveRows(pairs, rowsPerCount);
  const sizes = {
    expectedRows: sum(rows.map((pair) => pair.expectedCount)),
    actualRows: sum(rows.map((pair) => pair.actualCount)),
    effectiveBins: pairs.filter(isInUse).length,
  };
  const effectiveRows = { expected: sizes.expectedRows, actual: sizes.actualRows };
  return {
    ...statusOf(sizes),
    psi,
    significance: {
      ...assessSignificance(psi, sizes, alpha),
      ...(rowsPerCount !== undefined && { effectiveRows }),
    },
    distances: measureDistances(rows),
    bins,
  };
}

/** The shares stay; chance and Pearson's test look at how many rows there are. */
function toEffectiveRows(
  pairs: readonly BinPair[],
  rowsPerCount: ComparisonRules['rowsPerCount'],
): readonly BinPair[] {
  if (rowsPerCount === undefined) return pairs;
  return pairs.map((pair) => ({
    ...pair,
    expectedCount: pair.expectedCount * rowsPerCount.expected,
    actualCount: pair.actualCount * rowsPerCount.actual,
  }));
}

function infiniteBy({ label, expectedCount }: BinPair): string {
  const sample = expectedCount === 0 ? 'reference' : 'current sample';
  return `The index is infinite: the bin '${label}' is empty in the ${sample}, and the convention has no rule for it.`;
}

function statusOf({ expectedRows, actualRows, effectiveBins }: SampleSizes): {
  readonly status: 'ok' | 'low-sample';
  readonly reason?: string;
} {
  const rows = Math.min(expectedRows, actualRows);
  if (rows >= MIN_ROWS_PER_BIN * effectiveBins) return { status: 'ok' };
  const reason = `${toText(rows)} for ${effectiveBins} bins; at least ${MIN_ROWS_PER_BIN} rows per bin are needed in both samples.`;
  return { status: 'low-sample', reason };
}

function toText(rows: number): string {
  return Number.isInteger(rows) ? `${rows} rows` : `${rows.toFixed(1)} effective rows`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
