import type { StabilityTask } from '../../../domain/job/stability-task.ts';
import type { Run } from '../../../domain/run/run.ts';
import { alignCounts } from '../../../domain/stability/align-counts.ts';
import type { Bins } from '../../../domain/stability/bin-specification.ts';
import {
  windowsOf,
  type CountedWindow,
  type ReferenceWindows,
} from '../../../domain/stability/compare-windows.ts';
import type { CountsStore } from '../../../application/ports/counts-store.ts';
import type { StabilityStore } from '../../../application/ports/stability-store.ts';

/** What a measurement has to know of the job's earlier ones. */
export interface EarlierWindows {
  readonly references: readonly ReferenceWindows[];
  /** Whether each had an alarm of its own, latest first. */
  readonly alarms: readonly boolean[];
}

interface Dependencies {
  readonly stability: StabilityStore;
  readonly counts: CountsStore;
}

/**
 * Reads the results of a job's slots before a run's, as many as its task looks back to. Only windows of the same
 * baseline are compared: others have other bins. One whose counts are gone is passed over.
 */
export function createReadEarlierWindows({
  stability,
  counts: store,
}: Dependencies): (run: Run, task: StabilityTask, bins: Pick<Bins, 'columns'>) => Promise<EarlierWindows> {
  return async ({ jobId, dueAt }, { modelId, baselineId, comparisons, criteria }, bins) => {
    const most = Math.max(0, ...comparisons.map(windowsOf));
    const limit = Math.max(most, (criteria.consecutive?.n ?? 1) - 1);
    if (limit === 0) return { references: [], alarms: [] };
    const records = await stability.before(modelId, { jobId, dueBefore: dueAt, limit });
    const alarms = records.map(({ result }) => (result.alarms?.count ?? 0) > 0);
    const found = await Promise.all(
      records
        .filter(({ result }) => result.baselineId === baselineId)
        .slice(0, most)
        .map(async ({ runId, result: { countsPath } }): Promise<CountedWindow[]> => {
          const counts = countsPath === undefined ? undefined : await store.read(countsPath);
          return counts === undefined ? [] : [{ runId, counts: alignCounts(bins, counts) }];
        }),
    );
    const windows = found.flat();
    return { references: comparisons.map((reference) => ({ reference, windows })), alarms };
  };
}
