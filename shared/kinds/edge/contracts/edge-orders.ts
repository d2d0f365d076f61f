import { z } from 'zod';
import { instantView } from '../../../contracts/http/instant-view.ts';
import { jsonBody, NO_BODY, NO_QUERY, operationContract } from '../../../contracts/http/operation.ts';
import { pageView } from '../../../contracts/http/page-view.ts';
import { paging } from '../../../contracts/http/paging.ts';
import { runId } from '../../../contracts/run.ts';
import { edgeLabels, orderId, siteName, wattSeconds } from './edge-names.ts';
import { EDGE_TAG } from './edge-sites.ts';

const ofSite = z.object({ site: siteName });
const ofOrder = z.object({ site: siteName, orderId });

const ALL = '/edge-sites/{site}/orders';

/** Orders in one request. */
export const MAX_ORDERS = 100;

/** What a task and an order say alike. */
export const orderTerms = {
  wattSeconds: wattSeconds.min(1, 'must be at least 1').describe('What is to be spent in all.'),
  labels: edgeLabels.default({}).describe('Only edges that have all of these labels work on it.'),
  maxEdges: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(200, 'must be at most 200')
    .default(20)
    .describe('How many edges may work on it at the same time.'),
  minChunkWattSeconds: wattSeconds
    .min(1, 'must be at least 1')
    .default(1)
    .describe('No chunk is smaller, but for the last.'),
  maxChunkWattSeconds: wattSeconds
    .min(1, 'must be at least 1')
    .exactOptional()
    .describe('No chunk is larger; left out: what an edge spends in the `chunkSeconds` of its site.'),
  priority: z
    .int('must be a whole number')
    .min(-100, 'must be at least -100')
    .max(100, 'must be at most 100')
    .default(0)
    .describe('Higher ones first.'),
};

/** What `hasFittingChunks` says of those that do not. */
export const UNFITTING_CHUNKS = {
  path: ['maxChunkWattSeconds'],
  message: 'must be at least minChunkWattSeconds',
};

/** Whether the limits of chunks go together; for `refine`. */
export function hasFittingChunks({
  minChunkWattSeconds,
  maxChunkWattSeconds,
}: {
  readonly minChunkWattSeconds: number;
  readonly maxChunkWattSeconds?: number | undefined;
}): boolean {
  return maxChunkWattSeconds === undefined || maxChunkWattSeconds >= minChunkWattSeconds;
}

/** One order. */
const orderRequest = z
  .strictObject({ orderId, ...orderTerms })
  .refine(hasFittingChunks, UNFITTING_CHUNKS)
  .meta({ id: 'EdgeOrderRequest' });

const ordersRequest = z.strictObject({
  orders: z
    .array(orderRequest)
    .min(1, 'must have at least one')
    .max(MAX_ORDERS, `must be at most ${MAX_ORDERS}`)
    .readonly(),
});

const ORDER_STATES = ['queued', 'running', 'spent', 'withdrawn'] as const;

const orderState = z.enum(ORDER_STATES, `must be one of ${ORDER_STATES.join(', ')}`);

const shareView = z
  .object({
    edge: z.string(),
    spentWattSeconds: z.int(),
    percent: z.number().describe('Of the whole order.'),
    chunks: z.int(),
    isWorking: z.boolean(),
    startedAt: instantView,
    endedAt: instantView.exactOptional().describe('Of its last chunk; left out while it is working.'),
  })
  .meta({ id: 'EdgeShare' });

const orderView = z
  .object({
    orderId: z.string(),
    site: z.string(),
    state: orderState,
    wanted: z.enum(['spent', 'withdrawn']),
    wattSeconds: z.int(),
    spentWattSeconds: z.int().describe('With what edges have reported of the chunks that they have.'),
    percent: z.number(),
    labels: edgeLabels,
    maxEdges: z.int(),
    priority: z.int(),
    runId: z.string().exactOptional(),
    askedAt: instantView,
    askedBy: z.string(),
    startedAt: instantView.exactOptional().describe('When an edge first had some of it.'),
    endedAt: instantView.exactOptional(),
    workingEdges: z.int(),
    returnedChunks: z.int().describe('Chunks that came back unfinished.'),
  })
  .meta({ id: 'EdgeOrder' });

export type OrderView = z.output<typeof orderView>;

const orderDetail = orderView
  .extend({ shares: z.array(shareView).readonly().describe('What each edge has spent on it.') })
  .meta({ id: 'EdgeOrderDetail' });

export type OrderDetailView = z.output<typeof orderDetail>;

const asked = z.object({
  orders: z
    .array(z.object({ orderId: z.string(), outcome: z.enum(['created', 'already-exists', 'conflict']) }))
    .readonly()
    .describe(
      'In the order of the request. `already-exists`: the same was asked before; `conflict`: another is called so.',
    ),
});

export type AskedOrdersView = z.output<typeof asked>;

export const askEdgeOrdersContract = operationContract({
  ...{ operationId: 'askEdgeOrders', method: 'POST', path: ALL, tag: EDGE_TAG },
  summary: 'Asks for power to be spent at a site, up to a hundred orders at once',
  description: 'A request that is sent twice asks once: an order is known by its id.',
  access: { role: 'operator', of: 'any' },
  params: ofSite,
  query: NO_QUERY,
  body: jsonBody(ordersRequest),
  idempotency: 'own',
  answers: { 200: { description: 'What became of each.', schema: asked } },
  problems: ['not-found', 'gone'],
  example: {
    path: { site: 'north' },
    body: { orders: [{ orderId: 'heat-1', wattSeconds: 5000 }] },
    status: 200,
  },
});

export const listEdgeOrdersContract = operationContract({
  ...{ operationId: 'listEdgeOrders', method: 'GET', path: ALL, tag: EDGE_TAG },
  summary: 'The orders of a site, the latest first',
  access: { role: 'reader', of: 'any' },
  params: ofSite,
  query: z.strictObject({ state: orderState.exactOptional(), ...paging }),
  body: NO_BODY,
  answers: { 200: { description: 'A page of them.', schema: pageView(orderView) } },
  problems: ['not-found'],
  example: { path: { site: 'north' }, query: { state: 'running' }, status: 200 },
});

export const readEdgeOrderContract = operationContract({
  ...{ operationId: 'readEdgeOrder', method: 'GET', path: `${ALL}/{orderId}`, tag: EDGE_TAG },
  summary: 'One order: how much of it is spent, and by which edges',
  access: { role: 'reader', of: 'any' },
  params: ofOrder,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The order.', schema: orderDetail } },
  problems: ['not-found'],
  example: { path: { site: 'north', orderId: 'heat-1' }, status: 200 },
});

export const listRunEdgeOrdersContract = operationContract({
  ...{ operationId: 'listRunEdgeOrders', method: 'GET', path: '/runs/{runId}/edge-orders', tag: EDGE_TAG },
  summary: 'How far the edge work of a run is, with the share of every edge',
  description:
    'Of a run that has not asked for any yet, or is of another kind, there are none. Two are there when the task was changed between attempts.',
  access: { role: 'reader', of: 'run' },
  params: z.object({ runId }),
  query: NO_QUERY,
  body: NO_BODY,
  answers: {
    200: {
      description: 'Its orders, the one asked for last first.',
      schema: z.object({ items: z.array(orderDetail).readonly() }),
    },
  },
  problems: ['not-found'],
  example: { status: 200 },
});

export const withdrawEdgeOrderContract = operationContract({
  ...{ operationId: 'withdrawEdgeOrder', method: 'POST', path: `${ALL}/{orderId}/withdraw`, tag: EDGE_TAG },
  summary: 'Has no more of an order spent',
  description: 'Edges that work on it drop it at their next report. One that is over stays as it is.',
  access: { role: 'operator', of: 'any' },
  params: ofOrder,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 204: { description: 'It is withdrawn, or was over.' } },
  problems: ['not-found', 'gone'],
  example: { path: { site: 'north', orderId: 'heat-1' }, status: 204 },
});
