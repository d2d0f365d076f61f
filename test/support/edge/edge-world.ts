import { Unavailable } from '../../../shared/domain/errors.ts';
import {
  createAskOrders,
  createReadOrder,
  createWithdrawOrder,
} from '../../../shared/kinds/edge/application/edge-orders.ts';
import { EdgeSites } from '../../../shared/kinds/edge/application/edge-sites.ts';
import type { EdgeSchedulerStore } from '../../../shared/kinds/edge/application/ports/edge-stores.ts';
import {
  createRegisterAgent,
  createReportEdges,
} from '../../../shared/kinds/edge/application/register-agent.ts';
import { createScheduleSite } from '../../../shared/kinds/edge/application/schedule-site.ts';
import {
  MemoryEdgeConfigStore,
  MemoryEdgeInventoryStore,
  MemoryEdgeOrderStore,
  MemoryEdges,
  MemoryEdgeSchedulerStore,
} from '../memory/memory-edge-stores.ts';

/** How a write of the scheduler goes: as it should, or the process is killed before it, or after it. */
export type Fate = 'well' | 'killed-before' | 'killed-after';

/** One site's edges over stores in memory, with a clock that stands still. */
export class EdgeWorld {
  readonly edges = new MemoryEdges();
  readonly configs = new MemoryEdgeConfigStore(this.edges);
  readonly orders = new MemoryEdgeOrderStore(this.edges);
  readonly inventories = new MemoryEdgeInventoryStore(this.edges);
  readonly scheduler = new MemoryEdgeSchedulerStore(this.edges);
  readonly #afterCommit: () => void;
  readonly #fate: () => Fate;
  now = 1_000_000;

  constructor({
    afterCommit = () => undefined,
    fate = () => 'well',
  }: { readonly afterCommit?: () => void; readonly fate?: () => Fate } = {}) {
    this.#afterCommit = afterCommit;
    this.#fate = fate;
  }

  /** An instance of the app: what it knows is its own, the stores are everybody's. */
  instance(): EdgeInstance {
    const clock = { now: () => this.now };
    const pause = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
    };
    const store = this.#store();
    const scheduleSite = createScheduleSite({ store, clock, pause, controlPlane: 'main', chance: () => 0 });
    const sites = new EdgeSites({ store, scheduleSite, pause });
    const { orders, inventories, scheduler } = this;
    const parts = { orders, inventories, scheduler, sites, clock };
    return {
      sites,
      registerAgent: createRegisterAgent(parts),
      reportEdges: createReportEdges(parts),
      askOrders: createAskOrders(parts),
      withdrawOrder: createWithdrawOrder(parts),
      readOrder: createReadOrder(parts),
    };
  }

  #store(): EdgeSchedulerStore {
    const { scheduler } = this;
    return {
      sites: () => scheduler.sites(),
      load: (site) => scheduler.load(site),
      changes: (site, after) => scheduler.changes(site, after),
      ledger: (site, orderId) => scheduler.ledger(site, orderId),
      desired: (site, agent) => scheduler.desired(site, agent),
      commit: async (site, writes) => {
        const fate = this.#fate();
        if (fate === 'killed-before') throw new Unavailable('Killed before the write.');
        // Others come in between.
        await new Promise((resolve) => setImmediate(resolve));
        const answer = await scheduler.commit(site, writes);
        this.#afterCommit();
        if (fate === 'killed-after') throw new Unavailable('Killed after the write.');
        return answer;
      },
    };
  }
}

export interface EdgeInstance {
  readonly sites: EdgeSites;
  readonly registerAgent: ReturnType<typeof createRegisterAgent>;
  readonly reportEdges: ReturnType<typeof createReportEdges>;
  readonly askOrders: ReturnType<typeof createAskOrders>;
  readonly withdrawOrder: ReturnType<typeof createWithdrawOrder>;
  readonly readOrder: ReturnType<typeof createReadOrder>;
}
