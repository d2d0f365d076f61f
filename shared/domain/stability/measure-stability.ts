import { InvalidInput } from '../errors.ts';
import type {
  BinSpecification,
  CategoricalBins,
  ColumnSpecification,
  NumericBins,
} from './bin-specification.ts';
import { computePsi } from './compute-psi.ts';
import type { BinConvention } from './convention.ts';
import { assertSupportedConvention } from './convention.ts';
import type { ColumnCounts, CountedColumn, CurrentCounts } from './current-counts.ts';
import { INVALID_LABEL, labelIntervals, MISSING_LABEL, UNSEEN_LABEL } from './label-bins.ts';
import type { StabilityThresholds } from './stability-band.ts';
import { assertThresholds, toStabilityBand } from './stability-band.ts';
import type { ColumnStability, ColumnStatus, StabilityResult } from './stability-result.ts';

const MIN_ROWS_PER_BIN = 10;

interface BinPair {
  readonly label: string;
  readonly expectedCount: number;
  readonly actualCount: number;
}

interface Comparison {
  readonly convention: BinConvention;
  readonly thresholds: StabilityThresholds;
  readonly currentRowCount: number;
}

/**
 * Compares a current sample with its baseline: per column the PSI (of a score) or CSI (of a characteristic), by the
 * formula of `computePsi` and the specification's convention.
 *
 * A column is `low-sample` when the smaller of the two samples has fewer than 10 rows per effective bin (a bin that
 * is not empty on both sides). Without any shift the expected index is about (bins − 1) · (1/n + 1/m), and below 10
 * rows a bin its chi-square approximation rejects too often (Yurdakul and Naranjo 2020, section 5, and simulation
 * of deciles: 100 rows against 100 exceed 0.10 in 85 % of cases).
 *
 * Throws InvalidInput for counts of another specification, thresholds out of order or an unknown convention.
 */
export function measureStability(
  specification: BinSpecification,
  counts: CurrentCounts,
  thresholds: StabilityThresholds,
): StabilityResult {
  assertThresholds(thresholds);
  assertSupportedConvention(specification.convention);
  if (counts.columns.length !== specification.columns.length) throw foreignCounts();
  const { convention } = specification;
  const comparison = { convention, thresholds, currentRowCount: counts.rowCount };
  const columns = specification.columns.map((column, index) =>
    measureColumn(column, counts.columns[index], comparison),
  );
  return { currentRowCount: counts.rowCount, columns, extraColumns: counts.extraColumns };
}

function measureColumn(
  column: ColumnSpecification,
  counts: ColumnCounts | undefined,
  comparison: Comparison,
): ColumnStability {
  if (counts?.name !== column.name) throw foreignCounts();
  if (column.status === 'not-computable') return withoutPsi(column, column.status, column.reason);
  if (counts.status === 'missing-column') {
    return withoutPsi(column, counts.status, 'The current sample has no such column.');
  }
  if (counts.status !== 'counted' || counts.binCounts.length !== column.expectedCounts.length)
    throw foreignCounts();
  if (comparison.currentRowCount === 0) {
    return withoutPsi(column, 'empty-current', 'The current sample has no rows.');
  }
  if (counts.invalidCount > sum(counts.binCounts)) {
    return withoutPsi(column, 'type-changed', `${counts.invalidCount} current values are no numbers.`);
  }
  return compareBins(column, counts, comparison);
}

function compareBins(
  column: NumericBins | CategoricalBins,
  counts: CountedColumn,
  comparison: Comparison,
): ColumnStability {
  const { convention, thresholds } = comparison;
  const pairs = pairBins(column, counts, convention);
  const actualCounts = pairs.map((pair) => pair.actualCount);
  const expectedCounts = pairs.map((pair) => pair.expectedCount);
  if (sum(actualCounts) === 0)
    return withoutPsi(column, 'not-computable', 'The current sample has no values.');

  const { psi, bins } = computePsi(expectedCounts, actualCounts, {
    kind: 'proportion-floor',
    proportion: convention.proportionFloor,
  });
  const effectiveBins = pairs.filter((pair) => pair.expectedCount + pair.actualCount > 0).length;
  const rows = Math.min(sum(expectedCounts), sum(actualCounts));
  const isLowSample = rows < MIN_ROWS_PER_BIN * effectiveBins;
  return {
    name: column.name,
    type: column.type,
    status: isLowSample ? 'low-sample' : 'ok',
    ...(isLowSample && {
      reason: `${rows} rows for ${effectiveBins} bins; at least ${MIN_ROWS_PER_BIN} rows per bin are needed in both samples.`,
    }),
    psi,
    band: toStabilityBand(psi, thresholds),
    bins: pairs.flatMap((pair, index) => {
      const shift = bins[index];
      return shift === undefined ? [] : [{ ...pair, ...shift }];
    }),
    ...(counts.unseenLevels.length > 0 && { unseenLevels: counts.unseenLevels }),
  };
}

/**
 * The column's own bins, then the special ones: a numeric column's bin of missing values always, so that its
 * bins are the same in every run, and the others when they are in use.
 */
function pairBins(
  column: NumericBins | CategoricalBins,
  counts: CountedColumn,
  convention: BinConvention,
): BinPair[] {
  const labels =
    column.type === 'numeric' ? labelIntervals(column.binEdges, convention.closed) : column.levels;
  const invalidCount = column.type === 'numeric' ? column.expectedInvalidCount : 0;
  const own = labels.map((label, bin) => ({
    label,
    expectedCount: column.expectedCounts[bin] ?? 0,
    actualCount: counts.binCounts[bin] ?? 0,
  }));
  const missing = {
    label: MISSING_LABEL,
    expectedCount: column.expectedMissingCount,
    actualCount: counts.missingCount,
  };
  const ownMissing = convention.missing === 'own-bin' ? [missing] : [];
  const inUse = (pair: BinPair) => pair.expectedCount + pair.actualCount > 0;
  const special = [
    { label: UNSEEN_LABEL, expectedCount: 0, actualCount: counts.unseenCount },
    { label: INVALID_LABEL, expectedCount: invalidCount, actualCount: counts.invalidCount },
  ];
  return [
    ...own,
    ...(column.type === 'numeric' ? ownMissing : ownMissing.filter(inUse)),
    ...special.filter(inUse),
  ];
}

function withoutPsi(column: ColumnSpecification, status: ColumnStatus, reason: string): ColumnStability {
  return { name: column.name, type: column.type, status, reason, psi: null, band: null, bins: [] };
}

function foreignCounts(): InvalidInput {
  const message = 'The counts do not belong to this bin specification.';
  return new InvalidInput(message, [{ pointer: '/columns', message }]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
