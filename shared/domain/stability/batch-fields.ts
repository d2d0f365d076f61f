/**
 * Some rows of a sample, whatever they were read from. A slot is the position of a column among those that were asked
 * for. What is handed out is valid until the next call.
 */
export interface BatchFields {
  readonly rowCount: number;
  /** The column's values, NaN where a field is missing or no number; not to be written to. */
  numbers(slot: number): Float64Array;
  /** Whether a field whose number is NaN says that there is none. */
  isMissingNumber(slot: number, row: number): boolean;
  /** The instant that the field names, in epoch milliseconds; NaN where it names none. */
  instant(slot: number, row: number): number;
  /** The field's text in UTF-8: empty where it is missing. */
  text(slot: number, row: number): ByteRange;
}

export interface ByteRange {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The rows of a batch that count. */
export interface SelectedRows {
  readonly length: number;
  /** Their positions in the batch, ascending. */
  readonly positions: Int32Array;
  /** Whether each counts once and belongs to no segment; the rest need not be looked at then. */
  readonly isPlain: boolean;
  /** One per selected row: 1 without a weight column. */
  readonly weights: Float64Array;
  /** The segment of each selected row, from 0, or -1 for none. */
  readonly segments: Int32Array;
}
