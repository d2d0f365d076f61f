import type { StartLateness } from '../overview/dispatch-health.ts';
import type { HourOfRuns } from '../overview/overview.ts';
import { METRICS } from './metric-catalogue.ts';
import { addedUp, HOUR_MS, type RunHours } from './run-hours.ts';

/** How the last day went, in some value streams. */
export interface LastDay {
  /** The last 24 hours and the one under way, the oldest first. */
  readonly hours: readonly HourOfRuns[];
  readonly lateness: StartLateness | undefined;
}

const HOURS = 24;

/** What runs did in the day before an instant (epoch ms), in these places; undefined: in all. */
export function lastDay(hours: RunHours, now: number, places: readonly string[] | undefined): LastDay {
  const present = now - (now % HOUR_MS);
  const begins = Array.from({ length: HOURS + 1 }, (_, index) => present - (HOURS - index) * HOUR_MS);
  const late = [present - HOUR_MS, present].map((from) => hours.lateIn(from, places));
  return {
    hours: begins.map((from) => hours.endsIn(from, places)),
    lateness: latenessOf(addedUp(late)),
  };
}

const BOUNDS = METRICS['evenkeel.runs.lateness'].buckets;

/** The first bucket that has it; beyond the last bound, that bucket. */
export function lateBucketOf(seconds: number): number {
  const found = BOUNDS.findIndex((bound) => seconds <= bound);
  return found < 0 ? BOUNDS.length : found;
}

function latenessOf(counts: readonly number[]): StartLateness | undefined {
  const runs = counts.reduce((sum, count) => sum + count, 0);
  if (runs === 0) return undefined;
  return { runs, p50Seconds: boundOf(counts, 0.5 * runs), p95Seconds: boundOf(counts, 0.95 * runs) };
}

/** The upper bound of the bucket in which so many are reached. */
function boundOf(counts: readonly number[], rank: number): number | undefined {
  let seen = 0;
  const bucket = counts.findIndex((count) => {
    seen += count;
    return seen >= rank;
  });
  return BOUNDS[bucket];
}
