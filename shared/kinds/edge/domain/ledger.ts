import type { EdgeOrder } from './order.ts';

/** How an order stands. `queued`: no edge has had any of it yet. */
export type OrderState = 'queued' | 'running' | 'spent' | 'withdrawn';

/** A part of an order that an edge has at the moment. */
export interface OpenChunk {
  readonly chunkId: string;
  readonly agent: string;
  readonly edge: string;
  readonly wattSeconds: number;
  readonly assignedAt: number;
}

/** What one edge has spent on an order, over all of its chunks that are closed. */
export interface EdgeShare {
  readonly edge: string;
  readonly spentWattSeconds: number;
  readonly chunks: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * The books of an order, which the scheduler alone writes: what is spent, what edges have, and what is left. At any time
 * spent + open chunks + left = what was asked for; a chunk is closed once, in the same transaction that takes it from the
 * edge, and is credited then.
 */
export interface OrderLedger {
  readonly site: string;
  readonly orderId: string;
  /** The attempt of the order that it has last seen. */
  readonly attempt: number;
  readonly state: OrderState;
  readonly wattSeconds: number;
  /** Credited with chunks that are closed. */
  readonly spentWattSeconds: number;
  /** In no chunk, and not spent. */
  readonly leftWattSeconds: number;
  readonly open: readonly OpenChunk[];
  /** Number of the next chunk; no number is given twice. */
  readonly nextChunk: number;
  readonly shares: readonly EdgeShare[];
  /** Chunks that came back unfinished, for whatever reason. */
  readonly returnedChunks: number;
  readonly askedAt: number;
  /** When an edge first had some of it. */
  readonly startedAt?: number;
  /** When all was spent, or it was withdrawn. */
  readonly endedAt?: number;
}

/** Shares beyond these go into one of their own: a ledger is read and written whole. */
const MAX_SHARES = 500;

/** In place of an edge's name: all that have no share of their own. */
const OTHER_EDGES = '*';

/** Whether nothing more is to happen, unless a later attempt asks. */
export function isOver({ state }: Pick<OrderLedger, 'state'>): boolean {
  return state === 'spent' || state === 'withdrawn';
}

/** The books of an order that nothing has happened to. */
export function openLedger({ site, orderId, attempt, wattSeconds, askedAt }: EdgeOrder): OrderLedger {
  return {
    ...{ site, orderId, attempt, wattSeconds, askedAt },
    state: 'queued',
    spentWattSeconds: 0,
    leftWattSeconds: wattSeconds,
    open: [],
    nextChunk: 1,
    shares: [],
    returnedChunks: 0,
  };
}

/** Goes on with what is left, for a later attempt. */
export function reopened(ledger: OrderLedger, attempt: number): OrderLedger {
  if (ledger.state === 'spent') return { ...ledger, attempt };
  const { endedAt: _ended, ...rest } = ledger;
  return { ...rest, attempt, state: ledger.startedAt === undefined ? 'queued' : 'running' };
}

/** Lends a part to an edge. Throws RangeError when there is not so much left. */
export function lent(ledger: OrderLedger, chunk: OpenChunk): OrderLedger {
  if (chunk.wattSeconds > ledger.leftWattSeconds || isOver(ledger)) {
    throw new RangeError(`Order '${ledger.orderId}' has not ${chunk.wattSeconds} Ws left.`);
  }
  return {
    ...ledger,
    state: 'running',
    startedAt: ledger.startedAt ?? chunk.assignedAt,
    leftWattSeconds: ledger.leftWattSeconds - chunk.wattSeconds,
    nextChunk: ledger.nextChunk + 1,
    open: [...ledger.open, chunk],
  };
}

/** What is known of a chunk that is closed. */
export interface Closing {
  readonly chunkId: string;
  /** Reported under this very chunk; no more than its size is credited. */
  readonly spentWattSeconds: number;
  /** When the edge first told of it. */
  readonly startedAt?: number | undefined;
  readonly now: number;
}

/** Takes a chunk back and credits what is spent of it. One that is not open changes nothing: it was closed before. */
export function closed(ledger: OrderLedger, closing: Closing): OrderLedger {
  const chunk = ledger.open.find(({ chunkId }) => chunkId === closing.chunkId);
  if (chunk === undefined) return ledger;
  const credit = Math.max(0, Math.min(chunk.wattSeconds, closing.spentWattSeconds));
  const leftWattSeconds = ledger.leftWattSeconds + chunk.wattSeconds - credit;
  const open = ledger.open.filter(({ chunkId }) => chunkId !== closing.chunkId);
  const isSpent = leftWattSeconds === 0 && open.length === 0;
  const startedAt = closing.startedAt ?? chunk.assignedAt;
  const share = { edge: chunk.edge, spentWattSeconds: credit, chunks: 1, startedAt, endedAt: closing.now };
  return {
    ...ledger,
    ...(isSpent ? { state: 'spent', endedAt: closing.now } : {}),
    spentWattSeconds: ledger.spentWattSeconds + credit,
    leftWattSeconds,
    open,
    shares: credit === 0 ? ledger.shares : withShare(ledger.shares, share),
    returnedChunks: ledger.returnedChunks + (credit < chunk.wattSeconds ? 1 : 0),
  };
}

/** Ends an order of which nothing is with an edge any more. */
export function withdrawn(ledger: OrderLedger, now: number): OrderLedger {
  if (isOver(ledger) || ledger.open.length > 0) return ledger;
  return { ...ledger, state: 'withdrawn', endedAt: now };
}

function withShare(shares: readonly EdgeShare[], more: EdgeShare): readonly EdgeShare[] {
  const isKnown = shares.some(({ edge }) => edge === more.edge);
  const edge = isKnown || shares.length < MAX_SHARES ? more.edge : OTHER_EDGES;
  const before = shares.find((share) => share.edge === edge);
  if (before === undefined) return [...shares, { ...more, edge }];
  const joined = {
    edge,
    spentWattSeconds: before.spentWattSeconds + more.spentWattSeconds,
    chunks: before.chunks + more.chunks,
    startedAt: Math.min(before.startedAt, more.startedAt),
    endedAt: Math.max(before.endedAt, more.endedAt),
  };
  return shares.map((share) => (share === before ? joined : share));
}
