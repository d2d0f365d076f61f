import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import type { Chunk } from './desired.ts';
import { isLost } from './edge-standing.ts';
import type { ChunkReport, EdgeReport } from './inventory.ts';
import { settingsOf, type SiteState } from './site-state.ts';

export type ClosingReason = 'done' | 'failed' | 'withdrawn' | 'retired' | 'lost' | 'stalled';

/** A chunk that is to be taken from its edge. */
export interface PlannedClosing {
  readonly agent: string;
  readonly edge: string;
  readonly orderId: string;
  readonly chunkId: string;
  readonly reason: ClosingReason;
  readonly spentWattSeconds: number;
  readonly startedAt?: number | undefined;
  /** The edge gets nothing new before. */
  readonly restsUntil?: number;
}

/** An edge that gives a chunk back gets the next one after this: it would give that back as well. */
const REST_MS = 10 * SECOND_MS;

/** Which chunks are to be closed: those that are spent, and those whose edge will not spend them. Grouped by agent. */
export function planClosings(state: SiteState, now: number): readonly PlannedClosing[] {
  return [...state.desired.values()].flatMap(({ agent, edges }) => {
    const reports = new Map(state.inventories.get(agent)?.edges.map((report) => [report.edge, report]));
    return edges.flatMap(({ edge, chunks }) =>
      chunks.flatMap((chunk): PlannedClosing[] => {
        const report = reports.get(edge);
        const said = report?.chunks.find(({ chunkId }) => chunkId === chunk.chunkId);
        const reason = reasonToClose({ state, edge, chunk, report, said }, now);
        return reason === undefined
          ? []
          : [{ agent, edge, reason, ...closingOf(chunk, said), ...restAfter(reason, state, now) }];
      }),
    );
  });
}

function closingOf({ orderId, chunkId }: Chunk, said: ChunkReport | undefined) {
  return { orderId, chunkId, spentWattSeconds: said?.spentWattSeconds ?? 0, startedAt: said?.startedAt };
}

interface Looked {
  readonly state: SiteState;
  readonly edge: string;
  readonly chunk: Chunk;
  readonly report: EdgeReport | undefined;
  readonly said: ChunkReport | undefined;
}

function reasonToClose(looked: Looked, now: number): ClosingReason | undefined {
  return reasonOfEdge(looked) ?? reasonOfPeople(looked) ?? reasonOfTime(looked, now);
}

function reasonOfEdge({ chunk, said }: Looked): ClosingReason | undefined {
  if (said === undefined) return undefined;
  if (said.spentWattSeconds >= chunk.wattSeconds) return 'done';
  // "Done" with less than all of it spent gives the rest back.
  return said.state === 'running' ? undefined : 'failed';
}

function reasonOfPeople({ state, edge, chunk }: Looked): ClosingReason | undefined {
  // An order whose document is gone is wanted by nobody.
  if (state.orders.get(chunk.orderId)?.wanted !== 'spent') return 'withdrawn';
  return settingsOf(state, edge).state === 'retired' ? 'retired' : undefined;
}

function reasonOfTime({ state, chunk, report, said }: Looked, now: number): ClosingReason | undefined {
  if (report === undefined || isLost(report, state, now)) return 'lost';
  const movedAt = Math.max(chunk.assignedAt, said?.progressedAt ?? 0);
  return now - movedAt > state.settings.stalledAfterSeconds * SECOND_MS ? 'stalled' : undefined;
}

function restAfter(reason: ClosingReason, { settings }: SiteState, now: number): { restsUntil?: number } {
  if (reason === 'failed') return { restsUntil: now + REST_MS };
  if (reason === 'stalled') return { restsUntil: now + settings.stalledAfterSeconds * SECOND_MS };
  return {};
}
