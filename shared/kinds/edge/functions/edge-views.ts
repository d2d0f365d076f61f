import type { OrderStanding } from '../application/edge-orders.ts';
import type { DesiredView, RegisteredView } from '../contracts/agent-protocol.ts';
import type { OrderDetailView, OrderView } from '../contracts/edge-orders.ts';
import type { EdgeView, SettingView, SiteView } from '../contracts/edge-sites.ts';
import { agentOf, assignmentOf, nothingDesired, type AgentDesired } from '../domain/desired.ts';
import type { ConfigValue, EdgeConfig, SiteSettings } from '../domain/edge-config.ts';
import { standingOf } from '../domain/edge-standing.ts';
import type { AgentInventory, EdgeReport } from '../domain/inventory.ts';
import { conflictsOf } from '../domain/shared-config/shared-document.ts';
import type { SiteFigures } from '../domain/site-figures.ts';
import { settingsOf, type SiteState } from '../domain/site-state.ts';

/** An agent that has had no answer for this part of the time after which it is lost stops spending. */
const LEASE_PART = 0.8;

/** What an agent goes by between two answers. */
export function paceOf({ reportEverySeconds, lostAfterSeconds }: SiteSettings): {
  readonly reportEverySeconds: number;
  readonly leaseSeconds: number;
} {
  return { reportEverySeconds, leaseSeconds: Math.floor(lostAfterSeconds * LEASE_PART) };
}

export function desiredView({ generation, edges }: AgentDesired): DesiredView {
  return {
    generation,
    edges: edges.map(({ edge, chunks, state }) => ({
      edge,
      chunks: chunks.map((chunk) => ({ ...chunk, assignedAt: instant(chunk.assignedAt) })),
      isRetired: state === 'retired',
      isDrained: state === 'drained',
    })),
  };
}

/** What was last reported of chunks that are still desired. */
export function reportedView(inventory: AgentInventory, desired: AgentDesired): RegisteredView['reported'] {
  return inventory.edges.flatMap(({ edge, chunks }) => {
    const wanted = new Set(assignmentOf(desired, edge).chunks.map(({ chunkId }) => chunkId));
    const known = chunks
      .filter(({ chunkId }) => wanted.has(chunkId))
      .map(({ chunkId, spentWattSeconds, state }) => ({ chunkId, spentWattSeconds, state }));
    return known.length === 0 ? [] : [{ edge, chunks: known }];
  });
}

export function siteView(
  { site, settings }: Pick<SiteState, 'site' | 'settings'>,
  figures: SiteFigures,
  config: EdgeConfig | undefined,
): SiteView {
  const { kind: _kind, ...shown } = settings;
  return { site, settings: shown, ...configuredView(config), ...figures };
}

export function edgeView(
  state: SiteState,
  { report, config }: { readonly report: EdgeReport; readonly config: EdgeConfig | undefined },
  now: number,
): EdgeView {
  const { edge, availableWatts, capacity, budgetWattSeconds, labels, isLeaving } = report;
  const agent = agentOf(edge);
  const desired = state.desired.get(agent) ?? nothingDesired(state.site, agent);
  const said = new Map(report.chunks.map((chunk) => [chunk.chunkId, chunk.spentWattSeconds]));
  const { kind: _kind, ...settings } = settingsOf(state, edge);
  return {
    ...{ edge, agent, availableWatts, capacity, labels, isLeaving, settings },
    ...(budgetWattSeconds === undefined ? {} : { budgetWattSeconds }),
    standing: standingOf(state, report, now),
    seenAt: instant(report.seenAt),
    ...configuredView(config),
    chunks: assignmentOf(desired, edge).chunks.map(({ assignedAt, ...chunk }) => ({
      ...chunk,
      spentWattSeconds: said.get(chunk.chunkId) ?? 0,
      assignedAt: instant(assignedAt),
    })),
  };
}

/** Who changed what is set, and what others have set at the same time. */
function configuredView(
  config: EdgeConfig | undefined,
): Pick<SiteView, 'generation' | 'origin' | 'changedAt' | 'changedBy' | 'conflicts'> {
  if (config === undefined) return { generation: 0, conflicts: [] };
  const { shared } = config;
  const [{ generation, origin, writtenAt, writtenBy }] = shared.versions;
  return {
    ...{ generation, origin, changedAt: instant(writtenAt), changedBy: writtenBy },
    conflicts: conflictsOf(shared).map((other) => ({
      origin: other.origin,
      generation: other.generation,
      changedAt: instant(other.writtenAt),
      changedBy: other.writtenBy,
      value: valueView(other.value),
    })),
  };
}

function valueView(value: ConfigValue | null): Record<string, SettingView> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => name !== 'kind'));
}

export function orderView({ order, ledger, progress }: OrderStanding): OrderView {
  const { orderId, site, wanted, wattSeconds, labels, maxEdges, priority, runId, askedAt, askedBy } = order;
  const { state, startedAt, endedAt, returnedChunks } = ledger;
  const { spentWattSeconds, percent, workingEdges } = progress;
  return {
    ...{ orderId, site, state, wanted, wattSeconds, spentWattSeconds, percent, labels, maxEdges, priority },
    ...(runId === undefined ? {} : { runId }),
    ...{ askedAt: instant(askedAt), askedBy, workingEdges, returnedChunks },
    ...(startedAt === undefined ? {} : { startedAt: instant(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: instant(endedAt) }),
  };
}

export function orderDetailView(standing: OrderStanding): OrderDetailView {
  const { order, progress } = standing;
  return {
    ...orderView(standing),
    shares: progress.shares.map(({ startedAt, endedAt, ...share }) => ({
      ...share,
      percent: Math.floor((share.spentWattSeconds / order.wattSeconds) * 10_000) / 100,
      startedAt: instant(startedAt),
      ...(endedAt === undefined ? {} : { endedAt: instant(endedAt) }),
    })),
  };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
