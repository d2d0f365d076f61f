/** How late starts were, in milliseconds after their due instants. */
export interface Lateness {
  readonly started: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly lastMs: number;
}

/** The nearest-rank percentiles of what started; NaN when nothing did. */
export function summarizeLateness(latenessMs: readonly number[]): Lateness {
  const sorted = latenessMs.toSorted((a, b) => a - b);
  return {
    started: sorted.length,
    p50Ms: rank(sorted, 0.5),
    p99Ms: rank(sorted, 0.99),
    lastMs: sorted.at(-1) ?? NaN,
  };
}

function rank(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
}
