import { adjustPValues } from './adjust-p-values.ts';
import type { Bins, CategoricalBins, ColumnBins, NumericBins } from './bin-specification.ts';
import { compareBins, type ComparisonRules } from './compare-bins.ts';
import type { BinConvention } from './convention.ts';
import { type CompleteCriteria, decideAlarm } from './decide-alarm.ts';
import { effectiveRowsPerCount } from './effective-rows.ts';
import { matchCounts, type MatchedColumn, pairLists } from './match-counts.ts';
import { measurePoints } from './measure-points.ts';
import { measureRates } from './measure-rates.ts';
import { measureShape } from './measure-shape.ts';
import { type CountedPair, listBins, pairBins } from './pair-bins.ts';
import type { CountedColumn, GroupCounts, OtherLevel } from './sample-counts.ts';
import { toStabilityBand } from './stability-band.ts';
import type { ColumnStability, ColumnStatus, GroupStability } from './stability-result.ts';

/** How many levels without a bin of their own a result names. */
const LISTED_LEVELS = 10;

/** Compares samples that the bins have counted, or segments of them, of which the first is the reference. */
export function createComparison(
  bins: Bins,
  criteria: CompleteCriteria,
): (reference: GroupCounts, actual: GroupCounts) => GroupStability {
  return (reference, actual) => {
    const context = {
      ...{ convention: bins.convention, criteria },
      ...{ referenceRowCount: reference.rowCount, currentRowCount: actual.rowCount },
      rowsPerCount: { expected: effectiveRowsPerCount(reference), actual: effectiveRowsPerCount(actual) },
      isWeighted: reference.weights !== undefined || actual.weights !== undefined,
    };
    const columns = pairLists(matchCounts(bins, reference), matchCounts(bins, actual)).map(
      ([expected, current]) => compareColumn(expected, current, context),
    );
    return { currentRowCount: actual.rowCount, columns: judge(columns, criteria) };
  };
}

/** The result of a column that has no index. */
function withoutIndex(column: ColumnBins, status: ColumnStatus, reason: string): ColumnStability {
  return { name: column.name, type: column.type, status, reason, psi: null, band: null, bins: [] };
}

/** The result of a column that there is nothing to compare with; where it has no bins, that is the reason. */
export function notComparable(column: ColumnBins, reason: string): ColumnStability {
  const isUnbinned = column.status === 'not-computable';
  return withoutIndex(column, 'not-computable', isUnbinned ? column.reason : reason);
}

interface Context {
  readonly convention: BinConvention;
  readonly criteria: CompleteCriteria;
  readonly referenceRowCount: number;
  readonly currentRowCount: number;
  readonly rowsPerCount: { readonly expected: number; readonly actual: number };
  readonly isWeighted: boolean;
}

function compareColumn(expected: MatchedColumn, current: MatchedColumn, context: Context): ColumnStability {
  const { column } = current;
  if (column.status === 'not-computable') return withoutIndex(column, column.status, column.reason);
  if (current.status !== 'counted') {
    return withoutIndex(column, 'missing-column', 'The current sample has no such column.');
  }
  if (expected.status !== 'counted') {
    return withoutIndex(column, 'not-computable', 'The reference has no such column.');
  }
  if (context.currentRowCount === 0) {
    return withoutIndex(column, 'empty-current', 'The current sample has no rows.');
  }
  if (context.referenceRowCount === 0) {
    return withoutIndex(column, 'not-computable', 'The reference has no rows.');
  }
  return compareCounts(column, { expected: expected.counts, actual: current.counts }, context);
}

function compareCounts(
  column: NumericBins | CategoricalBins,
  counts: CountedPair,
  context: Context,
): ColumnStability {
  const { convention, criteria, rowsPerCount, isWeighted } = context;
  if (isNoNumberAnyMore(counts.actual)) {
    return withoutIndex(
      column,
      'type-changed',
      `${counts.actual.invalidCount} current values are no numbers.`,
    );
  }
  const paired = pairBins(column, counts, convention);
  const pairs = listBins(paired);
  if (pairs.every((pair) => pair.actualCount === 0)) {
    return withoutIndex(column, 'not-computable', 'The current sample has no values.');
  }
  if (pairs.every((pair) => pair.expectedCount === 0)) {
    return withoutIndex(column, 'not-computable', 'The reference has no values.');
  }
  if (isNoNumberAnyMore(counts.expected)) {
    const reason = `${counts.expected.invalidCount} values of the reference are no numbers.`;
    return withoutIndex(column, 'not-computable', reason);
  }
  const rules: ComparisonRules = {
    ...{ emptyBins: convention.emptyBins, alpha: criteria.alpha },
    ...(isWeighted && { rowsPerCount }),
  };
  const compared = compareBins(pairs, rules);
  if (compared.status === 'not-computable') return withoutIndex(column, compared.status, compared.reason);
  return {
    ...{ name: column.name, type: column.type },
    ...compared,
    band: toStabilityBand(compared.psi, criteria),
    rates: measureRates(column, counts),
    ...shapeOf(column, counts, rowsPerCount),
    ...(column.points !== undefined && { points: measurePoints(column.points, paired) }),
    ...otherLevelsOf(column, counts.actual),
  };
}

/** More than half of a numeric column's values are texts; special codes are numbers. */
function isNoNumberAnyMore({ invalidCount, binCounts, specialCounts }: CountedColumn): boolean {
  return invalidCount > sum(binCounts) + sum(specialCounts);
}

function shapeOf(
  column: NumericBins | CategoricalBins,
  counts: CountedPair,
  rowsPerCount: Context['rowsPerCount'],
): Pick<ColumnStability, 'shape'> {
  const shape = column.type === 'numeric' ? measureShape(column, counts, rowsPerCount) : undefined;
  return shape === undefined ? {} : { shape };
}

function otherLevelsOf(
  column: NumericBins | CategoricalBins,
  { otherLevels }: CountedColumn,
): Pick<ColumnStability, 'unseenLevels' | 'otherLevels'> {
  if (column.type === 'numeric' || otherLevels.length === 0) return {};
  const listed: readonly OtherLevel[] = otherLevels.slice(0, LISTED_LEVELS);
  return column.others === 'unseen' ? { unseenLevels: listed } : { otherLevels: listed };
}

/** The adjusted p-values, and with them the alarms: every column with an index is one of the family. */
function judge(columns: readonly ColumnStability[], criteria: CompleteCriteria): ColumnStability[] {
  const judged = [...columns];
  const tests = columns.flatMap((column, position) => {
    const { psi, significance } = column;
    if (psi === null || significance === undefined) return [];
    return [{ column, position, psi, significance, pValue: significance.pValue }];
  });
  for (const { column, position, psi, significance, adjustedPValue } of adjustPValues(tests)) {
    const adjusted = { ...significance, adjustedPValue };
    judged[position] = {
      ...column,
      decision: decideAlarm(psi, adjusted, criteria),
      significance: adjusted,
    };
  }
  return judged;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
