import type { BatchFields, SelectedRows } from '../../domain/stability/batch-fields.ts';
import type { CategoricalBins, NumericBins } from '../../domain/stability/bin-specification.ts';
import { CategoricalColumnCounter } from '../../domain/stability/categorical-column-counter.ts';
import type { BinConvention } from '../../domain/stability/convention.ts';
import { nextBelow } from '../../domain/stability/next-below.ts';
import { NumericColumnCounter } from '../../domain/stability/numeric-column-counter.ts';
import { NumericLayout } from '../../domain/stability/numeric-layout.ts';
import type { CountedColumn, Moments } from '../../domain/stability/sample-counts.ts';
import { cellOfCode, centreOf, MISSING } from './count-values.ts';

/** A row of a count query: how often a cell of a column comes in a segment. */
export interface CountRow {
  readonly key: readonly string[];
  readonly column: number;
  readonly cell: number;
  readonly level: string;
  readonly size: number;
  /** Of numeric cells: how many values are too large for sums; of the first level without a bin: of all such levels. */
  readonly rest: number;
  /** Sums over a cell's finite values: of their weights, of their differences from the centre, of the squares. */
  readonly finite: number;
  readonly sum: number;
  readonly squares: number;
}

/**
 * The counts of a column, made by the counter that counts files: it is given one value of each cell, which weighs as
 * much as the cell holds.
 */
export function readColumn(
  bins: NumericBins | CategoricalBins,
  rows: readonly CountRow[],
  convention: BinConvention,
): CountedColumn {
  return bins.type === 'numeric' ? readValues(bins, rows, convention) : readLevels(bins, rows, convention);
}

function readValues(bins: NumericBins, rows: readonly CountRow[], convention: BinConvention): CountedColumn {
  const { cuts } = new NumericLayout(bins, convention);
  const values = Float64Array.from(rows, ({ cell }) => valueIn(cell, bins, cuts));
  const counter = new NumericColumnCounter(bins, convention);
  counter.add(
    fieldsOf({ rowCount: rows.length, numbers: () => values, isMissingNumber: () => true }),
    0,
    weighed(rows.map(({ size }) => size)),
  );
  // Those of the values that stand for the cells say nothing.
  const { moments: _moments, ...counts } = counter.finish();
  const moments = momentsOf(bins, rows);
  return { ...counts, ...(moments !== undefined && { moments }) };
}

/** A value that is counted into the cell, NaN for the missing ones. */
function valueIn(cell: number, { specialCodes }: NumericBins, cuts: readonly number[]): number {
  if (cell === MISSING) return NaN;
  if (cell < MISSING) return specialCodes.find((_, code) => cellOfCode(code) === cell) ?? NaN;
  let value = cuts[cell] ?? Infinity;
  // A special code is in no interval.
  while (specialCodes.includes(value)) value = nextBelow(value);
  return value;
}

function momentsOf(bins: NumericBins, rows: readonly CountRow[]): Moments | undefined {
  const inIntervals = rows.filter(({ cell }) => cell >= 0);
  const count = sum(inIntervals.map(({ finite }) => finite));
  if (count === 0 || inIntervals.some(({ rest }) => rest > 0)) return undefined;
  const difference = sum(inIntervals.map((row) => row.sum));
  const squares = sum(inIntervals.map((row) => row.squares));
  const mean = centreOf(bins) + difference / count;
  return { count, mean, squaredDeviations: Math.max(0, squares - (difference / count) * difference) };
}

function readLevels(
  bins: CategoricalBins,
  rows: readonly CountRow[],
  convention: BinConvention,
): CountedColumn {
  const encoder = new TextEncoder();
  // The most frequent first: there is room for a thousand levels without a bin.
  const sorted = rows.toSorted((a, b) => b.size - a.size);
  const texts = sorted.map(({ level }) => encoder.encode(level));
  const others = sorted.filter(({ cell }) => cell > 0);
  const unlisted = sum(others.map(({ rest }) => rest)) - sum(others.map(({ size }) => size));
  const counter = new CategoricalColumnCounter(bins, convention);
  const text = (_slot: number, row: number): ReturnType<BatchFields['text']> => {
    const bytes = texts[row] ?? NOWHERE_LISTED;
    return { bytes, start: 0, end: bytes.length };
  };
  const sizes = [...sorted.map(({ size }) => size), ...(unlisted > 0 ? [unlisted] : [])];
  counter.add(fieldsOf({ rowCount: sizes.length, text }), 0, weighed(sizes));
  return counter.finish();
}

/** What is not listed comes when there is no room for a level any more; it is no UTF-8, and so none of them. */
const NOWHERE_LISTED = Uint8Array.of(0xff);

function fieldsOf(fields: Pick<BatchFields, 'rowCount'> & Partial<BatchFields>): BatchFields {
  const empty = { bytes: new Uint8Array(0), start: 0, end: 0 };
  return {
    numbers: () => new Float64Array(0),
    isMissingNumber: () => false,
    instant: () => NaN,
    text: () => empty,
    ...fields,
  };
}

function weighed(sizes: readonly number[]): SelectedRows {
  return {
    length: sizes.length,
    positions: Int32Array.from(sizes, (_, row) => row),
    isPlain: false,
    weights: Float64Array.from(sizes),
    segments: new Int32Array(sizes.length).fill(-1),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
