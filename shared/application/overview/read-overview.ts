import { judgeDispatch, type DispatchHealth } from '../../domain/overview/dispatch-health.ts';
import type { Overview } from '../../domain/overview/overview.ts';
import type { CountedDay, Statistics } from '../../domain/telemetry/statistics.ts';
import type { AuditProgressStore, AuditRound } from '../ports/audit-progress-store.ts';
import type { JobCount, RunCount, RunFigures } from '../ports/run-figures.ts';
import {
  createOpenStatistics,
  STATISTICS,
  type StatisticsDependencies,
} from '../telemetry/open-statistics.ts';
import { OVERDUE_AFTER_MS } from '../telemetry/tell-figures.ts';
import { byScope, isIn, scopeOf, type Scope } from './by-scope.ts';
import { keptFor } from './kept-for.ts';
import {
  countIn,
  FAILING_FOR_MS,
  MOST_COUNTED,
  readAttention,
  type AttentionDependencies,
  type SharedAttention,
} from './read-attention.ts';

export interface OverviewDependencies extends AttentionDependencies {
  readonly statistics: StatisticsDependencies;
  readonly figures: RunFigures;
  readonly audits: Pick<AuditProgressStore, 'get'>;
}

export interface OverviewRequest {
  /** The value streams that the caller may see; undefined: all. */
  readonly seen: Scope;
  /** Only this one of them. */
  readonly valueStream?: string | undefined;
}

const SECOND_MS = 1000;

/** A page that is open asks again and again, and there may be many of them. */
const KEPT_MS = 15 * SECOND_MS;

/** What scopes have in common: not much older than what is read for each of them. */
const SHARED_KEPT_MS = 5 * SECOND_MS;

/** Counting jobs reads the index of all of them, and which value streams there are changes slowly. */
const JOBS_KEPT_MS = 5 * 60 * SECOND_MS;

/** Of each job that fails its lane and the job are read: where there are many, less often. */
const MANY = 100;
const MANY_KEPT_MS = 2 * 60 * SECOND_MS;

interface Shared extends SharedAttention {
  readonly at: number;
  readonly unfinished: readonly RunCount[];
  readonly audit: AuditRound | undefined;
  readonly statistics: Statistics;
  /** Whether the timer that counts has run. */
  readonly isCounted: boolean;
}

/**
 * Reads what needs somebody now and how the last day went, in the value streams that somebody may see. Each instance reads
 * at most every fifteen seconds, for all who see the same value streams once. Throws Unavailable.
 */
export function createReadOverview(
  dependencies: OverviewDependencies,
): (request: OverviewRequest) => Promise<Overview> {
  const { clock } = dependencies.statistics;
  const { figures } = dependencies;
  const countJobs = keptFor(() => figures.countJobs(), { clock, keepMs: JOBS_KEPT_MS });
  const readShared = keptFor(createReadShared(dependencies), { clock, keepMs: SHARED_KEPT_MS });
  const readIn = byScope((scope) =>
    keptFor(async () => overviewIn(dependencies, await readShared(), scope), { clock, keepMs: KEPT_MS }),
  );
  return async ({ seen, valueStream }) => {
    const [jobs, overview] = await Promise.all([countJobs(), readIn(scopeOf(seen, valueStream))()]);
    return { ...overview, valueStreams: streamsIn(jobs, seen) };
  };
}

/** Those that have jobs, and those that the caller may see though they have none yet. */
function streamsIn(jobs: readonly JobCount[], seen: Scope): readonly string[] {
  const found = jobs.map(({ valueStream }) => valueStream).filter((name) => isIn(seen, name));
  return [...new Set([...found, ...(seen ?? [])])].sort();
}

function createReadShared({
  statistics,
  figures,
  audits,
  attention,
}: OverviewDependencies): () => Promise<Shared> {
  const { clock, progress } = statistics;
  const open = createOpenStatistics(statistics);
  const readFailing = keptFor(() => attention.failingJobs(failing()), {
    ...{ clock, keepMs: ({ jobs }) => (jobs.length > MANY ? MANY_KEPT_MS : SHARED_KEPT_MS) },
  });
  const failing = () => ({ limit: MOST_COUNTED, since: clock.now() - FAILING_FOR_MS });
  return async () => {
    const at = clock.now();
    const [kept, unfinished, overdue, audited, failed] = await Promise.all([
      progress.get(STATISTICS),
      figures.countUnfinishedRuns(),
      figures.countOverdueRuns(at - OVERDUE_AFTER_MS),
      audits.get(),
      readFailing(),
    ]);
    return {
      ...{ at, unfinished, overdue, failing: failed, audit: audited?.value.last },
      ...{ statistics: open(kept?.value.state).statistics, isCounted: kept !== undefined },
    };
  };
}

async function overviewIn(
  dependencies: OverviewDependencies,
  shared: Shared,
  scope: Scope,
): Promise<Omit<Overview, 'valueStreams'>> {
  const { at, statistics, isCounted } = shared;
  const day = statistics.lastDay(at, scope);
  return {
    ...{ at, hours: day.hours, isPartial: day.isPartial },
    countedFrom: isCounted ? day.countedFrom : undefined,
    attention: await readAttention(dependencies, shared, { scope, now: at }),
    dispatch: dispatchIn(shared, day, scope),
  };
}

function dispatchIn(
  { at, unfinished, overdue, audit, isCounted }: Shared,
  { caughtUpAt, lateness }: CountedDay,
  scope: Scope,
): DispatchHealth {
  const seen = unfinished.filter(({ valueStream }) => isIn(scope, valueStream));
  const inState = (wanted: RunCount['state']) =>
    seen.filter(({ state }) => state === wanted).reduce((sum, { count }) => sum + count, 0);
  const facts = {
    overdueRuns: countIn(overdue, scope),
    unfinished: {
      ...{ pending: inState('pending'), waiting: inState('waiting'), running: inState('running') },
    },
    caughtUpAt: isCounted ? caughtUpAt : undefined,
    audit: audit === undefined ? undefined : roundOf(audit),
    lateness,
  };
  return judgeDispatch(facts, at);
}

function roundOf({ finishedAt, counts: { unanswered, doubles } }: AuditRound): DispatchHealth['audit'] {
  return { finishedAt, unanswered, doubles };
}
