/** How many runs are to start in each minute of a range. */
export interface RunLoad {
  /** The beginning of a minute, epoch ms. */
  readonly from: number;
  /** Left out itself. */
  readonly until: number;
  readonly minutes: readonly { readonly at: number; readonly runs: number }[];
  readonly total: number;
  /** Whether there are more than were counted. */
  readonly isPartial: boolean;
}

export const MINUTE_MS = 60_000;

/** Counts the instants (epoch ms) that lie in so many minutes from the one under way; those outside are left out. */
export function countByMinute(
  startsAt: Iterable<number>,
  {
    now,
    minutes,
    isPartial,
  }: { readonly now: number; readonly minutes: number; readonly isPartial: boolean },
): RunLoad {
  const from = now - (now % MINUTE_MS);
  const counts = Array<number>(minutes).fill(0);
  let total = 0;
  for (const at of startsAt) {
    const minute = Math.floor((at - from) / MINUTE_MS);
    const before = counts[minute];
    if (before === undefined) continue;
    counts[minute] = before + 1;
    total += 1;
  }
  return {
    ...{ from, until: from + minutes * MINUTE_MS, total, isPartial },
    minutes: counts.map((runs, index) => ({ at: from + index * MINUTE_MS, runs })),
  };
}
