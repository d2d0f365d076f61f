import {
  agentOf,
  chunkIdOf,
  nothingDesired,
  withChunk,
  withoutChunk,
  withState,
  type AgentDesired,
} from './desired.ts';
import { closed, isOver, lent, openLedger, reopened, withdrawn, type OrderLedger } from './ledger.ts';
import type { EdgeOrder } from './order.ts';
import type { PlannedClosing } from './plan-closings.ts';
import type { PlannedOpening } from './plan-openings.ts';
import type { SiteState } from './site-state.ts';
import { addTotals, type Done, type SiteTotals } from './site-totals.ts';

/** What a pass has changed and not yet written: each part as it is to be. */
export interface BookedChanges {
  readonly ledgers: readonly OrderLedger[];
  readonly desired: readonly AgentDesired[];
  readonly totals: SiteTotals;
}

/** A transaction takes 100 documents, and a step touches two. */
const MAX_DOCUMENTS = 90;

/** Shares, chunks and edges in what is to be written, some 150 bytes each: a transaction takes 2 MB. */
const MAX_PARTS = 6000;

/**
 * The scheduler's trees while a pass changes them. Each step keeps them in agreement: a chunk is in the desired work of
 * its edge exactly when it is open in the ledger of its order. What is taken out to be written after any number of whole
 * steps is in agreement too, whatever becomes of the rest.
 */
export class SiteBooks {
  readonly #state: SiteState;
  readonly #ledgers: Map<string, OrderLedger>;
  readonly #desired: Map<string, AgentDesired>;
  readonly #touchedOrders = new Set<string>();
  readonly #touchedAgents = new Set<string>();
  readonly #now: number;
  #parts = 0;
  #isSettled = false;
  #totals: SiteTotals;

  constructor(state: SiteState, now: number) {
    this.#state = state;
    this.#ledgers = new Map(state.ledgers);
    this.#desired = new Map(state.desired);
    this.#totals = state.totals;
    this.#now = now;
  }

  /** The state with all that is booked. */
  get state(): SiteState {
    return {
      ...this.#state,
      ledgers: this.#ledgers,
      desired: this.#desired,
      totals: this.#totals,
    };
  }

  /** Whether what is to be written is as much as goes into one transaction. */
  get isFull(): boolean {
    return this.#touchedOrders.size + this.#touchedAgents.size > MAX_DOCUMENTS || this.#parts > MAX_PARTS;
  }

  /** Whether there is nothing to write. */
  get isEmpty(): boolean {
    return this.#touchedOrders.size + this.#touchedAgents.size === 0 && !this.#isSettled;
  }

  /** Opens the books of an order, or opens them again for a later attempt. */
  enter(order: EdgeOrder): void {
    const ledger = this.#ledgers.get(order.orderId);
    if (ledger === undefined) this.#keep(openLedger(order));
    else if (ledger.attempt < order.attempt) this.#keep(reopened(ledger, order.attempt));
  }

  /** Ends an order that nobody wants any more and of which no edge has anything. */
  withdraw(orderId: string): void {
    const ledger = this.#ledgers.get(orderId);
    if (ledger === undefined) return;
    const after = withdrawn(ledger, this.#now);
    if (after === ledger) return;
    this.#keep(after);
    this.#add({ ordersWithdrawn: 1 });
  }

  /** Tells an edge how people have set it. */
  mark(edge: string, state: 'active' | 'drained' | 'retired'): void {
    const agent = agentOf(edge);
    const before = this.#desired.get(agent) ?? nothingDesired(this.#state.site, agent);
    const after = withState(before, edge, state);
    if (after !== before) this.#desire(after);
  }

  /** Takes a chunk from its edge, and credits its order with what is spent of it. */
  close({ agent, edge, orderId, chunkId, restsUntil, ...said }: PlannedClosing): void {
    const desired = this.#desired.get(agent) ?? nothingDesired(this.#state.site, agent);
    this.#desire(withoutChunk(desired, edge, { chunkId, restsUntil }));
    const before = this.#ledgers.get(orderId);
    if (before === undefined) return;
    const { spentWattSeconds, startedAt } = said;
    const after = closed(before, { chunkId, spentWattSeconds, startedAt, now: this.#now });
    if (after === before) return;
    this.#keep(after);
    this.#add({
      ordersSpent: after.state === 'spent' ? 1 : 0,
      wattSeconds: after.spentWattSeconds - before.spentWattSeconds,
      returnedChunks: after.returnedChunks - before.returnedChunks,
    });
  }

  /** Gives an edge a part of an order. Throws RangeError when the order has not so much left. */
  open({ agent, edge, orderId, wattSeconds }: PlannedOpening): void {
    const ledger = this.#ledgers.get(orderId);
    if (ledger === undefined) throw new RangeError(`Order '${orderId}' has no books.`);
    const chunkId = chunkIdOf(orderId, ledger.nextChunk);
    const assignedAt = this.#now;
    this.#keep(lent(ledger, { chunkId, agent, edge, wattSeconds, assignedAt }));
    const desired = this.#desired.get(agent) ?? nothingDesired(this.#state.site, agent);
    this.#desire(withChunk(desired, edge, { chunkId, orderId, wattSeconds, assignedAt }));
  }

  /** Says how far back orders are over. */
  settle(settledBefore: number): void {
    this.#totals = { ...this.#totals, settledBefore };
    this.#isSettled = true;
  }

  /** What has changed since the last time, to be written in one transaction. */
  take(): BookedChanges {
    const ledgers = [...this.#touchedOrders].flatMap((id) => this.#ledgers.get(id) ?? []);
    const desired = [...this.#touchedAgents].flatMap((id) => this.#desired.get(id) ?? []);
    this.#touchedOrders.clear();
    this.#touchedAgents.clear();
    this.#parts = 0;
    this.#isSettled = false;
    return { ledgers, desired, totals: this.#totals };
  }

  #keep(ledger: OrderLedger): void {
    this.#ledgers.set(ledger.orderId, ledger);
    this.#touchedOrders.add(ledger.orderId);
    this.#parts += ledger.shares.length + ledger.open.length;
  }

  #desire(desired: AgentDesired): void {
    this.#desired.set(desired.agent, desired);
    // An agent has a hundred edges at most, however often it is touched.
    if (!this.#touchedAgents.has(desired.agent)) this.#parts += 100;
    this.#touchedAgents.add(desired.agent);
  }

  #add(done: Done): void {
    this.#totals = addTotals(this.#totals, done, this.#now);
  }
}

/** The orders that a pass has to enter or to end: a few, while most have their books and are wanted. */
export function ordersToBook({ orders, ledgers }: SiteState): {
  readonly toEnter: readonly EdgeOrder[];
  readonly toWithdraw: readonly string[];
} {
  const toEnter: EdgeOrder[] = [];
  const toWithdraw: string[] = [];
  for (const order of orders.values()) {
    const ledger = ledgers.get(order.orderId);
    const isNew = ledger === undefined || ledger.attempt < order.attempt;
    // One that was withdrawn before anything happened has its books too: somebody asks how it stands.
    if (isNew) toEnter.push(order);
    if (order.wanted === 'withdrawn') toWithdraw.push(order.orderId);
  }
  for (const ledger of ledgers.values()) {
    if (!orders.has(ledger.orderId) && !isOver(ledger)) toWithdraw.push(ledger.orderId);
  }
  return { toEnter, toWithdraw };
}
