/** What the parts of the statement have in common. */
export interface Grouping {
  /** The columns that hold a row's segment. */
  readonly segments: readonly string[];
  /** How much a group of rows counts, and a single one. */
  readonly size: string;
  readonly weight: string;
}
