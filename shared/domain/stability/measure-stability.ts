import { InvalidInput } from '../errors.ts';
import { adjustPValues } from './adjust-p-values.ts';
import type {
  BinSpecification,
  CategoricalBins,
  ColumnSpecification,
  NumericBins,
} from './bin-specification.ts';
import { compareBins } from './compare-bins.ts';
import type { BinConvention } from './convention.ts';
import { assertSupportedConvention } from './convention.ts';
import type { ColumnCounts, CountedColumn, CurrentCounts } from './current-counts.ts';
import { type CompleteCriteria, completeCriteria, type StabilityCriteria } from './decide-alarm.ts';
import { measureRates } from './measure-rates.ts';
import { pairBins } from './pair-bins.ts';
import type { ColumnStability, ColumnStatus, StabilityResult } from './stability-result.ts';

interface Comparison {
  readonly convention: BinConvention;
  readonly criteria: CompleteCriteria;
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
 * Throws InvalidInput for counts of another specification, thresholds out of order, a significance level that is not
 * between 0 and 1, or an unknown convention.
 */
export function measureStability(
  specification: BinSpecification,
  counts: CurrentCounts,
  criteria: StabilityCriteria,
): StabilityResult {
  assertSupportedConvention(specification.convention);
  if (counts.columns.length !== specification.columns.length) throw foreignCounts();
  const { convention } = specification;
  const comparison = { convention, criteria: completeCriteria(criteria), currentRowCount: counts.rowCount };
  const columns = specification.columns.map((column, index) =>
    measureColumn(column, counts.columns[index], comparison),
  );
  return {
    currentRowCount: counts.rowCount,
    columns: withAdjustedPValues(columns),
    extraColumns: counts.extraColumns,
  };
}

/** The score is one of the tests: all columns with an index are judged together. */
function withAdjustedPValues(columns: readonly ColumnStability[]): ColumnStability[] {
  const adjusted = adjustPValues(columns.flatMap(({ significance }) => significance?.pValue ?? []));
  let next = 0;
  return columns.map((column) => {
    if (column.significance === undefined) return column;
    const adjustedPValue = adjusted[next] ?? 1;
    next += 1;
    return { ...column, significance: { ...column.significance, adjustedPValue } };
  });
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
  return compareColumn(column, counts, comparison);
}

function compareColumn(
  column: NumericBins | CategoricalBins,
  counts: CountedColumn,
  { convention, criteria }: Comparison,
): ColumnStability {
  const pairs = pairBins(column, counts, convention);
  if (pairs.every((pair) => pair.actualCount === 0)) {
    return withoutPsi(column, 'not-computable', 'The current sample has no values.');
  }
  return {
    name: column.name,
    type: column.type,
    ...compareBins(pairs, convention.proportionFloor, criteria),
    rates: measureRates(column, counts),
    ...(counts.unseenLevels.length > 0 && { unseenLevels: counts.unseenLevels }),
  };
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
