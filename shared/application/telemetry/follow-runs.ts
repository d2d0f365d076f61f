import type { JobId } from '../../domain/job/job-id.ts';
import { BoundedCache } from '../../domain/schedule/bounded-cache.ts';
import type { Happening } from '../../domain/telemetry/happening.ts';
import { factsOf, NO_FACTS, type JobFacts } from '../../domain/telemetry/job-facts.ts';
import type { Statistics } from '../../domain/telemetry/statistics.ts';
import { followFeed } from '../follow-feed.ts';
import type { Change, ChangeFeed, ChangesRead } from '../ports/change-feed.ts';
import type { JobStore } from '../ports/job-store.ts';
import { createOpenStatistics, STATISTICS, type StatisticsDependencies } from './open-statistics.ts';
import { createReadJobFacts } from './read-job-facts.ts';

interface Dependencies extends StatisticsDependencies {
  readonly feed: ChangeFeed;
  readonly jobs: Pick<JobStore, 'get'>;
}

/** Jobs whose facts are remembered: a run of them costs no read. */
const MOST_JOBS = 10_000;

export interface FollowedRuns {
  /** How many changes were read. */
  readonly changes: number;
  /** All that happened before this has been read, epoch ms; absent when the pass did not come to the end. */
  readonly caughtUpAt?: number;
}

/**
 * Counts what has happened since the last pass, and tells of it by its events. Figures and position change together: what
 * is read twice is counted once. An event is told once more when the process dies before the page that had it is kept.
 *
 * Throws Unavailable; the next pass goes on.
 */
export function createFollowRuns(dependencies: Dependencies): () => Promise<FollowedRuns> {
  const { feed, progress, clock, log } = dependencies;
  const open = createOpenStatistics(dependencies);
  const factsFor = createFactsFor(dependencies);
  let caughtUpAt = 0;
  return async () => {
    const startedAt = clock.now();
    const outcomes: ChangesRead['outcome'][] = [];
    const watched: ChangeFeed = {
      now: () => feed.now(),
      read: async (after) => {
        const read = await feed.read(after);
        outcomes.push(read.outcome);
        return read;
      },
    };
    const changes = await followFeed(
      { feed: watched, progress, log },
      {
        name: STATISTICS,
        readState: (kept) => kept ?? open(kept).text(),
        take: async (kept, page) => {
          const { statistics, text } = open(kept);
          statistics.caughtUp(caughtUpAt);
          for (const { name, fields } of happened(statistics, page, await factsFor(page))) {
            log.event(name, fields);
          }
          return text();
        },
      },
    );
    if (outcomes.at(-1) !== 'nothing') return { changes };
    caughtUpAt = startedAt;
    return { changes, caughtUpAt };
  };
}

function happened(
  statistics: Statistics,
  changes: readonly Change[],
  factsFor: (jobId: JobId) => JobFacts,
): readonly Happening[] {
  return changes.flatMap((change) => {
    switch (change.kind) {
      case 'job':
        return statistics.takeJob(change.job);
      case 'run':
        return statistics.takeRun(change.run, factsFor(change.run.jobId));
      case 'skipped-slots':
        return statistics.takeSkipped(change.jobId, change.skipped, factsFor(change.jobId));
    }
  });
}

/** What is told of the jobs of these changes; the feed brings most of them itself. */
function createFactsFor(
  dependencies: Pick<Dependencies, 'jobs' | 'log'>,
): (changes: readonly Change[]) => Promise<(jobId: JobId) => JobFacts> {
  const known = new BoundedCache<JobFacts>(MOST_JOBS);
  const read = createReadJobFacts(dependencies);
  return async (changes) => {
    const facts = new Map<JobId, JobFacts>();
    for (const change of changes) {
      if (change.kind === 'job') known.set(change.job.jobId, factsOf(change.job));
    }
    const wanted = new Set(changes.flatMap((change) => idsOf(change)));
    await Promise.all(
      [...wanted].map(async (jobId) => {
        const found = known.get(jobId) ?? (await read(jobId));
        facts.set(jobId, found);
        if (found !== NO_FACTS) known.set(jobId, found);
      }),
    );
    return (jobId) => facts.get(jobId) ?? NO_FACTS;
  };
}

function idsOf(change: Change): readonly JobId[] {
  switch (change.kind) {
    case 'job':
      return [];
    case 'run':
      return [change.run.jobId];
    case 'skipped-slots':
      return [change.jobId];
  }
}
