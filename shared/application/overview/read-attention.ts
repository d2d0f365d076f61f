import type { Incident } from '../../domain/alert/incident.ts';
import type { Attention, FailingJob, Overview, UnresolvedAlerts } from '../../domain/overview/overview.ts';
import type { Run } from '../../domain/run/run.ts';
import type { AttentionLists, FailingJobName } from '../ports/attention-lists.ts';
import type { IncidentStore } from '../ports/incident-store.ts';
import type { ModelStandings } from '../ports/model-standings.ts';
import type { RunFigures } from '../ports/run-figures.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { PageRequest } from '../ports/versioned.ts';
import { OVERDUE_AFTER_MS } from '../telemetry/tell-figures.ts';
import { isIn, type Scope } from './by-scope.ts';

export interface AttentionDependencies {
  readonly runs: Pick<RunStore, 'list'>;
  readonly figures: Pick<RunFigures, 'overdueRuns'>;
  readonly attention: AttentionLists;
  readonly standings: Pick<ModelStandings, 'list' | 'count'>;
  readonly incidents: Pick<IncidentStore, 'list'>;
}

/** What is the same for all scopes, and read once for them. */
export interface SharedAttention {
  /** Jobs with a failure since the last success, and whether those are all. */
  readonly failing: { readonly jobs: readonly FailingJobName[]; readonly areAll: boolean };
  /** Pending runs that were to start two minutes ago, by value stream. */
  readonly overdue: ReadonlyMap<string, number>;
}

/** How many of each kind are shown. */
const SHOWN = 10;

/** Beyond this many nobody counts them any more. */
export const MOST_COUNTED = 1000;

const PAGE = 200;

const DAY_MS = 24 * 60 * 60_000;

/** What fails once a month still counts. */
export const FAILING_FOR_MS = 35 * DAY_MS;

/** A model that is measured once a month still counts; one whose job is gone is forgotten after that. */
const DRIFTING_FOR_MS = 35 * DAY_MS;

const DEAD_FOR_MS = 7 * DAY_MS;

/** Reads what needs somebody in some value streams, as it is at an instant (epoch ms). Throws Unavailable. */
export async function readAttention(
  dependencies: AttentionDependencies,
  shared: SharedAttention,
  { scope, now }: { readonly scope: Scope; readonly now: number },
): Promise<Overview['attention']> {
  const { attention } = dependencies;
  const wanted = { valueStreams: scope, limit: MOST_COUNTED + 1 };
  const [drifting, failing, late, paused, quarantined, dead, alerts] = await Promise.all([
    readDrifting(dependencies, { scope, now }),
    readFailing(dependencies, shared.failing, scope),
    readLate(dependencies, shared.overdue, { scope, now }),
    attention.pausedJobs(wanted),
    attention.quarantinedJobs(wanted),
    attention.deadRuns({ ...wanted, since: now - DEAD_FOR_MS }),
    readAlerts(dependencies, scope),
  ]);
  return {
    ...{ drifting, failing, late, alerts },
    paused: latestFirst(paused, ({ pause }) => pause.pausedAt),
    quarantined: latestFirst(quarantined, ({ quarantine }) => quarantine.at),
    dead: latestFirst(dead, ({ finishedAt }) => finishedAt),
  };
}

function latestFirst<T>(found: readonly T[], instantOf: (item: T) => number): Attention<T> {
  return {
    count: Math.min(found.length, MOST_COUNTED),
    isCapped: found.length > MOST_COUNTED,
    items: found.toSorted((a, b) => instantOf(b) - instantOf(a)).slice(0, SHOWN),
  };
}

interface At {
  readonly scope: Scope;
  readonly now: number;
}

async function readDrifting(
  { standings }: AttentionDependencies,
  { scope, now }: At,
): Promise<Overview['attention']['drifting']> {
  const filter = { ...ofScope(scope), isDrifting: true, measuredFrom: now - DRIFTING_FOR_MS } as const;
  const [count, { items }] = await Promise.all([
    standings.count(filter),
    standings.list(filter, { limit: SHOWN }, '-psi'),
  ]);
  return { count, isCapped: false, items };
}

async function readFailing(
  { runs }: AttentionDependencies,
  { jobs, areAll }: SharedAttention['failing'],
  scope: Scope,
): Promise<Attention<FailingJob>> {
  const seen = jobs.filter(({ valueStream }) => isIn(scope, valueStream));
  const worst = seen
    .toSorted((a, b) => b.consecutiveFailures - a.consecutiveFailures || (a.jobId < b.jobId ? -1 : 1))
    .slice(0, SHOWN);
  const items = await Promise.all(worst.map(async (job) => readLastFailure(runs, job)));
  return { count: seen.length, isCapped: !areAll, items: items.flatMap((item) => item ?? []) };
}

/** Undefined where the runs that failed have expired, or one of them has been begun anew. */
async function readLastFailure(
  runs: AttentionDependencies['runs'],
  { jobId, consecutiveFailures }: FailingJobName,
): Promise<FailingJob | undefined> {
  const { items } = await runs.list({ jobId, states: ['failed'] }, { limit: 1 });
  const [run] = items;
  return run?.state === 'failed' ? { run, consecutiveFailures } : undefined;
}

async function readLate(
  { figures }: AttentionDependencies,
  overdue: SharedAttention['overdue'],
  { scope, now }: At,
): Promise<Attention<Run>> {
  const count = countIn(overdue, scope);
  const span = { after: 0, until: now - OVERDUE_AFTER_MS, ...ofScope(scope) };
  const items = count === 0 ? [] : await figures.overdueRuns(span, SHOWN);
  return { count, isCapped: false, items };
}

/** The sum of what is counted by value stream. */
export function countIn(counts: ReadonlyMap<string, number>, scope: Scope): number {
  return [...counts]
    .filter(([valueStream]) => isIn(scope, valueStream))
    .reduce((sum, [, count]) => sum + count, 0);
}

async function readAlerts({ incidents }: AttentionDependencies, scope: Scope): Promise<UnresolvedAlerts> {
  const found: Incident[] = [];
  let request: PageRequest | undefined = { limit: PAGE };
  while (request !== undefined && found.length < MOST_COUNTED) {
    const filter = { states: ['open', 'acknowledged'] as const, ...ofScope(scope) };
    const { items, nextCursor }: Awaited<ReturnType<IncidentStore['list']>> = await incidents.list(
      filter,
      request,
    );
    found.push(...items);
    request = nextCursor === undefined ? undefined : { limit: PAGE, cursor: nextCursor };
  }
  const bySeverity = { info: 0, warning: 0, critical: 0 };
  const byState = { open: 0, acknowledged: 0 };
  for (const { severity, state } of found) {
    bySeverity[severity] += 1;
    if (state !== 'resolved') byState[state] += 1;
  }
  return { count: found.length, isCapped: request !== undefined, bySeverity, byState };
}

function ofScope(scope: Scope): { readonly valueStreams?: readonly string[] } {
  return scope === undefined ? {} : { valueStreams: scope };
}
