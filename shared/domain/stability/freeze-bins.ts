import type { SampleSink } from '../dataset/sample-sink.ts';
import { type CsvDialect, DEFAULT_CSV_DIALECT } from '../dataset/csv-dialect.ts';
import { invalidFile } from '../dataset/invalid-file.ts';
import type { BaselineOptions } from './baseline-options.ts';
import { type BinDeriver, createBinDeriver } from './bin-deriver.ts';
import type { Bins, BinSpecification } from './bin-specification.ts';
import type { ColumnCounts, SampleCounts, SegmentCounts } from './sample-counts.ts';
import { createSampleCounter } from './sample-counter.ts';

/** Gives all rows of the baseline to the sink; called twice, and both times with the same rows. */
export type ReadBaseline = (sink: SampleSink) => Promise<void>;

/**
 * Makes the specification of a baseline in two passes: the first derives the bins, the second counts the baseline into
 * them with the code that counts every other sample. The memory for the values is given back between the two.
 *
 * Throws InvalidInput for options or data that cannot be used (see createBinDeriver), and where the second pass shows
 * that the data are not those of the first. A baseline without rows has a specification; what it is good for is the
 * caller's to say.
 */
export async function freezeBins(
  read: ReadBaseline,
  options: BaselineOptions = {},
  dialect: Pick<CsvDialect, 'decimalComma'> = DEFAULT_CSV_DIALECT,
): Promise<BinSpecification> {
  const { bins, rowCount } = await derive(read, () => createBinDeriver(options, dialect));
  const counter = createSampleCounter(bins);
  await read(counter);
  const expected = counter.finish();
  if (countRows(expected) !== rowCount || !isOwnSample(bins, expected)) {
    throw invalidFile('The baseline was changed while it was read; try again when it is complete.');
  }
  return { ...bins, expected: withoutManyProfiles(expected) };
}

/** Of columns of segments; each has some 200 counts, and a specification is read by every run. */
const MAX_SEGMENT_PROFILES = 2_000;

/** Very many segments have no finer grid, and so no measures of shape: their specification would be 100 MB. */
function withoutManyProfiles(expected: SampleCounts): SampleCounts {
  const { segments = [], columns } = expected;
  if (segments.length * columns.length <= MAX_SEGMENT_PROFILES) return expected;
  return { ...expected, segments: segments.map(withoutProfiles) };
}

function withoutProfiles(segment: SegmentCounts): SegmentCounts {
  return { ...segment, columns: segment.columns.map(withoutProfile) };
}

function withoutProfile(counts: ColumnCounts): ColumnCounts {
  if (counts.status !== 'counted') return counts;
  const { profileCounts: _left, ...kept } = counts;
  return kept;
}

/** Apart, so that nothing holds the values while the second pass runs. */
async function derive(
  read: ReadBaseline,
  create: () => BinDeriver,
): Promise<{ readonly bins: Bins; readonly rowCount: number }> {
  const deriver = create();
  await read(deriver);
  return { bins: deriver.finish(), rowCount: deriver.rowCount };
}

/** All rows that were read; those without a weight are left out of the counts. */
function countRows({ rowCount, leftOut }: SampleCounts): number {
  return rowCount + (leftOut?.withoutWeight ?? 0);
}

/** What the bins were made from is never out of their range and of no level that they do not know. */
function isOwnSample({ columns }: Bins, expected: SampleCounts): boolean {
  return columns.every((bins, index) => {
    const counts = expected.columns[index];
    if (bins.status !== 'ok' || counts?.status !== 'counted') return bins.status === counts?.status;
    if (bins.type === 'numeric') return (counts.outOfRangeCount ?? 0) === 0;
    return bins.others === 'rest' || counts.otherCount === 0;
  });
}
