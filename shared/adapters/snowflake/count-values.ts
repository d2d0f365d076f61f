import type { NumericBins } from '../../domain/stability/bin-specification.ts';
import type { BinConvention } from '../../domain/stability/convention.ts';
import { NumericLayout } from '../../domain/stability/numeric-layout.ts';
import type { Grouping } from './count-grouping.ts';
import { floatOf } from './sql-text.ts';

/** The cell of missing values; special code k has the cell −2 − k, and the intervals are counted from 0. */
export const MISSING = -1;

export function cellOfCode(code: number): number {
  return -2 - code;
}

/** Beyond it squares leave the range of a double; a column with such values has no moments. */
const MAX_MAGNITUDE = 1e150;

/** About where the values lie, so that no digits cancel between their sums. */
export function centreOf({ binEdges, expectedRange }: NumericBins): number {
  const { min, max } = expectedRange ?? { min: NaN, max: NaN };
  const middle = binEdges[binEdges.length >> 1] ?? min / 2 + max / 2;
  return Math.abs(middle) < MAX_MAGNITUDE ? middle : 0;
}

/**
 * Counts a numeric column by its cells, and sums its finite values from a centre on. EK_REST counts the values that are
 * too large for sums.
 */
export function countValues({
  index,
  bins,
  grouping: { segments, size, weight },
  convention,
}: {
  readonly index: number;
  readonly bins: NumericBins;
  readonly grouping: Grouping;
  readonly convention: BinConvention;
}): string {
  const value = `EK_VALUE_${index}`;
  const { cuts } = new NumericLayout(bins, convention);
  const codes = bins.specialCodes.map(
    (code, place) => `WHEN ${value} = ${floatOf(code)} THEN ${cellOfCode(place)}`,
  );
  const cell = [
    `CASE WHEN ${value} IS NULL OR ${value} = 'NaN'::FLOAT THEN ${MISSING}`,
    ...codes,
    `ELSE ${halve({ value, cuts, from: 0, to: cuts.length })} END`,
  ].join(' ');
  const isSummed = `ABS(${value}) < ${floatOf(MAX_MAGNITUDE)}`;
  const difference = `IFF(${isSummed}, ${value} - ${floatOf(centreOf(bins))}, 0::FLOAT)`;
  return `SELECT ${[...segments, String(index)].join(', ')}, EK_CELL, NULL::VARCHAR, ${size},
  COUNT_IF(ABS(${value}) >= ${floatOf(MAX_MAGNITUDE)} AND ABS(${value}) < ${floatOf(Infinity)})::FLOAT,
  SUM(IFF(${isSummed}, ${weight}, 0::FLOAT)), SUM(${weight} * ${difference}),
  SUM(${weight} * SQUARE(${difference}))
FROM (SELECT ${[...segments, 'EK_WEIGHT', value].join(', ')}, ${cell} AS EK_CELL FROM EK_ROWS) AS EK_CELLS
GROUP BY ${[...segments, 'EK_CELL'].join(', ')}`;
}

interface Search {
  readonly value: string;
  readonly cuts: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** The interval among cuts [from, to], found by some seven comparisons where there are a hundred. */
function halve({ value, cuts, from, to }: Search): string {
  const middle = (from + to) >> 1;
  const cut = cuts[middle];
  if (from >= to || cut === undefined) return String(from);
  const below = halve({ value, cuts, from, to: middle });
  const above = halve({ value, cuts, from: middle + 1, to });
  return `CASE WHEN ${value} <= ${floatOf(cut)} THEN ${below} ELSE ${above} END`;
}
