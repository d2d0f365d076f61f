import type { BinPoints, ColumnType } from './bin-specification.ts';
import type { ColumnBinning } from './column-binning.ts';
import type { BinConvention } from './convention.ts';

/** What a caller says of a baseline's bins; everything else follows from the convention and the data. */
export interface BaselineOptions {
  /** The columns to bin; all but the segment, weight and time columns when absent. */
  readonly columns?: readonly string[];
  /** The house convention when absent. */
  readonly convention?: BinConvention;
  /** What is known of single columns, by name. */
  readonly columnOptions?: Readonly<Record<string, ColumnOptions>>;
  readonly segmentBy?: readonly string[];
  readonly weightColumn?: string;
  /** Named only to be left out of the columns; the baseline need not have it. */
  readonly timeColumn?: string;
}

export interface ColumnOptions {
  /** Inferred when absent. */
  readonly type?: ColumnType;
  /** Of the convention when absent. A numeric binning makes the column numeric, a categorical one categorical. */
  readonly binning?: ColumnBinning;
  /** Numbers that are no quantities, such as -9 for "not asked"; numeric columns only. */
  readonly specialCodes?: readonly number[];
  /** Scorecard points of the bins; `own-values` where the column's values are the points themselves. */
  readonly points?: BinPoints | 'own-values';
}
