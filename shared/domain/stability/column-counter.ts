import type { BatchFields, SelectedRows } from './batch-fields.ts';
import type { CountedColumn } from './sample-counts.ts';

/** Counts one column of a sample: the whole of it and its segments. */
export interface ColumnCounter {
  add(fields: BatchFields, slot: number, rows: SelectedRows): void;
  finish(): CountedColumn;
  /** A segment in which there is a row. */
  finishSegment(segment: number): CountedColumn;
}
