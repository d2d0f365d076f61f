import { DAY_MS } from '../../../domain/schedule/instant.ts';
import type { AgentInventory, ChunkReport, EdgeReport } from './inventory.ts';

/** An edge that has been silent for so long is no longer listed. */
const FORGOTTEN_AFTER_MS = 1 * DAY_MS;

/** So many silent ones are kept, those heard of last: an agent that names its edges anew at each start has no end of them. */
const MAX_SILENT = 200;

/** What an edge says of itself. */
export type SaidEdge = Omit<EdgeReport, 'seenAt' | 'chunks'> & {
  readonly chunks: readonly Pick<ChunkReport, 'chunkId' | 'spentWattSeconds' | 'state'>[];
};

/** What an agent says of its edges. */
export interface SaidReport {
  readonly session: number;
  readonly sequence: number;
  readonly obeys: number;
  readonly edges: readonly SaidEdge[];
}

/**
 * The inventory with what an agent has reported: edges that it leaves out stay as they were last seen, and what was spent
 * on a chunk never falls. Undefined when the report is not later than what is there.
 */
export function takeReport(
  inventory: AgentInventory,
  { sequence, obeys, edges }: SaidReport,
  now: number,
): AgentInventory | undefined {
  if (sequence <= inventory.sequence) return undefined;
  const before = new Map(inventory.edges.map((edge) => [edge.edge, edge]));
  const said = edges.map((edge) => seen(edge, before.get(edge.edge), now));
  const named = new Set(edges.map(({ edge }) => edge));
  return {
    ...inventory,
    sequence,
    obeys,
    seenAt: now,
    edges: [...said, ...silentEdges(inventory, named, now)],
  };
}

/** The edges of an agent that it does not speak of, as they were last seen. */
export function silentEdges(
  { edges }: Pick<AgentInventory, 'edges'>,
  named: ReadonlySet<string>,
  now: number,
): readonly EdgeReport[] {
  return edges
    .filter(({ edge, seenAt }) => !named.has(edge) && now - seenAt < FORGOTTEN_AFTER_MS)
    .toSorted((a, b) => b.seenAt - a.seenAt)
    .slice(0, MAX_SILENT);
}

function seen(edge: SaidEdge, before: EdgeReport | undefined, now: number): EdgeReport {
  const known = new Map(before?.chunks.map((chunk) => [chunk.chunkId, chunk]));
  return {
    ...edge,
    seenAt: now,
    chunks: edge.chunks.map((said) => moved(said, known.get(said.chunkId), now)),
  };
}

function moved(said: SaidEdge['chunks'][number], before: ChunkReport | undefined, now: number): ChunkReport {
  if (before === undefined) return { ...said, startedAt: now, progressedAt: now };
  const spentWattSeconds = Math.max(said.spentWattSeconds, before.spentWattSeconds);
  const hasMoved = spentWattSeconds > before.spentWattSeconds || said.state !== before.state;
  return {
    ...said,
    spentWattSeconds,
    startedAt: before.startedAt,
    progressedAt: hasMoved ? now : before.progressedAt,
  };
}

/**
 * Whether the scheduler has something to do after a report: a chunk is over, an edge is new, back, leaving, or has power
 * where it had none. That more is spent of a chunk changes nothing.
 */
export function callsForPass(
  before: AgentInventory | undefined,
  after: AgentInventory,
  lostAfterMs: number,
): boolean {
  const known = new Map(before?.edges.map((edge) => [edge.edge, edge]));
  return after.edges.some((edge) => {
    const was = known.get(edge.edge);
    if (was === undefined || edge.seenAt - was.seenAt > lostAfterMs) return true;
    const isOther =
      was.availableWatts !== edge.availableWatts ||
      was.capacity !== edge.capacity ||
      was.isLeaving !== edge.isLeaving;
    // A battery that fills or empties is looked at now and then.
    return isOther || edge.chunks.some(({ state }) => state !== 'running');
  });
}
