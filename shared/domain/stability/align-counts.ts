import type { Bins } from './bin-specification.ts';
import type { ColumnCounts, SampleCounts } from './sample-counts.ts';

/**
 * The counts of a sample for the columns of these bins, which are a part of the columns that it was counted by, or
 * have others besides: a job may have been told since to watch other characteristics. Segments are left out.
 */
export function alignCounts({ columns }: Pick<Bins, 'columns'>, sample: SampleCounts): SampleCounts {
  const { segments: _segments, ...whole } = sample;
  const byName = new Map(sample.columns.map((counts) => [counts.name, counts]));
  return {
    ...whole,
    columns: columns.map(({ name, status }): ColumnCounts => {
      const notCounted = status === 'ok' ? 'missing-column' : status;
      return byName.get(name) ?? { name, status: notCounted };
    }),
  };
}
