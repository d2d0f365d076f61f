import type { StatisticsDependencies } from '../../../shared/application/telemetry/open-statistics.ts';
import { keptStatistics } from '../../../shared/contracts/statistics.ts';
import type { MemoryWorld } from './memory-world.ts';

/** What counts the runs of a world in memory; the progress is kept as JSON, as a store would. */
export function memoryStatistics(
  {
    feedProgress,
    clock,
    log,
    fingerprint,
  }: Pick<MemoryWorld, 'feedProgress' | 'clock' | 'log' | 'fingerprint'>,
  limits = { valueStreams: 50, models: 100 },
): StatisticsDependencies {
  return { progress: feedProgress, clock, log, fingerprint, limits, readKept: keptStatistics };
}
