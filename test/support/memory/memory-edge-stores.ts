import type { Page, PageRequest, Versioned } from '../../../shared/application/ports/versioned.ts';
import type {
  ConditionalSave,
  EdgeConfigStore,
  EdgeInventoryStore,
  EdgeOrderStore,
  EdgeSchedulerStore,
  SchedulerWrite,
  TreeChange,
} from '../../../shared/kinds/edge/application/ports/edge-stores.ts';
import type { AgentDesired } from '../../../shared/kinds/edge/domain/desired.ts';
import type { ConfigName, EdgeConfig } from '../../../shared/kinds/edge/domain/edge-config.ts';
import type { AgentInventory } from '../../../shared/kinds/edge/domain/inventory.ts';
import { isOver, type OrderLedger, type OrderState } from '../../../shared/kinds/edge/domain/ledger.ts';
import type { EdgeOrder } from '../../../shared/kinds/edge/domain/order.ts';

type Kept = TreeChange & { readonly version: string; readonly number: number };

type Written = TreeChange extends infer Change
  ? Change extends unknown
    ? Omit<Change, 'version'>
    : never
  : never;

interface IfVersion {
  readonly ifVersion: string | undefined;
}

/** The documents of all sites, as a container keeps them. */
export class MemoryEdges {
  readonly #sites = new Map<string, Map<string, Kept>>();
  #number = 0;

  get(site: string, id: string): Kept | undefined {
    return this.#sites.get(site)?.get(id);
  }

  all(): readonly Kept[] {
    return [...this.#sites.values()].flatMap((documents) => [...documents.values()]);
  }

  /** In the order of their last writes. */
  of(site: string): readonly Kept[] {
    return [...(this.#sites.get(site)?.values() ?? [])].sort((a, b) => a.number - b.number);
  }

  sites(): readonly string[] {
    return [...this.#sites.keys()];
  }

  now(): number {
    return this.#number;
  }

  isAt(site: string, id: string, { ifVersion }: IfVersion): boolean {
    return this.get(site, id)?.version === ifVersion;
  }

  put(site: string, id: string, change: Written): string {
    this.#number += 1;
    const version = `v${this.#number}`;
    const documents = this.#sites.get(site) ?? new Map<string, Kept>();
    documents.set(id, { ...structuredClone(change), version, number: this.#number });
    this.#sites.set(site, documents);
    return version;
  }

  save(site: string, id: string, asked: IfVersion & { readonly change: Written }): ConditionalSave {
    if (!this.isAt(site, id, asked)) return { outcome: 'conflict' };
    return { outcome: 'saved', version: this.put(site, id, asked.change) };
  }
}

export class MemoryEdgeConfigStore implements EdgeConfigStore {
  readonly #edges: MemoryEdges;

  constructor(edges: MemoryEdges) {
    this.#edges = edges;
  }

  async get(site: string, name: ConfigName): Promise<Versioned<EdgeConfig> | undefined> {
    const kept = this.#edges.get(site, `config~${name}`);
    return kept?.kind === 'config' ? { value: kept.config, version: kept.version } : undefined;
  }

  async list(site?: string): Promise<readonly Versioned<EdgeConfig>[]> {
    const kept = site === undefined ? this.#edges.all() : this.#edges.of(site);
    return kept.flatMap((each) =>
      each.kind === 'config' ? [{ value: each.config, version: each.version }] : [],
    );
  }

  async save(config: EdgeConfig, condition: IfVersion): Promise<ConditionalSave> {
    const change = { kind: 'config', config } as const;
    return this.#edges.save(config.site, `config~${config.name}`, { change, ...condition });
  }
}

export class MemoryEdgeInventoryStore implements EdgeInventoryStore {
  readonly #edges: MemoryEdges;

  constructor(edges: MemoryEdges) {
    this.#edges = edges;
  }

  async get(site: string, agent: string): Promise<Versioned<AgentInventory> | undefined> {
    const kept = this.#edges.get(site, `inventory~${agent}`);
    return kept?.kind === 'inventory' ? { value: kept.inventory, version: kept.version } : undefined;
  }

  async save(inventory: AgentInventory, condition: IfVersion): Promise<ConditionalSave> {
    const change = { kind: 'inventory', inventory } as const;
    return this.#edges.save(inventory.site, `inventory~${inventory.agent}`, { change, ...condition });
  }
}

export class MemoryEdgeOrderStore implements EdgeOrderStore {
  readonly #edges: MemoryEdges;

  constructor(edges: MemoryEdges) {
    this.#edges = edges;
  }

  async get(site: string, orderId: string): Promise<Versioned<EdgeOrder> | undefined> {
    const kept = this.#edges.get(site, `order~${orderId}`);
    return kept?.kind === 'order' ? { value: kept.order, version: kept.version } : undefined;
  }

  async create(
    site: string,
    orders: readonly EdgeOrder[],
  ): Promise<readonly ('created' | 'already-exists')[]> {
    return orders.map((order) => {
      const id = `order~${order.orderId}`;
      const change = { kind: 'order', order } as const;
      const { outcome } = this.#edges.save(site, id, { change, ifVersion: undefined });
      return outcome === 'saved' ? 'created' : 'already-exists';
    });
  }

  async save(order: EdgeOrder, condition: IfVersion): Promise<ConditionalSave> {
    const change = { kind: 'order', order } as const;
    return this.#edges.save(order.site, `order~${order.orderId}`, { change, ...condition });
  }

  async ofRun(runId: string): Promise<readonly EdgeOrder[]> {
    return this.#edges
      .all()
      .flatMap((each) => (each.kind === 'order' && each.order.runId === runId ? [each.order] : []));
  }

  async list(
    site: string,
    { state }: { readonly state?: OrderState | undefined },
    { limit, cursor }: PageRequest,
  ): Promise<Page<{ readonly order: EdgeOrder; readonly ledger: OrderLedger | undefined }>> {
    const all = this.#edges
      .of(site)
      .flatMap((kept) => (kept.kind === 'order' ? [this.#listed(kept.order)] : []))
      .filter(({ ledger }) => state === undefined || ledger?.state === state)
      .sort(({ order: a }, { order: b }) => b.askedAt - a.askedAt || (a.orderId < b.orderId ? -1 : 1));
    const start = Number(cursor ?? 0);
    const items = all.slice(start, start + limit);
    return all.length > start + limit ? { items, nextCursor: `${start + limit}` } : { items };
  }

  #listed(order: EdgeOrder) {
    const kept = this.#edges.get(order.site, `ledger~${order.orderId}`);
    return { order, ledger: kept?.kind === 'ledger' ? kept.ledger : undefined };
  }
}

export class MemoryEdgeSchedulerStore implements EdgeSchedulerStore {
  readonly #edges: MemoryEdges;

  constructor(edges: MemoryEdges) {
    this.#edges = edges;
  }

  async sites(): Promise<readonly string[]> {
    return this.#edges.sites().filter((site) => this.#edges.get(site, 'totals~site') !== undefined);
  }

  async load(site: string): Promise<{ position: string; changes: readonly TreeChange[] }> {
    const totals = this.#edges.get(site, 'totals~site');
    const since = totals?.kind === 'totals' ? totals.totals.settledBefore : 0;
    const isNeeded = (kept: Kept): boolean => {
      if (kept.kind === 'order') return kept.order.askedAt >= since;
      return kept.kind !== 'ledger' || kept.ledger.askedAt >= since || !isOver(kept.ledger);
    };
    const found = this.#edges.of(site).filter(isNeeded);
    const isScheduler = ({ kind }: Kept): boolean => ['ledger', 'desired', 'totals'].includes(kind);
    const changes = [...found.filter((kept) => !isScheduler(kept)), ...found.filter(isScheduler)];
    return { position: String(this.#edges.now()), changes };
  }

  async changes(
    site: string,
    after: string,
  ): Promise<{ position: string; changes: readonly TreeChange[] } | undefined> {
    if (!/^\d+$/.test(after) || Number(after) > this.#edges.now()) return undefined;
    const changes = this.#edges.of(site).filter(({ number }) => number > Number(after));
    return { position: String(this.#edges.now()), changes };
  }

  async commit(
    site: string,
    writes: readonly SchedulerWrite[],
  ): Promise<
    { readonly outcome: 'saved'; readonly versions: readonly string[] } | { readonly outcome: 'conflict' }
  > {
    if (!writes.every((write) => this.#edges.isAt(site, idOf(write), write))) return { outcome: 'conflict' };
    const versions = writes.map(({ ifVersion: _condition, ...change }) =>
      this.#edges.put(site, idOf(change), change),
    );
    return { outcome: 'saved', versions };
  }

  async ledger(site: string, orderId: string): Promise<Versioned<OrderLedger> | undefined> {
    const kept = this.#edges.get(site, `ledger~${orderId}`);
    return kept?.kind === 'ledger' ? { value: kept.ledger, version: kept.version } : undefined;
  }

  async desired(site: string, agent: string): Promise<Versioned<AgentDesired> | undefined> {
    const kept = this.#edges.get(site, `desired~${agent}`);
    return kept?.kind === 'desired' ? { value: kept.desired, version: kept.version } : undefined;
  }
}

function idOf(
  write:
    | { readonly kind: 'ledger'; readonly ledger: OrderLedger }
    | { readonly kind: 'desired'; readonly desired: AgentDesired }
    | { readonly kind: 'totals' },
): string {
  switch (write.kind) {
    case 'ledger':
      return `ledger~${write.ledger.orderId}`;
    case 'desired':
      return `desired~${write.desired.agent}`;
    case 'totals':
      return 'totals~site';
  }
}
