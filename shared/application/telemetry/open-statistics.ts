import {
  newStatistics,
  Statistics,
  type KeptStatistics,
  type StatisticsLimits,
} from '../../domain/telemetry/statistics.ts';
import type { Clock, Fingerprint, Log } from '../ports/environment.ts';
import type { FeedProgressStore } from '../ports/feed-progress-store.ts';

/** The name that the progress of the statistics is kept under. */
export const STATISTICS = 'statistics';

export interface StatisticsDependencies {
  readonly progress: FeedProgressStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly fingerprint: Fingerprint;
  readonly limits: StatisticsLimits;
  /** What was kept; undefined where it cannot be read. */
  readonly readKept: (text: string) => KeptStatistics | undefined;
}

export interface OpenStatistics {
  readonly statistics: Statistics;
  /** As it is kept: one text, which a store indexes as one value. */
  readonly text: () => string;
}

/** Reads what was kept of the statistics. Where nothing was, or nothing that can be read, they begin anew. */
export function createOpenStatistics({
  clock,
  log,
  fingerprint,
  limits,
  readKept,
}: Omit<StatisticsDependencies, 'progress'>): (kept: unknown) => OpenStatistics {
  return (kept) => {
    const read = typeof kept === 'string' ? readKept(kept) : undefined;
    if (read === undefined && kept !== undefined) {
      log.error('The statistics that were kept cannot be read; they begin anew.', undefined);
    }
    const statistics = new Statistics(read ?? newStatistics(clock.now()), limits, fingerprint);
    return { statistics, text: () => JSON.stringify(statistics.kept()) };
  };
}
