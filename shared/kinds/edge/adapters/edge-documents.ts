import { z } from 'zod';
import type { TreeChange } from '../application/ports/edge-stores.ts';
import type { AgentDesired } from '../domain/desired.ts';
import type { ConfigName, ConfigValue, EdgeConfig } from '../domain/edge-config.ts';
import type { AgentInventory } from '../domain/inventory.ts';
import type { OrderLedger } from '../domain/ledger.ts';
import type { EdgeOrder } from '../domain/order.ts';
import type { SiteTotals } from '../domain/site-totals.ts';

/*
 * The documents of the container `edges`, by what stands before the `~` of their ids: `config` and `order` (the tree config),
 * `ledger`, `desired` and `totals` (the tree desired), `inventory`. Instants are epoch ms: they are compared, and many.
 */

const labels = z.record(z.string(), z.string());

const order = z.object({
  site: z.string(),
  orderId: z.string(),
  wattSeconds: z.number(),
  labels,
  maxEdges: z.number(),
  minChunkWattSeconds: z.number(),
  maxChunkWattSeconds: z.number().exactOptional(),
  priority: z.number(),
  wanted: z.enum(['spent', 'withdrawn']),
  attempt: z.number(),
  askedAt: z.number(),
  askedBy: z.string(),
  runId: z.string().exactOptional(),
});

const chunkReport = z.object({
  chunkId: z.string(),
  spentWattSeconds: z.number(),
  state: z.enum(['running', 'done', 'failed']),
  startedAt: z.number(),
  progressedAt: z.number(),
});

const inventory = z.object({
  site: z.string(),
  agent: z.string(),
  session: z.number(),
  instanceId: z.string(),
  sequence: z.number(),
  obeys: z.number(),
  seenAt: z.number(),
  edges: z.array(
    z.object({
      edge: z.string(),
      availableWatts: z.number(),
      capacity: z.number(),
      budgetWattSeconds: z.number().exactOptional(),
      labels,
      isLeaving: z.boolean(),
      seenAt: z.number(),
      chunks: z.array(chunkReport),
    }),
  ),
});

const desired = z.object({
  site: z.string(),
  agent: z.string(),
  generation: z.number(),
  edges: z.array(
    z.object({
      edge: z.string(),
      chunks: z.array(
        z.object({
          chunkId: z.string(),
          orderId: z.string(),
          wattSeconds: z.number(),
          assignedAt: z.number(),
        }),
      ),
      restsUntil: z.number().exactOptional(),
      state: z.enum(['drained', 'retired']).exactOptional(),
    }),
  ),
});

const ledger = z.object({
  site: z.string(),
  orderId: z.string(),
  attempt: z.number(),
  state: z.enum(['queued', 'running', 'spent', 'withdrawn']),
  wattSeconds: z.number(),
  spentWattSeconds: z.number(),
  leftWattSeconds: z.number(),
  open: z.array(
    z.object({
      chunkId: z.string(),
      agent: z.string(),
      edge: z.string(),
      wattSeconds: z.number(),
      assignedAt: z.number(),
    }),
  ),
  nextChunk: z.number(),
  shares: z.array(
    z.object({
      edge: z.string(),
      spentWattSeconds: z.number(),
      chunks: z.number(),
      startedAt: z.number(),
      endedAt: z.number(),
    }),
  ),
  returnedChunks: z.number(),
  askedAt: z.number(),
  startedAt: z.number().exactOptional(),
  endedAt: z.number().exactOptional(),
});

const totals = z.object({
  site: z.string(),
  ordersSpent: z.number(),
  ordersWithdrawn: z.number(),
  wattSeconds: z.number(),
  returnedChunks: z.number(),
  recent: z.array(z.object({ at: z.number(), orders: z.number(), wattSeconds: z.number() })),
  settledBefore: z.number(),
});

const siteSettings = z.object({
  kind: z.literal('site'),
  title: z.string().exactOptional(),
  valueStream: z.string(),
  jobValueStreams: z.array(z.string()).exactOptional(),
  isPaused: z.boolean(),
  controlPlane: z.string().exactOptional(),
  lostAfterSeconds: z.number(),
  reportEverySeconds: z.number(),
  chunkSeconds: z.number(),
  stalledAfterSeconds: z.number(),
});

const edgeSettings = z.object({
  kind: z.literal('edge'),
  state: z.enum(['active', 'drained', 'retired']),
  maxCapacity: z.number().exactOptional(),
  maxWatts: z.number().exactOptional(),
});

const configValue: z.ZodType<ConfigValue> = z.discriminatedUnion('kind', [siteSettings, edgeSettings]);

const sharedVersion = z.object({
  origin: z.string(),
  generation: z.number(),
  seen: z.record(z.string(), z.number()),
  writtenAt: z.number(),
  writtenBy: z.string(),
  value: configValue.nullable(),
});

const configName = z.custom<ConfigName>(
  (name) => typeof name === 'string' && (name === 'site' || name.startsWith('edge~')),
);

const config = z.object({
  site: z.string(),
  name: configName,
  shared: z.object({ key: z.string(), versions: z.tuple([sharedVersion], sharedVersion) }),
});

const typed = z.looseObject({
  type: z.string(),
  _etag: z.string(),
});

const DAY_SECONDS = 24 * 60 * 60;

/** Orders, and books that are over, are kept for so long after they were last written. */
const KEPT_SECONDS = 90 * DAY_SECONDS;

/** A document as it is stored. */
export type EdgeDocument = { readonly id: string; readonly site: string } & Readonly<Record<string, unknown>>;

const head = (type: string, name: string) => ({ id: `${type}~${name}`, type, schemaVersion: 1 });

export function orderToDocument(value: EdgeOrder): EdgeDocument {
  return { ...head('order', value.orderId), ...value, ttl: KEPT_SECONDS };
}

export function ledgerToDocument(value: OrderLedger): EdgeDocument {
  const isOver = value.state === 'spent' || value.state === 'withdrawn';
  return { ...head('ledger', value.orderId), ...value, ...(isOver ? { ttl: KEPT_SECONDS } : {}) };
}

export function desiredToDocument(value: AgentDesired): EdgeDocument {
  return { ...head('desired', value.agent), ...value };
}

/** An agent that has not been heard of for so long has gone. */
export function inventoryToDocument(value: AgentInventory): EdgeDocument {
  return { ...head('inventory', value.agent), ...value, ttl: KEPT_SECONDS };
}

export function totalsToDocument(value: SiteTotals): EdgeDocument {
  return { ...head('totals', 'site'), ...value };
}

export function configToDocument(value: EdgeConfig): EdgeDocument {
  return { ...head('config', value.name), ...value };
}

export const orderFromDocument = (document: unknown): EdgeOrder => order.parse(document);
export const ledgerFromDocument = (document: unknown): OrderLedger => ledger.parse(document);
export const desiredFromDocument = (document: unknown): AgentDesired => desired.parse(document);
export const inventoryFromDocument = (document: unknown): AgentInventory => inventory.parse(document);
export const configFromDocument = (document: unknown): EdgeConfig => config.parse(document);

/** What a document says, whichever it is; of a type that is not known nothing. */
export function changeFromDocument(document: unknown): TreeChange | 'another type' {
  const { type, _etag: version } = typed.parse(document);
  switch (type) {
    case 'config':
      return { kind: 'config', config: configFromDocument(document) };
    case 'order':
      return { kind: 'order', order: orderFromDocument(document) };
    case 'inventory':
      return { kind: 'inventory', inventory: inventoryFromDocument(document) };
    case 'ledger':
      return { kind: 'ledger', ledger: ledgerFromDocument(document), version };
    case 'desired':
      return { kind: 'desired', desired: desiredFromDocument(document), version };
    case 'totals':
      return { kind: 'totals', totals: totals.parse(document), version };
    default:
      return 'another type';
  }
}
