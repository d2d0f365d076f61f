import type { Page, PageRequest } from '../../../application/ports/versioned.ts';
import type { Clock } from '../../../application/ports/environment.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';
import { Unavailable } from '../../../domain/errors.ts';
import type { RunId } from '../../../domain/run/run-id.ts';
import { openLedger, type OrderLedger, type OrderState } from '../domain/ledger.ts';
import { isSameOrder, type EdgeOrder } from '../domain/order.ts';
import { orderProgress, type OrderProgress } from '../domain/order-progress.ts';
import type { AgentInventory } from '../domain/inventory.ts';
import type { EdgeSites } from './edge-sites.ts';
import type { EdgeInventoryStore, EdgeOrderStore, EdgeSchedulerStore } from './ports/edge-stores.ts';

const MAX_TRIES = 5;

interface Dependencies {
  readonly orders: EdgeOrderStore;
  readonly inventories: Pick<EdgeInventoryStore, 'get'>;
  readonly scheduler: Pick<EdgeSchedulerStore, 'ledger'>;
  readonly sites: EdgeSites;
  readonly clock: Clock;
}

/** What somebody asks for; the rest follows from who asks, and when. */
export type AskedOrder = Omit<EdgeOrder, 'askedAt' | 'wanted'>;

export type AskOutcome = 'created' | 'already-exists' | 'conflict';

/**
 * Asks for power to be spent. An order is known by its id: the same asked again is one, and a later attempt of it goes on
 * with what is left. `conflict`: the id is taken by another. Throws Unavailable: then some may be asked for.
 */
export function createAskOrders({ orders, sites, clock }: Dependencies) {
  return async (site: string, asked: readonly AskedOrder[]): Promise<readonly AskOutcome[]> => {
    const askedAt = clock.now();
    const wanted = asked.map((order): EdgeOrder => ({ ...order, askedAt, wanted: 'spent' }));
    const created = await orders.create(site, wanted);
    const outcomes = await Promise.all(
      wanted.map(async (order, index) =>
        created[index] === 'created' ? 'created' : await askAgain(orders, order),
      ),
    );
    const news = wanted.filter((_, index) => created[index] === 'created');
    sites.view(site).note(news.map((order) => ({ kind: 'order', order })));
    await sites.poke(site);
    return outcomes;
  };
}

async function askAgain(orders: EdgeOrderStore, asked: EdgeOrder): Promise<AskOutcome> {
  for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
    const found = await orders.get(asked.site, asked.orderId);
    if (found === undefined) throw new Unavailable(`Order '${asked.orderId}' is not to be read yet.`, 1000);
    const { value: before, version } = found;
    if (!isSameOrder(before, asked)) return 'conflict';
    if (before.attempt >= asked.attempt) return 'already-exists';
    const answer = await orders.save(asked, { ifVersion: version });
    if (answer.outcome === 'saved') return 'already-exists';
  }
  throw new Unavailable(`Order '${asked.orderId}' is changed by others at the same time.`, 1000);
}

/**
 * Has no more of an order spent; `attempt`: unless a later one has asked for it. One that is over stays as it is. Throws
 * Unavailable.
 */
export function createWithdrawOrder({ orders, sites }: Dependencies) {
  return async (site: string, orderId: string, attempt?: number): Promise<'withdrawn' | 'not-found'> => {
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const found = await orders.get(site, orderId);
      if (found === undefined) return 'not-found';
      const { value: order, version } = found;
      if (order.wanted === 'withdrawn' || (attempt !== undefined && order.attempt > attempt)) {
        return 'withdrawn';
      }
      const answer = await orders.save({ ...order, wanted: 'withdrawn' }, { ifVersion: version });
      if (answer.outcome === 'conflict') continue;
      await sites.poke(site);
      return 'withdrawn';
    }
    throw new Unavailable(`Order '${orderId}' is changed by others at the same time.`, 1000);
  };
}

/** An order, its books, and how far it is. */
export interface OrderStanding {
  readonly order: EdgeOrder;
  readonly ledger: OrderLedger;
  readonly progress: OrderProgress;
}

/** Reads an order with its shares; undefined when there is none. Throws Unavailable. */
export function createReadOrder({ orders, inventories, scheduler }: Dependencies) {
  return async (site: string, orderId: string): Promise<OrderStanding | undefined> => {
    const [order, ledger] = await Promise.all([orders.get(site, orderId), scheduler.ledger(site, orderId)]);
    if (order === undefined) return undefined;
    return standing(inventories, order.value, ledger?.value);
  };
}

/**
 * The orders of a run with their shares, the one asked for last first; undefined when there is no such run. Throws
 * Unavailable.
 */
export function createReadRunOrders(dependencies: Dependencies & { readonly runs: Pick<RunStore, 'get'> }) {
  const { orders, runs } = dependencies;
  const readOrder = createReadOrder(dependencies);
  return async (runId: RunId): Promise<readonly OrderStanding[] | undefined> => {
    const [run, asked] = await Promise.all([runs.get(runId), orders.ofRun(runId)]);
    if (run === undefined) return undefined;
    const found = await Promise.all(asked.map(({ site, orderId }) => readOrder(site, orderId)));
    return found
      .filter((standing) => standing !== undefined)
      .sort((a, b) => b.order.askedAt - a.order.askedAt);
  };
}

/** Reads a page of orders. Throws Unavailable. */
export function createListOrders({ orders, inventories }: Dependencies) {
  return async (
    site: string,
    filter: { readonly state?: OrderState | undefined },
    request: PageRequest,
  ): Promise<Page<OrderStanding>> => {
    const page = await orders.list(site, filter, request);
    const items = await Promise.all(
      page.items.map(({ order, ledger }) => standing(inventories, order, ledger)),
    );
    return { ...page, items };
  };
}

async function standing(
  inventories: Pick<EdgeInventoryStore, 'get'>,
  order: EdgeOrder,
  ledger: OrderLedger = openLedger(order),
): Promise<OrderStanding> {
  const agents = [...new Set(ledger.open.map(({ agent }) => agent))];
  const found = await Promise.all(agents.map((agent) => inventories.get(order.site, agent)));
  const known = found.flatMap((each): [string, AgentInventory][] =>
    each === undefined ? [] : [[each.value.agent, each.value]],
  );
  return { order, ledger, progress: orderProgress(ledger, new Map(known)) };
}
