import type { Value } from '../json.ts';

/**
 * A stretch of the order of values. Both questions turn from false to true once along that order, so the ends are
 * found by bisection; a range that is over before it starts is empty.
 */
export interface ValueRange {
  /** Whether the value lies at or after the start. */
  readonly starts: (value: Value) => boolean;
  /** Whether the value lies after the end. */
  readonly isOver: (value: Value) => boolean;
}

export const EVERYTHING: ValueRange = { starts: () => true, isOver: () => false };

/** What lies in a range of both lists; ranges of one list must not overlap. */
export function intersect(
  first: readonly ValueRange[],
  second: readonly ValueRange[],
): readonly ValueRange[] {
  return first.flatMap((one) =>
    second.map((other) => ({
      starts: (value: Value) => one.starts(value) && other.starts(value),
      isOver: (value: Value) => one.isOver(value) || other.isOver(value),
    })),
  );
}
