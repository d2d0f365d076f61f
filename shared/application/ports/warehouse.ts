import type { WarehouseSource } from '../../domain/data/data-source.ts';
import type { Bins } from '../../domain/stability/bin-specification.ts';
import type { SampleWindow } from '../../domain/stability/sample-counter.ts';
import type { SampleCounts } from '../../domain/stability/sample-counts.ts';

/** Where tables are measured in place: only counts come out of it. */
export interface Warehouse {
  /**
   * Counts a table or query into bins: the very counts that the same rows would give as a file. Throws InvalidInput
   * for a table, query or column that cannot be read, Unavailable when a retry may help, and the signal's reason when
   * it is aborted.
   */
  count(
    source: WarehouseSource,
    bins: Bins,
    request: { readonly window?: SampleWindow; readonly signal: AbortSignal },
  ): Promise<SampleCounts>;

  /** Whether there is a row, in the window where there is one; not so where there is no such table yet. */
  hasRows(source: WarehouseSource, window?: SampleWindow): Promise<boolean>;
}
