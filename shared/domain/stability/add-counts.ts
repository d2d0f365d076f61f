import { InvalidInput } from '../errors.ts';
import { addLevels, addLists, addMoments, addRanges } from './add-figures.ts';
import { foreignCounts, pairLists } from './match-counts.ts';
import { compareKeys } from './pair-segments.ts';
import type {
  ColumnCounts,
  CountedColumn,
  GroupCounts,
  LeftOutRows,
  SampleCounts,
  SegmentCounts,
  WeightSums,
} from './sample-counts.ts';

/** As many levels without a bin as a sample counts at most. */
const MAX_LISTED_LEVELS = 1_000;

/**
 * The counts of all rows of several samples, as if they were one: a rolling window, from those of its parts. All of
 * them have to be counted by the same bins.
 *
 * A column that one sample lacks is summed over the samples that have it, and missing only where all lack it. What is
 * known of some samples alone (range, finer grid) is not known of their sum. Of the levels without a bin each sample
 * lists its most frequent ones, so the sum of the lists is a lower bound for a level that some of them leave out.
 *
 * Throws InvalidInput for no samples, and for counts of different bins.
 */
export function addCounts(samples: readonly SampleCounts[]): SampleCounts {
  const extraColumns = new Set(samples.flatMap((sample) => sample.extraColumns));
  const leftOut = samples.flatMap((sample) => sample.leftOut ?? []);
  const segments = samples.flatMap((sample) => sample.segments ?? []);
  return {
    ...addGroups(samples),
    extraColumns: [...extraColumns],
    ...(leftOut.length > 0 && { leftOut: addLeftOut(leftOut) }),
    ...(samples.some((sample) => sample.segments !== undefined) && { segments: addSegments(segments) }),
  };
}

function addSegments(segments: readonly SegmentCounts[]): SegmentCounts[] {
  return [...Map.groupBy(segments, ({ key }) => JSON.stringify(key)).values()]
    .flatMap((parts) => parts.slice(0, 1).map(({ key }) => ({ key, ...addGroups(parts) })))
    .sort((a, b) => compareKeys(a.key, b.key));
}

function addGroups(groups: readonly GroupCounts[]): GroupCounts {
  const [first, ...others] = groups;
  if (first === undefined) {
    const message = 'There are no counts to add.';
    throw new InvalidInput(message, [{ pointer: '', message }]);
  }
  const weights = addWeights(groups.flatMap((group) => group.weights ?? []));
  return {
    rowCount: groups.reduce((sum, group) => sum + group.rowCount, 0),
    ...(weights !== undefined && { weights }),
    columns: others.reduce<readonly ColumnCounts[]>(
      (sums, { columns }) => pairLists(sums, columns).map(([one, other]) => addColumns(one, other)),
      first.columns,
    ),
  };
}

function addColumns(one: ColumnCounts, other: ColumnCounts): ColumnCounts {
  if (one.name !== other.name) throw foreignCounts();
  if (other.status !== 'counted') return one;
  return one.status === 'counted' ? addCounted(one, other) : other;
}

function addCounted(one: CountedColumn, other: CountedColumn): CountedColumn {
  const range = rangeOfBoth(one, other);
  const moments = addMoments(one.moments, other.moments);
  const outOfRangeCount = bothOf(one.outOfRangeCount, other.outOfRangeCount, (a, b) => a + b);
  const profileCounts = bothOf(one.profileCounts, other.profileCounts, addLists);
  return {
    ...{ name: one.name, status: one.status },
    binCounts: addLists(one.binCounts, other.binCounts),
    specialCounts: addLists(one.specialCounts, other.specialCounts),
    missingCount: one.missingCount + other.missingCount,
    otherCount: one.otherCount + other.otherCount,
    invalidCount: one.invalidCount + other.invalidCount,
    ...(outOfRangeCount !== undefined && { outOfRangeCount }),
    ...(range !== undefined && { range }),
    ...(profileCounts !== undefined && { profileCounts }),
    ...(moments !== undefined && { moments }),
    otherLevels: addLevels(one.otherLevels, other.otherLevels).slice(0, MAX_LISTED_LEVELS),
  };
}

function rangeOfBoth(one: CountedColumn, other: CountedColumn): CountedColumn['range'] {
  if (hasNoValues(one)) return other.range;
  return hasNoValues(other) ? one.range : bothOf(one.range, other.range, addRanges);
}

function hasNoValues({ binCounts }: CountedColumn): boolean {
  return binCounts.every((count) => count === 0);
}

/** What is known of both, added; undefined where it is not known of one. */
function bothOf<T>(one: T | undefined, other: T | undefined, add: (one: T, other: T) => T): T | undefined {
  return one === undefined || other === undefined ? undefined : add(one, other);
}

function addWeights(weights: readonly WeightSums[]): WeightSums | undefined {
  if (weights.length === 0) return undefined;
  return {
    sum: weights.reduce((total, { sum }) => total + sum, 0),
    sumOfSquares: weights.reduce((total, { sumOfSquares }) => total + sumOfSquares, 0),
  };
}

function addLeftOut(parts: readonly LeftOutRows[]): LeftOutRows {
  const sums = new Map<string, number>();
  for (const part of parts) {
    for (const [reason, count] of Object.entries<number>({ ...part })) {
      sums.set(reason, (sums.get(reason) ?? 0) + count);
    }
  }
  return Object.fromEntries(sums);
}
