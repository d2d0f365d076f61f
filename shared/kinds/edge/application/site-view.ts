import type { AgentDesired } from '../domain/desired.ts';
import {
  defaultSiteSettings,
  type EdgeConfig,
  type EdgeSettings,
  type SiteSettings,
} from '../domain/edge-config.ts';
import type { AgentInventory } from '../domain/inventory.ts';
import { isOver, type OrderLedger } from '../domain/ledger.ts';
import type { EdgeOrder } from '../domain/order.ts';
import { currentValue } from '../domain/shared-config/shared-document.ts';
import type { SiteState } from '../domain/site-state.ts';
import { noTotals, type SiteTotals } from '../domain/site-totals.ts';
import type { EdgeSchedulerStore, SchedulerWrite, TreeChange } from './ports/edge-stores.ts';

/**
 * What an instance knows of a site: read whole once, then kept up by what was written since. So a pass reads as much as has
 * changed, however many edges and orders there are. It may be behind; that is found out at the next write, which is
 * refused.
 */
export class SiteView {
  readonly #store: EdgeSchedulerStore;
  readonly #site: string;
  readonly #edgeSettings = new Map<string, EdgeSettings>();
  readonly #orders = new Map<string, EdgeOrder>();
  readonly #inventories = new Map<string, AgentInventory>();
  readonly #ledgers = new Map<string, OrderLedger>();
  readonly #desired = new Map<string, AgentDesired>();
  readonly #versions = new Map<string, string>();
  #settings: SiteSettings;
  #totals: SiteTotals;
  #position: string | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(store: EdgeSchedulerStore, site: string) {
    this.#store = store;
    this.#site = site;
    this.#settings = defaultSiteSettings(site);
    this.#totals = noTotals(site);
  }

  get state(): SiteState {
    return {
      site: this.#site,
      settings: this.#settings,
      edgeSettings: this.#edgeSettings,
      orders: this.#orders,
      inventories: this.#inventories,
      ledgers: this.#ledgers,
      desired: this.#desired,
      totals: this.#totals,
    };
  }

  /** Whether the scheduler has ever written anything of the site. */
  get isKnown(): boolean {
    return this.#versions.has('totals');
  }

  /** Reads what was written since the last time. Of several who ask at once one does it. Throws Unavailable. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#read().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** Forgets everything: the next refresh reads the site whole. */
  forget(): void {
    for (const part of [this.#edgeSettings, this.#orders, this.#inventories, this.#ledgers, this.#desired]) {
      part.clear();
    }
    this.#versions.clear();
    this.#settings = defaultSiteSettings(this.#site);
    this.#totals = noTotals(this.#site);
    this.#position = undefined;
  }

  /** The version of a document of the scheduler as it is known; undefined where none is. */
  versionOf(write: UnconditionalWrite): string | undefined {
    return this.#versions.get(keyOf(write));
  }

  /** Notes what was written by this instance, so that it need not be read again. */
  saved(writes: readonly SchedulerWrite[], versions: readonly string[]): void {
    for (const [index, write] of writes.entries()) {
      const version = versions[index];
      if (version !== undefined) this.#note({ ...write, version });
    }
  }

  /** Notes something that this instance has seen being written. */
  note(changes: readonly TreeChange[]): void {
    for (const change of changes) this.#note(change);
  }

  async #read(): Promise<void> {
    const since = this.#position;
    const changed = since === undefined ? undefined : await this.#store.changes(this.#site, since);
    if (changed === undefined) this.forget();
    const { position, changes } = changed ?? (await this.#store.load(this.#site));
    this.note(changes);
    await this.#findBooks(changes);
    this.#position = position;
  }

  /**
   * The books of orders that are over are not kept here. One that is asked for again, or withdrawn after it was over, has
   * its own to be found, before new ones are opened.
   */
  async #findBooks(changes: readonly TreeChange[]): Promise<void> {
    const orderIds = changes.flatMap((change) =>
      change.kind === 'order' && (change.order.attempt > 1 || change.order.wanted === 'withdrawn')
        ? [change.order.orderId]
        : [],
    );
    await Promise.all(orderIds.map((orderId) => this.findLedger(orderId)));
  }

  /** Looks for the books of an order in the store, if they are not here. Throws Unavailable. */
  async findLedger(orderId: string): Promise<void> {
    if (!this.#orders.has(orderId) || this.#ledgers.has(orderId)) return;
    const found = await this.#store.ledger(this.#site, orderId);
    if (found !== undefined) this.#note({ kind: 'ledger', ledger: found.value, version: found.version });
  }

  #note(change: TreeChange): void {
    switch (change.kind) {
      case 'config':
        this.#configure(change.config);
        return;
      case 'order':
        this.#orders.set(change.order.orderId, change.order);
        return;
      case 'inventory':
        this.#keepInventory(change.inventory);
        return;
      case 'ledger':
        this.#keepLedger(change.ledger, change.version);
        return;
      case 'desired':
        this.#desired.set(change.desired.agent, change.desired);
        this.#versions.set(keyOf(change), change.version);
        return;
      case 'totals':
        this.#totals = change.totals;
        this.#versions.set(keyOf(change), change.version);
    }
  }

  #configure({ name, shared }: EdgeConfig): void {
    const value = currentValue(shared);
    if (name === 'site') {
      this.#settings = value?.kind === 'site' ? value : defaultSiteSettings(this.#site);
      return;
    }
    const edge = name.slice('edge~'.length);
    if (value?.kind === 'edge') this.#edgeSettings.set(edge, value);
    else this.#edgeSettings.delete(edge);
  }

  /** The feed may tell late of what a report has brought here itself. */
  #keepInventory(inventory: AgentInventory): void {
    const before = this.#inventories.get(inventory.agent);
    const isOlder =
      before !== undefined &&
      (before.session > inventory.session ||
        (before.session === inventory.session && before.sequence > inventory.sequence));
    if (!isOlder) this.#inventories.set(inventory.agent, inventory);
  }

  #keepLedger(ledger: OrderLedger, version: string): void {
    const { orderId } = ledger;
    const order = this.#orders.get(orderId);
    if (isOver(ledger) && (order === undefined || isSettled(order, ledger))) {
      this.#orders.delete(orderId);
      this.#ledgers.delete(orderId);
      this.#versions.delete(`ledger ${orderId}`);
      return;
    }
    this.#ledgers.set(orderId, ledger);
    this.#versions.set(`ledger ${orderId}`, version);
  }
}

type UnconditionalWrite =
  | { readonly kind: 'ledger'; readonly ledger: Pick<OrderLedger, 'orderId'> }
  | { readonly kind: 'desired'; readonly desired: Pick<AgentDesired, 'agent'> }
  | { readonly kind: 'totals' };

function keyOf(write: UnconditionalWrite): string {
  switch (write.kind) {
    case 'ledger':
      return `ledger ${write.ledger.orderId}`;
    case 'desired':
      return `desired ${write.desired.agent}`;
    case 'totals':
      return 'totals';
  }
}

/** Whether nothing more is to come of an order as it is asked for. */
function isSettled(order: EdgeOrder, ledger: OrderLedger): boolean {
  return ledger.state === 'spent' || order.wanted === 'withdrawn'
    ? order.attempt <= ledger.attempt || ledger.state === 'spent'
    : order.attempt <= ledger.attempt;
}
