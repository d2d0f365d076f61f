import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import { agentOf, assignmentOf, nothingDesired, type AgentDesired } from './desired.ts';
import type { EdgeReport } from './inventory.ts';
import { settingsOf, type SiteState } from './site-state.ts';

/** `idle`: it has nothing to do and gets nothing: drained, retired, leaving, resting or without power. */
export type Standing = 'free' | 'busy' | 'idle' | 'lost';

/** An edge that can take chunks. */
export interface FreeEdge {
  readonly agent: string;
  readonly report: EdgeReport;
  readonly slots: number;
  /** For each of its chunks. */
  readonly watts: number;
}

/** Whether an edge has been silent for so long that what it has goes to others. */
export function isLost(
  { seenAt }: Pick<EdgeReport, 'seenAt'>,
  { settings }: SiteState,
  now: number,
): boolean {
  return now - seenAt > settings.lostAfterSeconds * SECOND_MS;
}

/** The edges that can take chunks, the strongest first. */
export function freeEdges(state: SiteState, now: number): readonly FreeEdge[] {
  const found: FreeEdge[] = [];
  for (const { agent, edges } of state.inventories.values()) {
    const desired = state.desired.get(agent) ?? nothingDesired(state.site, agent);
    for (const report of edges) {
      const slots = slotsOf({ state, report, desired }, now);
      if (slots > 0) found.push({ agent, report, slots, watts: wattsOf(state, report) });
    }
  }
  return found.sort((a, b) => b.watts - a.watts || (a.report.edge < b.report.edge ? -1 : 1));
}

/** How an edge stands. */
export function standingOf(state: SiteState, report: EdgeReport, now: number): Standing {
  const agent = agentOf(report.edge);
  const desired = state.desired.get(agent) ?? nothingDesired(state.site, agent);
  if (isLost(report, state, now)) return 'lost';
  if (assignmentOf(desired, report.edge).chunks.length > 0) return 'busy';
  return slotsOf({ state, report, desired }, now) > 0 ? 'free' : 'idle';
}

interface Looked {
  readonly state: SiteState;
  readonly report: EdgeReport;
  readonly desired: AgentDesired;
}

function slotsOf({ state, report, desired }: Looked, now: number): number {
  const settings = settingsOf(state, report.edge);
  const { chunks, restsUntil = 0 } = assignmentOf(desired, report.edge);
  const isWilling = settings.state === 'active' && !report.isLeaving && now >= restsUntil;
  if (!isWilling || isLost(report, state, now) || wattsOf(state, report) === 0) return 0;
  if (report.budgetWattSeconds === 0) return 0;
  return Math.max(0, capacityOf(state, report) - chunks.length);
}

function capacityOf(state: SiteState, { edge, capacity }: EdgeReport): number {
  return Math.min(capacity, settingsOf(state, edge).maxCapacity ?? capacity);
}

/** The power of one of its chunks, if it has as many as it can. */
function wattsOf(state: SiteState, report: EdgeReport): number {
  const { availableWatts } = report;
  const watts = Math.min(availableWatts, settingsOf(state, report.edge).maxWatts ?? availableWatts);
  return watts === 0 ? 0 : Math.max(1, Math.floor(watts / capacityOf(state, report)));
}
