import type { Operation } from '../../../functions/http/api/operation.ts';
import { lent, openLedger } from '../../../shared/kinds/edge/domain/ledger.ts';
import { createTakeConfig } from '../../../shared/kinds/edge/application/take-config.ts';
import { agentOperations } from '../../../shared/kinds/edge/functions/agent-operations.ts';
import { controlPlaneOperations } from '../../../shared/kinds/edge/functions/control-plane-operations.ts';
import { createEdgeUseCases } from '../../../shared/kinds/edge/functions/edge-use-cases.ts';
import { orderOperations } from '../../../shared/kinds/edge/functions/order-operations.ts';
import { siteOperations } from '../../../shared/kinds/edge/functions/site-operations.ts';
import { exampleEdge, exampleInventory, exampleOrder } from '../example-edges.ts';
import {
  MemoryEdgeConfigStore,
  MemoryEdgeInventoryStore,
  MemoryEdgeOrderStore,
  MemoryEdges,
  MemoryEdgeSchedulerStore,
} from './memory-edge-stores.ts';
import type { MemoryWorld } from './memory-world.ts';

/** The operations of edge work, over stores in memory of their own. */
export function memoryEdgeOperations(world: Omit<MemoryWorld, 'jobs'>): readonly Operation[] {
  const edges = new MemoryEdges();
  fill(edges, world.clock.now());
  const configs = new MemoryEdgeConfigStore(edges);
  const useCases = createEdgeUseCases({
    ...world,
    configs,
    orders: new MemoryEdgeOrderStore(edges),
    inventories: new MemoryEdgeInventoryStore(edges),
    scheduler: new MemoryEdgeSchedulerStore(edges),
    controlPlane: 'main',
    pause: async () => undefined,
    orchestrationsOf: () => world.orchestrations,
    load: async () => ({ outcome: 'over' }),
  });
  return [
    ...agentOperations(useCases),
    ...siteOperations(useCases),
    ...orderOperations(useCases),
    ...controlPlaneOperations({
      ...{ controlPlane: 'main', configs, peers: [], fingerprint: world.fingerprint },
      standings: { list: async () => [], save: async () => undefined },
      takeConfig: createTakeConfig({ configs }),
    }),
  ];
}

/** An edge that has a part of an order. */
function fill(edges: MemoryEdges, now: number): void {
  const [site, agent, edge] = ['north', 'edge-10', 'edge-10.1'];
  const chunk = { chunkId: 'heat-1~1', wattSeconds: 400, assignedAt: now };
  const order = exampleOrder({ wattSeconds: 5000, askedAt: now });
  const ledger = lent(openLedger(order), { ...chunk, agent, edge });
  const chunks = [{ ...chunk, orderId: order.orderId }];
  const inventory = exampleInventory({
    ...{ agent, sequence: 6, obeys: 3, seenAt: now },
    edges: [exampleEdge({ edge, availableWatts: 40, seenAt: now })],
  });
  edges.put(site, 'order~heat-1', { kind: 'order', order });
  edges.put(site, `inventory~${agent}`, { kind: 'inventory', inventory });
  edges.put(site, 'ledger~heat-1', { kind: 'ledger', ledger });
  const desired = { site, agent, generation: 3, edges: [{ edge, chunks }] };
  edges.put(site, `desired~${agent}`, { kind: 'desired', desired });
}
