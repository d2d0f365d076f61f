import type { RowSink } from './csv-reader.ts';

/** What takes a sample's rows: the fields of a CSV file, or the columns of a file that is decoded already. */
export interface SampleSink extends RowSink {
  decodedRows(batch: DecodedBatch): void;
  /**
   * To be awaited by a reader of CSV files between two pieces of a file, where there is a promise: until the sink can take more. What it throws is
   * the sink's own error.
   */
  ready?(): Promise<void> | undefined;
}

/** Some rows of a columnar file, one entry per column that the sink asked for. Valid only during the call. */
export interface DecodedBatch {
  readonly rowCount: number;
  readonly columns: readonly DecodedColumn[];
}

export type DecodedColumn =
  /** NaN for a missing value. */
  | { readonly kind: 'numbers'; readonly values: Float64Array }
  /** Null for a missing value. */
  | { readonly kind: 'texts'; readonly values: readonly (string | null)[] };
