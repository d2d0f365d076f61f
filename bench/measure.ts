export interface Timing {
  readonly minMs: number;
  readonly medianMs: number;
}

/** Times `work` after one warm-up run. `prepare` runs before each repeat, outside the measured time. */
export function measure<T>(repeats: number, prepare: () => T, work: (input: T) => void): Timing {
  work(prepare());
  const times: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const input = prepare();
    const startedAt = performance.now();
    work(input);
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  return { minMs: times[0] ?? NaN, medianMs: times[times.length >>> 1] ?? NaN };
}
