import { InvalidInput } from '../errors.ts';
import { pairLists } from './match-counts.ts';
import type { SampleCounts, SegmentCounts } from './sample-counts.ts';

/** A segment of two samples, of which at least one has it. */
export type SegmentPair = {
  /** The values of the segment columns by their names. */
  readonly segment: Readonly<Record<string, string>>;
} & (
  | { readonly reference: SegmentCounts; readonly current: SegmentCounts | undefined }
  | { readonly reference: undefined; readonly current: SegmentCounts }
);

/** The segments of either sample, in code unit order of their keys. Throws InvalidInput for keys of other columns. */
export function pairSegments(
  segmentBy: readonly string[],
  reference: SampleCounts,
  current: SampleCounts,
): SegmentPair[] {
  const ofReference = byKey(reference);
  const ofCurrent = byKey(current);
  const known = [...ofReference].map(([id, segment]) => ({
    ...{ key: segment.key, reference: segment, current: ofCurrent.get(id) },
  }));
  const added = [...ofCurrent]
    .filter(([id]) => !ofReference.has(id))
    .map(([, segment]) => ({ key: segment.key, reference: undefined, current: segment }));
  return [...known, ...added]
    .sort((a, b) => compareKeys(a.key, b.key))
    .map(({ key, ...pair }) => ({ segment: Object.fromEntries(pairKey(segmentBy, key)), ...pair }));
}

/** Column by column, in code unit order. */
export function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [one, other] of pairLists(a, b)) {
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

function byKey({ segments = [] }: SampleCounts): Map<string, SegmentCounts> {
  return new Map(segments.map((segment) => [JSON.stringify(segment.key), segment]));
}

function pairKey(
  segmentBy: readonly string[],
  key: readonly string[],
): (readonly [name: string, value: string])[] {
  if (segmentBy.length === key.length) return pairLists(segmentBy, key);
  const message = `The segments have ${key.length} columns, not ${segmentBy.length}.`;
  throw new InvalidInput(message, [{ pointer: '/segments', message }]);
}
