import type { BinConvention } from './convention.ts';
import type { ValueRange } from './value-range.ts';

export type ColumnType = 'numeric' | 'categorical';

/** Baselines with more distinct levels in a column have no categorical bins: an index over them is noise. */
export const MAX_LEVELS = 1_000;

/**
 * A baseline, reduced to what comparisons need: made once, stored, and never derived again from current data. Plain
 * JSON; every number in it is finite.
 */
export interface BinSpecification {
  readonly convention: BinConvention;
  readonly rowCount: number;
  /** In the baseline's order. */
  readonly columns: readonly ColumnSpecification[];
}

export type ColumnSpecification = NumericBins | CategoricalBins | UnbinnedColumn;

export interface NumericBins {
  readonly name: string;
  readonly type: 'numeric';
  readonly status: 'ok';
  /** Inner edges, ascending; the outer bins are open, so there is one bin more than edges. */
  readonly binEdges: readonly number[];
  readonly expectedCounts: readonly number[];
  readonly expectedMissingCount: number;
  /** Texts that are neither a number nor a word for a missing one. */
  readonly expectedInvalidCount: number;
  /** Not in every specification of version 1: the range came later, and it has to be finite. */
  readonly expectedRange?: ValueRange;
}

export interface CategoricalBins {
  readonly name: string;
  readonly type: 'categorical';
  readonly status: 'ok';
  /** In code unit order, one bin each. */
  readonly levels: readonly string[];
  readonly expectedCounts: readonly number[];
  readonly expectedMissingCount: number;
}

/** A column whose baseline allows no comparison, with the reason. */
export interface UnbinnedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly status: 'not-computable';
  readonly reason: string;
}
