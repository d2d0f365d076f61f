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
