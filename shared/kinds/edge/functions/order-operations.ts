import type { InvocationContext } from '@azure/functions';
import { input } from 'durable-functions';
import { operation, type Operation } from '../../../../functions/http/api/operation.ts';
import { notFound } from '../../../../functions/http/problem.ts';
import { toPageRequest } from '../../../contracts/http/page-view.ts';
import { InvalidInput } from '../../../domain/errors.ts';
import type {
  createAskOrders,
  createListOrders,
  createReadOrder,
  createReadRunOrders,
  createWithdrawOrder,
} from '../application/edge-orders.ts';
import {
  askEdgeOrdersContract,
  listEdgeOrdersContract,
  listRunEdgeOrdersContract,
  readEdgeOrderContract,
  withdrawEdgeOrderContract,
  type AskedOrdersView,
} from '../contracts/edge-orders.ts';
import { orderDetailView, orderView } from './edge-views.ts';
import { enterHeldSite, enterSite, type SiteAccess } from './site-access.ts';

export interface OrderUseCases extends SiteAccess {
  readonly askOrders: ReturnType<typeof createAskOrders>;
  readonly withdrawOrder: ReturnType<typeof createWithdrawOrder>;
  readonly readOrder: ReturnType<typeof createReadOrder>;
  readonly listOrders: ReturnType<typeof createListOrders>;
  readonly readRunOrders: ReturnType<typeof createReadRunOrders>;
  readonly wakeRuns: (site: string, context: InvocationContext) => Promise<void>;
}

/** `/api/edge-sites/{site}/orders`. */
export function orderOperations(useCases: OrderUseCases): readonly Operation[] {
  const { askOrders, withdrawOrder, readOrder, readRunOrders, listOrders, wakeRuns } = useCases;
  return [
    operation(askEdgeOrdersContract, async ({ path: { site }, body, caller, author }) => {
      const entered = await enterHeldSite(useCases, { site, caller, role: 'operator' });
      if ('refusal' in entered) return entered.refusal;
      checkIds(body.orders);
      const askedBy = author();
      const orders = body.orders.map((order) => ({ ...order, site, attempt: 1, askedBy }));
      const outcomes = await askOrders(site, orders);
      const jsonBody: AskedOrdersView = {
        orders: orders.map(({ orderId }, index) => ({ orderId, outcome: outcomes[index] ?? 'conflict' })),
      };
      return { jsonBody };
    }),

    operation(listEdgeOrdersContract, async ({ path: { site }, query, caller }) => {
      const entered = await enterSite(useCases, { site, caller, role: 'reader' });
      if ('refusal' in entered) return entered.refusal;
      const page = await listOrders(site, { state: query.state }, toPageRequest(query));
      return { jsonBody: { ...page, items: page.items.map(orderView) } };
    }),

    operation(readEdgeOrderContract, async ({ path: { site, orderId }, caller }) => {
      const entered = await enterSite(useCases, { site, caller, role: 'reader' });
      if ('refusal' in entered) return entered.refusal;
      const found = await readOrder(site, orderId);
      return found === undefined ? notFound('order', orderId) : { jsonBody: orderDetailView(found) };
    }),

    operation(listRunEdgeOrdersContract, async ({ path: { runId } }) => {
      const found = await readRunOrders(runId);
      return found === undefined
        ? notFound('run', runId)
        : { jsonBody: { items: found.map(orderDetailView) } };
    }),

    operation(
      withdrawEdgeOrderContract,
      async ({ path: { site, orderId }, caller, context }) => {
        const entered = await enterHeldSite(useCases, { site, caller, role: 'operator' });
        if ('refusal' in entered) return entered.refusal;
        const outcome = await withdrawOrder(site, orderId);
        await wakeRuns(site, context);
        return outcome === 'not-found' ? notFound('order', orderId) : { status: 204 };
      },
      [input.durableClient()],
    ),
  ];
}

function checkIds(orders: readonly { readonly orderId: string }[]): void {
  const seen = new Set<string>();
  const issues = orders.flatMap(({ orderId }, index) => {
    const isSecond = seen.has(orderId);
    seen.add(orderId);
    return isSecond ? [{ pointer: `/orders/${index}/orderId`, message: 'must be asked for once' }] : [];
  });
  if (issues.length > 0) throw new InvalidInput('The body has faults.', issues);
}
