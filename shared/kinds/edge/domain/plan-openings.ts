import { freeEdges, type FreeEdge } from './edge-standing.ts';
import type { OrderLedger } from './ledger.ts';
import { hasLabels, labelKey, type EdgeOrder } from './order.ts';
import type { SiteState } from './site-state.ts';

/** A part of an order that an edge is to have. */
export interface PlannedOpening {
  readonly agent: string;
  readonly edge: string;
  readonly orderId: string;
  readonly wattSeconds: number;
}

/** An order with something left that nobody has. */
interface Waiting {
  readonly order: EdgeOrder;
  left: number;
  chunks: number;
}

/** A free edge while it is dealt out. */
interface Hand {
  readonly free: FreeEdge;
  slots: number;
  budget: number;
}

/**
 * Which edge gets what: each waiting order gets one chunk, the most urgent and oldest first, from the strongest edge that
 * suits it; then each gets a second one, and so on while edges are free. So a large order does not keep small ones
 * waiting, and takes what they leave. Grouped by agent.
 */
export function planOpenings(state: SiteState, now: number): readonly PlannedOpening[] {
  if (state.settings.isPaused) return [];
  const hands = freeEdges(state, now).map((free) => handOf(state, free));
  if (hands.length === 0) return [];
  const pools = new Pools(hands);
  const planned: PlannedOpening[] = [];
  let round = waitingOrders(state);
  for (let most = 1; round.length > 0 && !pools.isEmpty(); most += 1) {
    round = round.filter((waiting) => {
      if (waiting.chunks >= most) return true;
      const opening = pools.isEmpty() ? undefined : open(waiting, pools, state);
      if (opening === undefined) return false;
      planned.push(opening);
      return waiting.left > 0 && waiting.chunks < waiting.order.maxEdges;
    });
  }
  return planned.sort((a, b) => (a.agent < b.agent ? -1 : Number(a.agent > b.agent)));
}

function open(waiting: Waiting, pools: Pools, { settings }: SiteState): PlannedOpening | undefined {
  const { order } = waiting;
  const least = Math.min(waiting.left, order.minChunkWattSeconds);
  const hand = pools.take(order, least);
  if (hand === undefined) return undefined;
  const { watts, agent, report } = hand.free;
  const size = Math.min(chunkSize(waiting, watts * settings.chunkSeconds), hand.budget);
  hand.slots -= 1;
  hand.budget -= size;
  if (hand.slots === 0) pools.left -= 1;
  waiting.left -= size;
  waiting.chunks += 1;
  return { agent, edge: report.edge, orderId: order.orderId, wattSeconds: size };
}

/** As large as what the edge spends in a while, within the order's limits; no crumb is left behind. */
function chunkSize({ order, left }: Waiting, fitting: number): number {
  const { minChunkWattSeconds: least, maxChunkWattSeconds: most = Number.MAX_SAFE_INTEGER } = order;
  const size = Math.min(left, Math.max(least, Math.min(most, fitting)));
  const isCrumbLeft = left - size > 0 && left - size < least;
  return isCrumbLeft && left <= most ? left : size;
}

function handOf(state: SiteState, free: FreeEdge): Hand {
  const { report, agent, slots } = free;
  if (report.budgetWattSeconds === undefined) return { free, slots, budget: Number.MAX_SAFE_INTEGER };
  const chunks = state.desired.get(agent)?.edges.find(({ edge }) => edge === report.edge)?.chunks ?? [];
  // What it has still to spend of its chunks is spoken for.
  const promised = chunks.reduce((sum, chunk) => {
    const said = report.chunks.find(({ chunkId }) => chunkId === chunk.chunkId);
    return sum + Math.max(0, chunk.wattSeconds - (said?.spentWattSeconds ?? 0));
  }, 0);
  return { free, slots, budget: Math.max(0, report.budgetWattSeconds - promised) };
}

function waitingOrders({ orders, ledgers }: SiteState): Waiting[] {
  const found: Waiting[] = [];
  for (const ledger of ledgers.values()) {
    const order = orders.get(ledger.orderId);
    if (order !== undefined && isWaiting(order, ledger)) {
      found.push({ order, left: ledger.leftWattSeconds, chunks: ledger.open.length });
    }
  }
  return found.sort(
    (a, b) =>
      b.order.priority - a.order.priority ||
      a.order.askedAt - b.order.askedAt ||
      (a.order.orderId < b.order.orderId ? -1 : 1),
  );
}

function isWaiting(
  { wanted, maxEdges }: EdgeOrder,
  { state, leftWattSeconds, open: has }: OrderLedger,
): boolean {
  const isOpen = state === 'queued' || state === 'running';
  return isOpen && wanted === 'spent' && leftWattSeconds > 0 && has.length < maxEdges;
}

/** The free edges, by the labels that orders ask for. */
class Pools {
  readonly #hands: readonly Hand[];
  readonly #byLabels = new Map<string, Hand[]>();
  /** Edges that have a slot left. */
  left: number;

  constructor(hands: readonly Hand[]) {
    this.#hands = hands;
    this.left = hands.length;
  }

  isEmpty(): boolean {
    return this.left === 0;
  }

  /** The strongest edge that suits and can spend so much at least. */
  take({ labels }: EdgeOrder, least: number): Hand | undefined {
    const key = labelKey(labels);
    const known = this.#byLabels.get(key);
    const pool = known ?? this.#hands.filter(({ free }) => hasLabels(free.report.labels, labels)).reverse();
    if (known === undefined) this.#byLabels.set(key, pool);
    // The strongest is at the end, where those that are used up are cheap to leave out.
    while (pool.at(-1)?.slots === 0) pool.pop();
    return pool.findLast(({ slots, budget }) => slots > 0 && budget >= least);
  }
}
