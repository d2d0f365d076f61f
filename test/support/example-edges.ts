import type { AgentInventory, EdgeReport } from '../../shared/kinds/edge/domain/inventory.ts';
import type { EdgeOrder } from '../../shared/kinds/edge/domain/order.ts';

/** 500 Ws at site `north`. */
export function exampleOrder(parts: Partial<EdgeOrder> = {}): EdgeOrder {
  return {
    site: 'north',
    orderId: 'heat-1',
    wattSeconds: 500,
    labels: {},
    maxEdges: 20,
    minChunkWattSeconds: 1,
    priority: 0,
    wanted: 'spent',
    attempt: 1,
    askedAt: 0,
    askedBy: 'anna',
    ...parts,
  };
}

/** An edge of 10 W. */
export function exampleEdge(parts: Partial<EdgeReport> = {}): EdgeReport {
  return {
    edge: 'edge-1',
    availableWatts: 10,
    capacity: 1,
    labels: {},
    isLeaving: false,
    seenAt: 0,
    chunks: [],
    ...parts,
  };
}

/** An agent with one edge. */
export function exampleInventory(parts: Partial<AgentInventory> = {}): AgentInventory {
  return {
    site: 'north',
    agent: 'edge-1',
    session: 1,
    instanceId: 'a1b2c3d4',
    sequence: 1,
    obeys: 0,
    seenAt: 0,
    edges: [exampleEdge()],
    ...parts,
  };
}
