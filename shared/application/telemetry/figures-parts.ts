import type { Incident } from '../../domain/alert/incident.ts';
import type { Series } from '../../domain/telemetry/tally.ts';
import type { AuditProgressStore } from '../ports/audit-progress-store.ts';
import type { IncidentStore } from '../ports/incident-store.ts';
import type { QueueDepths } from '../ports/queue-depths.ts';
import type { RunFigures } from '../ports/run-figures.ts';
import type { FiguresPart } from './gather-figures.ts';
import { createOpenStatistics, STATISTICS, type StatisticsDependencies } from './open-statistics.ts';
import { OVERDUE_AFTER_MS } from './tell-figures.ts';

export interface FiguresDependencies {
  readonly statistics: StatisticsDependencies;
  readonly figures: RunFigures;
  readonly audits: AuditProgressStore;
  /** Absent: the queues are not looked at. */
  readonly queues?: QueueDepths | undefined;
  /** Absent: alerts are not looked at. */
  readonly incidents?: Pick<IncidentStore, 'list' | 'dueDeliveries'> | undefined;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

const SOON = 15 * SECOND_MS;

/**
 * The next scrape may ask another instance. Would that give what it read earlier, a counter would seem to go back: a
 * restart to Prometheus, which adds all of it to the increase. It is one document, whatever there is to count.
 */
const AT_ONCE = SECOND_MS;

/** Counting jobs reads the index of all of them, and their number changes slowly. */
const SLOWLY = 5 * MINUTE_MS;

/** A message is undelivered so long after it was made. */
const UNDELIVERED_AFTER_MS = 5 * MINUTE_MS;

const MOST_DELIVERIES = 1000;

/** What has one cause is one incident: where there are more, nobody counts them any more. */
const MOST_INCIDENTS = 1000;

const PAGE = 200;

const DAY_MS = 24 * 60 * MINUTE_MS;

/** All figures that are in the store, by where they are read. */
export function figuresParts({
  statistics,
  figures,
  audits,
  queues,
  incidents,
}: FiguresDependencies): readonly FiguresPart[] {
  const { clock } = statistics;
  return [
    { name: 'statistics', keepMs: AT_ONCE, read: createReadStatistics(statistics) },
    { name: 'jobs', keepMs: SLOWLY, read: () => readJobs(figures) },
    { name: 'runs', keepMs: SOON, read: () => readRuns(figures, clock.now()) },
    { name: 'audit', keepMs: MINUTE_MS, read: () => readAudit(audits) },
    ...(queues === undefined ? [] : [{ name: 'queues', keepMs: 2 * SOON, read: () => readQueues(queues) }]),
    ...(incidents === undefined
      ? []
      : [{ name: 'alerts', keepMs: 2 * SOON, read: () => readAlerts(incidents, clock.now()) }]),
  ];
}

function createReadStatistics(dependencies: StatisticsDependencies): FiguresPart['read'] {
  const open = createOpenStatistics(dependencies);
  return async () => {
    const kept = await dependencies.progress.get(STATISTICS);
    return kept === undefined ? [] : open(kept.value.state).statistics.series();
  };
}

/** The value streams that the statistics count apart. */
export function createReadStreams(dependencies: StatisticsDependencies): () => Promise<readonly string[]> {
  const open = createOpenStatistics(dependencies);
  return async () => {
    const kept = await dependencies.progress.get(STATISTICS);
    return kept === undefined ? [] : open(kept.value.state).statistics.streams;
  };
}

async function readJobs(figures: RunFigures): Promise<readonly Series[]> {
  return (await figures.countJobs()).map(({ count: value, ...attributes }) => ({
    metric: 'evenkeel.jobs',
    attributes,
    value,
  }));
}

async function readRuns(figures: RunFigures, now: number): Promise<readonly Series[]> {
  const [unfinished, overdue] = await Promise.all([
    figures.countUnfinishedRuns(),
    figures.countOverdueRuns(now - OVERDUE_AFTER_MS),
  ]);
  // A value stream that has unfinished runs has a line for its overdue ones, so that none is a 0 and no gap.
  const streams = new Set([...unfinished.map(({ valueStream }) => valueStream), ...overdue.keys()]);
  return [
    ...unfinished.map(({ count: value, ...attributes }): Series => ({
      metric: 'evenkeel.runs.unfinished',
      attributes,
      value,
    })),
    ...[...streams].map((valueStream): Series => ({
      metric: 'evenkeel.runs.overdue',
      attributes: { valueStream },
      value: overdue.get(valueStream) ?? 0,
    })),
  ];
}

async function readAudit(audits: AuditProgressStore): Promise<readonly Series[]> {
  const last = (await audits.get())?.value.last;
  if (last === undefined) return [];
  const { answers: _answers, ...figures } = last.counts;
  return [
    ...Object.entries(figures).map(([figure, value]): Series => ({
      metric: 'evenkeel.audit.last_round',
      attributes: { figure },
      value,
    })),
    { metric: 'evenkeel.audit.last_round_time', attributes: {}, value: last.finishedAt / SECOND_MS },
  ];
}

async function readQueues(queues: QueueDepths): Promise<readonly Series[]> {
  return (await queues.read()).map(({ count: value, ...attributes }) => ({
    metric: 'evenkeel.queue.messages',
    attributes,
    value,
  }));
}

async function readAlerts(
  incidents: Pick<IncidentStore, 'list' | 'dueDeliveries'>,
  now: number,
): Promise<readonly Series[]> {
  const [unresolved, pending] = await Promise.all([
    readUnresolved(incidents),
    // One that has failed is due later, for another try, and undelivered all the same.
    incidents.dueDeliveries(now + DAY_MS, MOST_DELIVERIES),
  ]);
  const undelivered = pending.filter(({ value }) => value.createdAt <= now - UNDELIVERED_AFTER_MS);
  return [
    // The same lines are added up where they are gathered.
    ...unresolved.map(({ valueStream, severity, state }): Series => ({
      metric: 'evenkeel.alerts.unresolved',
      attributes: { valueStream, severity, state },
      value: 1,
    })),
    { metric: 'evenkeel.alerts.undelivered', attributes: {}, value: undelivered.length },
  ];
}

async function readUnresolved(incidents: Pick<IncidentStore, 'list'>): Promise<readonly Incident[]> {
  const found: Incident[] = [];
  for (let cursor: string | undefined, isLast = false; !isLast && found.length < MOST_INCIDENTS;) {
    const page = await incidents.list(
      { states: ['open', 'acknowledged'] },
      { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
    );
    found.push(...page.items);
    cursor = page.nextCursor;
    isLast = cursor === undefined;
  }
  return found;
}
