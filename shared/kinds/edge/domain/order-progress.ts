import type { AgentInventory, ChunkReport } from './inventory.ts';
import { isOver, type EdgeShare, type OpenChunk, type OrderLedger } from './ledger.ts';

/** What an edge has to do with an order by now. */
export interface ProgressShare {
  readonly edge: string;
  readonly spentWattSeconds: number;
  readonly chunks: number;
  readonly isWorking: boolean;
  readonly startedAt: number;
  /** Absent while it is working. */
  readonly endedAt?: number;
}

/** How far an order is, with what edges have said of the chunks that they have. */
export interface OrderProgress {
  readonly spentWattSeconds: number;
  /** 0 to 100, two decimals; 100 only when all is spent and credited. */
  readonly percent: number;
  readonly workingEdges: number;
  readonly shares: readonly ProgressShare[];
}

/** Looks at an order; the reports are those of the agents that have some of it. */
export function orderProgress(
  ledger: OrderLedger,
  inventories: ReadonlyMap<string, AgentInventory>,
): OrderProgress {
  const shares = new Map(ledger.shares.map((share) => [share.edge, ended(share)]));
  let spentWattSeconds = ledger.spentWattSeconds;
  for (const chunk of ledger.open) {
    const said = reportOf(inventories.get(chunk.agent), chunk);
    const spent = Math.min(chunk.wattSeconds, said?.spentWattSeconds ?? 0);
    spentWattSeconds += spent;
    shares.set(chunk.edge, working(shares.get(chunk.edge), chunk, { spent, startedAt: said?.startedAt }));
  }
  return {
    spentWattSeconds,
    percent: percentOf(spentWattSeconds, ledger),
    workingEdges: new Set(ledger.open.map(({ edge }) => edge)).size,
    shares: [...shares.values()].sort((a, b) => a.startedAt - b.startedAt || (a.edge < b.edge ? -1 : 1)),
  };
}

/** In hundredths, cut off: 100 is said of what is over only. */
function percentOf(spent: number, ledger: OrderLedger): number {
  if (ledger.state === 'spent') return 100;
  const percent = Math.floor((spent / ledger.wattSeconds) * 10_000) / 100;
  return isOver(ledger) ? percent : Math.min(99.99, percent);
}

function reportOf(inventory: AgentInventory | undefined, chunk: OpenChunk): ChunkReport | undefined {
  const edge = inventory?.edges.find((report) => report.edge === chunk.edge);
  return edge?.chunks.find(({ chunkId }) => chunkId === chunk.chunkId);
}

function ended({ edge, spentWattSeconds, chunks, startedAt, endedAt }: EdgeShare): ProgressShare {
  return { edge, spentWattSeconds, chunks, startedAt, endedAt, isWorking: false };
}

function working(
  before: ProgressShare | undefined,
  { edge, assignedAt }: OpenChunk,
  { spent, startedAt }: { readonly spent: number; readonly startedAt: number | undefined },
): ProgressShare {
  return {
    edge,
    spentWattSeconds: (before?.spentWattSeconds ?? 0) + spent,
    chunks: (before?.chunks ?? 0) + 1,
    isWorking: true,
    startedAt: Math.min(before?.startedAt ?? Number.MAX_SAFE_INTEGER, startedAt ?? assignedAt),
  };
}
