import type { AgentDesired } from './desired.ts';
import { ACTIVE_EDGE, type EdgeSettings, type SiteSettings } from './edge-config.ts';
import type { AgentInventory } from './inventory.ts';
import type { OrderLedger } from './ledger.ts';
import type { EdgeOrder } from './order.ts';
import type { SiteTotals } from './site-totals.ts';

/** All that the scheduler goes by: the three trees of a site, without the orders that are over. */
export interface SiteState {
  readonly site: string;
  readonly settings: SiteSettings;
  /** By edge; only those of which somebody has said something. */
  readonly edgeSettings: ReadonlyMap<string, EdgeSettings>;
  readonly orders: ReadonlyMap<string, EdgeOrder>;
  readonly inventories: ReadonlyMap<string, AgentInventory>;
  readonly ledgers: ReadonlyMap<string, OrderLedger>;
  readonly desired: ReadonlyMap<string, AgentDesired>;
  readonly totals: SiteTotals;
}

/** What people have set for an edge. */
export function settingsOf({ edgeSettings }: SiteState, edge: string): EdgeSettings {
  return edgeSettings.get(edge) ?? ACTIVE_EDGE;
}
