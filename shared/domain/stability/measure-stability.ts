import type { Bins, BinSpecification } from './bin-specification.ts';
import { createComparison, notComparable } from './compare-groups.ts';
import { assertSupportedConvention } from './convention.ts';
import { completeCriteria, type StabilityCriteria } from './decide-alarm.ts';
import { matchCounts } from './match-counts.ts';
import { pairSegments, type SegmentPair } from './pair-segments.ts';
import type { GroupCounts, SampleCounts } from './sample-counts.ts';
import { shortenSegments } from './shorten-segments.ts';
import type { GroupStability, SegmentStability, StabilityResult } from './stability-result.ts';

/**
 * Compares a current sample, and each of its segments, with the baseline of its specification; see `compareSamples`.
 * A segment of the baseline without current rows is `empty-current`; one that the baseline does not have is
 * `not-computable`.
 *
 * Throws InvalidInput for counts of another specification, criteria that make no sense, or an unknown convention.
 */
export function measureStability(
  specification: BinSpecification,
  actual: SampleCounts,
  criteria: StabilityCriteria,
): StabilityResult {
  const { expected, segmentBy } = specification;
  const compare = createCheckedComparison(specification, criteria);
  const toSegment = ({ segment, reference, current }: SegmentPair): SegmentStability =>
    reference === undefined
      ? { segment, ...withoutReference(specification, current) }
      : { segment, ...compare(reference, current ?? withoutRows(actual)) };
  return {
    ...compare(expected, actual),
    extraColumns: actual.extraColumns,
    ...(actual.leftOut !== undefined && { leftOut: actual.leftOut }),
    ...(segmentBy.length > 0 && {
      segments: shortenSegments(pairSegments(segmentBy, expected, actual).map(toSegment)),
    }),
  };
}

/**
 * Compares two samples that the same bins have counted, column by column: the PSI (of a score) or CSI (of a
 * characteristic) by the formula of `computePsi` and the convention of the bins. The reference is a baseline, an
 * earlier window or a sum of windows.
 *
 * A column is `low-sample` when the smaller of the two samples has fewer than 10 rows per effective bin (a bin that
 * is not empty on both sides). Without any shift the expected index is about (bins − 1) · (1/n + 1/m), and below 10
 * rows a bin its chi-square approximation rejects too often (Yurdakul and Naranjo 2020, section 5, and simulation
 * of deciles: 100 rows against 100 exceed 0.10 in 85 % of cases). Weighted rows are effective ones (Kish 1965).
 *
 * The p-values of all columns that have an index are adjusted as one family, the score among them; each segment and
 * each reference is a family of its own.
 *
 * Throws InvalidInput for counts of other bins, criteria that make no sense, or an unknown convention.
 */
export function compareSamples(
  bins: Bins,
  { reference, actual }: { readonly reference: GroupCounts; readonly actual: GroupCounts },
  criteria: StabilityCriteria,
): GroupStability {
  return createCheckedComparison(bins, criteria)(reference, actual);
}

function createCheckedComparison(
  bins: Bins,
  criteria: StabilityCriteria,
): ReturnType<typeof createComparison> {
  assertSupportedConvention(bins.convention);
  return createComparison(bins, completeCriteria(criteria));
}

/** As many columns as the whole sample has, and no rows. */
function withoutRows({ columns }: GroupCounts): GroupCounts {
  return { rowCount: 0, columns };
}

/** A segment that the baseline does not have. */
function withoutReference({ columns, expected }: BinSpecification, current: GroupCounts): GroupStability {
  const limited = expected.leftOut?.beyondSegmentLimit === undefined ? '' : ', or not among those it lists';
  const reason = `The baseline has no rows of this segment${limited}.`;
  return {
    currentRowCount: current.rowCount,
    columns: matchCounts({ columns }, current).map(({ column }) => notComparable(column, reason)),
  };
}
