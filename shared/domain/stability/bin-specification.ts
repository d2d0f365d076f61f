import type { BinConvention } from './convention.ts';
import type { CategoricalBinning, NumericBinning } from './column-binning.ts';
import type { SampleCounts } from './sample-counts.ts';
import type { ValueRange } from './value-range.ts';

export type ColumnType = 'numeric' | 'categorical';

/** Baselines with more distinct levels in a column have no bins of their own for each: an index over them is noise. */
export const MAX_LEVELS = 1_000;

/**
 * A baseline, reduced to what comparisons need: made once, stored, and never derived again from current data. Plain
 * JSON; every number in it is finite.
 */
export interface BinSpecification extends Bins {
  /** The baseline itself, counted into the bins by the code that counts every other sample. */
  readonly expected: SampleCounts;
}

/** Into which bins a sample is counted, and how its rows are grouped and weighted. */
export interface Bins {
  readonly convention: BinConvention;
  /** In the baseline's order. */
  readonly columns: readonly ColumnBins[];
  /** Columns whose values together name a row's segment; empty without segments. */
  readonly segmentBy: readonly string[];
  /** The column that says how much a row counts; absent where each counts once. */
  readonly weightColumn?: string;
}

export type ColumnBins = NumericBins | CategoricalBins | UnbinnedColumn;

export interface NumericBins {
  readonly name: string;
  readonly type: 'numeric';
  readonly status: 'ok';
  /** How the edges were found. */
  readonly binning: NumericBinning;
  /** Inner edges, ascending; the outer bins are open, so there is one bin more than edges. */
  readonly binEdges: readonly number[];
  /** Values that stand for something else than a quantity: one bin each, in no interval, in no mean. */
  readonly specialCodes: readonly number[];
  /**
   * A finer grid that holds every one of `binEdges`, for measures of the distribution's shape; absent where the
   * specification is older than they are.
   */
  readonly profileEdges?: readonly number[];
  /** Of the baseline's values, special codes aside; absent where it is not finite. */
  readonly expectedRange?: ValueRange;
  readonly points?: BinPoints;
}

export interface CategoricalBins {
  readonly name: string;
  readonly type: 'categorical';
  readonly status: 'ok';
  /** Where the levels come from. */
  readonly binning: CategoricalBinning;
  /** The levels that have a bin, in code unit order; one bin each unless there are groups. */
  readonly levels: readonly string[];
  /** Where several levels share a bin: the bins' labels, and for each level the position of its bin. */
  readonly groups?: { readonly labels: readonly string[]; readonly binOfLevel: readonly number[] };
  /**
   * What a level without a bin is: `unseen` where every level of the baseline has one (`__NEW__`), `rest` where the
   * baseline has such levels too (`__OTHER__`).
   */
  readonly others: 'unseen' | 'rest';
  readonly points?: BinPoints;
}

/** Scorecard points of a column's bins. */
export interface BinPoints {
  /** One per own bin, in their order. */
  readonly ofBins: readonly number[];
  /** One per special code, in their order. */
  readonly ofSpecialCodes: readonly number[];
  /** Of missing values; absent: there should be none, and the points are not computable where there are. */
  readonly ofMissing?: number;
  /** Of levels without a bin, and of texts among numbers. */
  readonly ofOthers?: number;
}

/** A column whose baseline allows no comparison, with the reason. */
export interface UnbinnedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly status: 'not-computable';
  readonly reason: string;
}
