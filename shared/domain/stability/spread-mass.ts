import { pairLists } from './match-counts.ts';
import type { MassPiece } from './measure-transport.ts';
import type { ValueRange } from './value-range.ts';

/** A sample's finite values, counted between ascending edges. */
export interface GriddedSample {
  readonly edges: readonly [first: number, ...others: number[]];
  /** One per interval, the outer two included. */
  readonly counts: readonly number[];
  /** Of the values themselves. */
  readonly mean: number;
  /** Between which all values lie; undefined where that is not known. */
  readonly range: ValueRange | undefined;
  /** About how far the outer intervals reach where the range is not known. */
  readonly usualRange: ValueRange | undefined;
}

export interface SpreadMass {
  /** With a mass of 1 in all. */
  readonly pieces: readonly MassPiece[];
  /** The true distribution is at most this far from the pieces (Wasserstein); null where the range is not known. */
  readonly within: number | null;
}

/**
 * The distribution of a sample of which only counts and the mean are known: values are spread evenly in an interval,
 * about a place that makes the pieces' mean the sample's. By how much the middles miss the mean is laid to the
 * intervals' charge in proportion to (count · length)² — the linear estimate where each interval's own mean is off its
 * middle by a random part of its length. So a long tail, whose few values lie near the others, is drawn in, and whole
 * numbers between edges that are whole too move to their edge.
 */
export function spreadMass(sample: GriddedSample): SpreadMass {
  const { mean, range } = sample;
  const intervals = toIntervals(sample);
  let [missed, largest] = [0, 0];
  for (const { from, to, mass } of intervals) {
    missed += mass * (mean - middleOf(from, to));
    largest = Math.max(largest, mass * (to - from));
  }
  let weights = 0;
  for (const { from, to, mass } of intervals) weights += ((mass * (to - from)) / largest) ** 2;
  // With `largest` taken out, no square is too large or too small for a double.
  const shiftPerWidth = largest > 0 ? missed / weights / largest / largest : 0;
  let within = 0;
  const pieces = intervals.map(({ from, to, least, most, mass }) => {
    const width = to - from;
    const shifted = middleOf(from, to) + shiftPerWidth * mass * width * width;
    const center = Math.min(most, Math.max(least, shifted));
    within += mass * Math.max(center - least, most - center);
    const reach = Math.min(center - least, most - center);
    return { from: center - reach, to: center + reach, mass };
  });
  return { pieces, within: range === undefined ? null : within };
}

/** Some values, taken to lie from `from` to `to`; they may not lie beyond `least` and `most`. */
interface Interval {
  readonly from: number;
  readonly to: number;
  readonly least: number;
  readonly most: number;
  /** Its part of all values. */
  readonly mass: number;
}

function toIntervals({ edges, counts, range, usualRange }: GriddedSample): Interval[] {
  const [first] = edges;
  const last = Math.max(...edges);
  const total = counts.reduce((sum, count) => sum + count, 0);
  // Values beyond the usual range need an interval of some length to be in.
  const room = range === undefined ? (last - first) / edges.length : 0;
  const ends = range ?? usualRange ?? { min: first, max: last };
  const isOpen = range === undefined;
  const intervals: Interval[] = [];
  let from = Math.min(first - room, ends.min);
  let least = isOpen ? -Infinity : from;
  for (const [to, count] of pairLists([...edges, Infinity], counts)) {
    const end = Math.min(to, Math.max(last + room, ends.max));
    intervals.push({ from, to: end, least, most: isOpen ? to : end, mass: count / total });
    [from, least] = [to, to];
  }
  return intervals;
}

function middleOf(from: number, to: number): number {
  return from / 2 + to / 2;
}
