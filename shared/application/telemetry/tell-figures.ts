import { describeMetric } from '../../domain/telemetry/metric-catalogue.ts';
import { overdueOf } from '../../domain/telemetry/happening.ts';
import type { Histogram, Series } from '../../domain/telemetry/tally.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { Log } from '../ports/environment.ts';
import type { RunFigures } from '../ports/run-figures.ts';
import type { Gathered } from './gather-figures.ts';
import { createOpenStatistics, STATISTICS, type StatisticsDependencies } from './open-statistics.ts';
import { createReadJobFacts } from './read-job-facts.ts';

interface Dependencies extends StatisticsDependencies {
  readonly gatherFigures: () => Promise<Gathered>;
  readonly figures: Pick<RunFigures, 'overdueRuns'>;
  readonly jobs: Pick<JobStore, 'get'>;
}

const EVERY_MS = 60_000;

/** A run is overdue so long after it was to start. */
export const OVERDUE_AFTER_MS = 2 * 60_000;

/** Overdue runs that are told of in a minute: when nothing starts, a hundred examples are enough. */
const MOST_OVERDUE = 100;

/**
 * Once a minute tells, by Log, every figure that is counted in the store: of counters and histograms what has come since.
 * Whoever marks the minute as told tells it, and nobody else; when it dies in between, that minute's increments are missing
 * from what was told, and from nothing else.
 *
 * `caughtUpAt`: until when all has been read, which is noted as well. Gives whether it was told now. Throws Unavailable.
 */
export function createTellFigures(dependencies: Dependencies): (caughtUpAt?: number) => Promise<boolean> {
  const { progress, clock, log, gatherFigures } = dependencies;
  const open = createOpenStatistics(dependencies);
  const tellOverdue = createTellOverdue(dependencies);
  return async (caughtUpAt = 0) => {
    const now = clock.now();
    const kept = await progress.get(STATISTICS);
    if (kept === undefined) return false;
    const { statistics, text } = open(kept.value.state);
    const { toldAt } = statistics;
    if (now - toldAt < EVERY_MS) return false;
    statistics.caughtUp(caughtUpAt);
    const untold = statistics.takeUntold(now);
    const saved = await progress.save({ ...kept.value, state: text() }, { ifVersion: kept.version });
    if (saved === 'conflict') return false;
    for (const line of untold) tell(log, line);
    const { series } = await gatherFigures();
    for (const line of series) {
      const { kind, source } = describeMetric(line.metric);
      if (kind === 'gauge' && source === 'store') tell(log, line);
    }
    await tellOverdue({ after: toldAt - OVERDUE_AFTER_MS, until: now - OVERDUE_AFTER_MS });
    return true;
  };
}

function tell(log: Log, { metric, attributes, value }: Series): void {
  if (typeof value === 'number') log.metric(metric, value, attributes);
  else for (const observation of observationsOf(value)) log.metric(metric, observation, attributes);
}

/** As many observations as were counted, each the mean of its bucket: every bucket's count and the sum come out right. */
function observationsOf({ counts, sums }: Histogram): readonly number[] {
  return counts.flatMap((count, bucket) => Array<number>(count).fill((sums[bucket] ?? 0) / count));
}

/** Tells of the runs that have become overdue since, each once. */
function createTellOverdue({
  figures,
  jobs,
  log,
}: Pick<Dependencies, 'figures' | 'jobs' | 'log'>): (span: {
  readonly after: number;
  readonly until: number;
}) => Promise<void> {
  const read = createReadJobFacts({ jobs, log });
  return async (span) => {
    for (const run of await figures.overdueRuns(span, MOST_OVERDUE)) {
      const { name, fields } = overdueOf(run, (await read(run.jobId)).kind);
      log.event(name, fields);
    }
  };
}
