/** One column of a sample, whole and in memory: what a tool needs whose bins depend on both samples. */
export type ColumnSample = NumericSample | LevelSample;

export interface NumericSample {
  readonly type: 'numeric';
  /** Ascending, without NaN; not to be written to. */
  readonly values: Float64Array;
  readonly missingCount: number;
}

export interface LevelSample {
  readonly type: 'categorical';
  /** How often each level occurs, at least once. */
  readonly counts: ReadonlyMap<string, number>;
  readonly missingCount: number;
}

/** A numeric column; NaN is a missing value. The values are copied. */
export function numericSample(values: Iterable<number>): NumericSample {
  const all = [...values];
  const present = all.filter((value) => !Number.isNaN(value));
  return sortedInPlace(Float64Array.from(present), all.length - present.length);
}

/** The same over the caller's own memory, which holds no NaN and is sorted here. */
export function sortedInPlace(values: Float64Array, missingCount: number): NumericSample {
  return { type: 'numeric', values: values.sort(), missingCount };
}

/** A categorical column; null is a missing value. */
export function levelSample(levels: Iterable<string | null>): LevelSample {
  const counts = new Map<string, number>();
  let missingCount = 0;
  for (const level of levels) {
    if (level === null) missingCount += 1;
    else counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  return { type: 'categorical', counts, missingCount };
}

/** How many values there are, missing ones aside. */
export function valueCount(sample: ColumnSample): number {
  if (sample.type === 'numeric') return sample.values.length;
  return sample.counts.values().reduce((sum, count) => sum + count, 0);
}

/** How many rows there are, those with a missing value included. */
export function rowCount(sample: ColumnSample): number {
  return valueCount(sample) + sample.missingCount;
}

/** Whether both samples have values. */
export function haveValues(baseline: ColumnSample, current: ColumnSample): boolean {
  return valueCount(baseline) > 0 && valueCount(current) > 0;
}

/** Whether a value is missing in one of the samples. */
export function haveMissing(baseline: ColumnSample, current: ColumnSample): boolean {
  return baseline.missingCount + current.missingCount > 0;
}
