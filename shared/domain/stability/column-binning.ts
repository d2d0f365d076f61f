/** How a numeric column's inner edges are found. */
export type NumericBinning =
  /** Type 7 quantiles of the baseline at k/bins, repeats collapsed. */
  | { readonly method: 'quantile'; readonly bins: number }
  /** Equal parts between the baseline's smallest and largest value. */
  | { readonly method: 'equal-width'; readonly bins: number }
  /** Given by the caller: score bands, policy cut-offs, the bins of a scorecard or of a weight of evidence. */
  | { readonly method: 'fixed-edges'; readonly edges: readonly number[] };

/** Which levels of a categorical column have a bin. */
export type CategoricalBinning =
  /** Every level of the baseline. */
  | { readonly method: 'all-levels' }
  /** The baseline's most frequent ones, ties in code unit order; the others share `__OTHER__`. */
  | { readonly method: 'top-levels'; readonly count: number }
  /** Given by the caller; what the baseline has besides shares `__OTHER__`. */
  | { readonly method: 'given-levels'; readonly levels: readonly string[] }
  /** Given by the caller: several levels a bin, as weight-of-evidence bins have them. */
  | { readonly method: 'given-groups'; readonly groups: readonly LevelGroup[] };

export interface LevelGroup {
  readonly label: string;
  readonly levels: readonly string[];
}

export type ColumnBinning = NumericBinning | CategoricalBinning;
