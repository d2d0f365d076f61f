/**
 * Some complete rows of a file, as positions in a shared buffer: field `column` of `row` is
 * `bytes[starts[k], ends[k])` with `k = row * columnCount + column`, quotes already removed. Valid only during the
 * call that hands it out.
 */
export interface RowBatch {
  readonly bytes: Uint8Array;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** What a CSV file can say beyond that. */
export interface CsvRowBatch extends RowBatch {
  /** The line, from 1, at which each row starts. */
  readonly lines: Float64Array;
  /**
   * For each column that was asked for as numbers, the number in each row, NaN where the field is none; `starts`
   * and `ends` of such a column are set only where its number is NaN. Whoever receives the batch may overwrite it.
   * Where the sink has given a room, they are there, and not here.
   */
  readonly numbers: readonly (Float64Array | undefined)[];
  /** Where a number is NaN: `row * columnCount + column`, in the order of rows and, in these, of fields. */
  readonly gaps: Int32Array;
  readonly gapCount: number;
}
