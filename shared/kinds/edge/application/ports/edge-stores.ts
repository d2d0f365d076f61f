import type { Page, PageRequest, Versioned } from '../../../../application/ports/versioned.ts';
import type { AgentDesired } from '../../domain/desired.ts';
import type { ConfigName, EdgeConfig } from '../../domain/edge-config.ts';
import type { AgentInventory } from '../../domain/inventory.ts';
import type { OrderLedger, OrderState } from '../../domain/ledger.ts';
import type { EdgeOrder } from '../../domain/order.ts';
import type { SiteTotals } from '../../domain/site-totals.ts';

/*
 * Each tree has one store, and one who writes it. All of a site is in one partition. Every method may throw Unavailable.
 */

export type ConditionalSave =
  { readonly outcome: 'saved'; readonly version: string } | { readonly outcome: 'conflict' };

interface IfVersion {
  /** Undefined: there must be none yet. */
  readonly ifVersion: string | undefined;
}

/** The tree `config`, but for the orders: what people have set. Written by the API. */
export interface EdgeConfigStore {
  get(site: string, name: ConfigName): Promise<Versioned<EdgeConfig> | undefined>;

  /** Of all sites, or of one; in no order. What cannot be read is reported and left out. */
  list(site?: string): Promise<readonly Versioned<EdgeConfig>[]>;

  save(config: EdgeConfig, condition: IfVersion): Promise<ConditionalSave>;
}

/** The orders in the tree `config`. Written by the API. An order is kept for 90 days after it was last written. */
export interface EdgeOrderStore {
  get(site: string, orderId: string): Promise<Versioned<EdgeOrder> | undefined>;

  /** Each of them for itself, in their order: one whose id is taken stays as it is. */
  create(site: string, orders: readonly EdgeOrder[]): Promise<readonly ('created' | 'already-exists')[]>;

  save(order: EdgeOrder, condition: { readonly ifVersion: string }): Promise<ConditionalSave>;

  /** Those that a run has asked for, at whichever sites: one, or more where its task was changed between attempts. */
  ofRun(runId: string): Promise<readonly EdgeOrder[]>;

  /** The latest asked first. With a state: of those that the scheduler has entered in its books. */
  list(
    site: string,
    filter: { readonly state?: OrderState | undefined },
    request: PageRequest,
  ): Promise<Page<{ readonly order: EdgeOrder; readonly ledger: OrderLedger | undefined }>>;
}

/** The tree `inventory`. Written by agents, by way of the API. */
export interface EdgeInventoryStore {
  get(site: string, agent: string): Promise<Versioned<AgentInventory> | undefined>;

  save(inventory: AgentInventory, condition: IfVersion): Promise<ConditionalSave>;
}

/** What was written of a site. */
export type TreeChange =
  | { readonly kind: 'config'; readonly config: EdgeConfig }
  | { readonly kind: 'order'; readonly order: EdgeOrder }
  | { readonly kind: 'inventory'; readonly inventory: AgentInventory }
  | { readonly kind: 'ledger'; readonly ledger: OrderLedger; readonly version: string }
  | { readonly kind: 'desired'; readonly desired: AgentDesired; readonly version: string }
  | { readonly kind: 'totals'; readonly totals: SiteTotals; readonly version: string };

/** A document of the scheduler, and what it must be like so far. */
export type SchedulerWrite = (
  | { readonly kind: 'ledger'; readonly ledger: OrderLedger }
  | { readonly kind: 'desired'; readonly desired: AgentDesired }
  | { readonly kind: 'totals'; readonly totals: SiteTotals }
) &
  IfVersion;

/** What the scheduler reads of all trees, and the tree `desired`, which it alone writes. */
export interface EdgeSchedulerStore {
  /** The sites that were ever scheduled. */
  sites(): Promise<readonly string[]>;

  /**
   * All of a site but orders that are long over, each as it is when it is read, and the position before any of it: what
   * is written meanwhile may be in both. What cannot be read is reported and left out.
   */
  load(site: string): Promise<{ readonly position: string; readonly changes: readonly TreeChange[] }>;

  /** What was written after a position, each at its last write and in their order; undefined: no such position. */
  changes(
    site: string,
    after: string,
  ): Promise<{ readonly position: string; readonly changes: readonly TreeChange[] } | undefined>;

  /** Writes all or nothing: at most 100 documents, 2 MB. The versions are in the order of the writes. */
  commit(
    site: string,
    writes: readonly SchedulerWrite[],
  ): Promise<
    { readonly outcome: 'saved'; readonly versions: readonly string[] } | { readonly outcome: 'conflict' }
  >;

  ledger(site: string, orderId: string): Promise<Versioned<OrderLedger> | undefined>;

  desired(site: string, agent: string): Promise<Versioned<AgentDesired> | undefined>;
}
