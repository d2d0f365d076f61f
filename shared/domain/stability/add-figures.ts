import { pairLists } from './match-counts.ts';
import type { Moments, OtherLevel } from './sample-counts.ts';
import type { ValueRange } from './value-range.ts';

/** Term by term. Throws InvalidInput for lists of different length. */
export function addLists(one: readonly number[], other: readonly number[]): number[] {
  return pairLists(one, other).map(([a, b]) => a + b);
}

/** The moments of two samples together (Chan, Golub and LeVeque 1979); a sample without any adds nothing. */
export function addMoments(one: Moments | undefined, other: Moments | undefined): Moments | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const count = one.count + other.count;
  const difference = other.mean - one.mean;
  return {
    count,
    mean: one.mean + difference * (other.count / count),
    squaredDeviations:
      one.squaredDeviations +
      other.squaredDeviations +
      difference * difference * (one.count / count) * other.count,
  };
}

/** What holds the values of both. */
export function addRanges(one: ValueRange, other: ValueRange): ValueRange {
  return { min: Math.min(one.min, other.min), max: Math.max(one.max, other.max) };
}

/** The levels of both lists, the most frequent first, ties in code unit order. */
export function addLevels(one: readonly OtherLevel[], other: readonly OtherLevel[]): OtherLevel[] {
  const sums = new Map<string, number>();
  for (const { level, count } of [...one, ...other]) sums.set(level, (sums.get(level) ?? 0) + count);
  return [...sums]
    .map(([level, count]) => ({ level, count }))
    .sort((a, b) => b.count - a.count || (a.level < b.level ? -1 : 1));
}
