import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { groupedIn } from '../../shared/adapters/cosmos/grouped-operations.ts';
import { CosmosEdgeConfigStore } from '../../shared/kinds/edge/adapters/cosmos-edge-config-store.ts';
import { CosmosEdgeInventoryStore } from '../../shared/kinds/edge/adapters/cosmos-edge-inventory-store.ts';
import { CosmosEdgeOrderStore } from '../../shared/kinds/edge/adapters/cosmos-edge-order-store.ts';
import { CosmosEdgeSchedulerStore } from '../../shared/kinds/edge/adapters/cosmos-edge-scheduler-store.ts';
import {
  MemoryEdgeConfigStore,
  MemoryEdgeInventoryStore,
  MemoryEdgeOrderStore,
  MemoryEdges,
  MemoryEdgeSchedulerStore,
} from '../support/memory/memory-edge-stores.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { describeEdgeStores } from './edge-stores.ts';

describe('in memory', () => {
  describeEdgeStores(async () => {
    const edges = new MemoryEdges();
    return {
      configs: new MemoryEdgeConfigStore(edges),
      orders: new MemoryEdgeOrderStore(edges),
      inventories: new MemoryEdgeInventoryStore(edges),
      scheduler: new MemoryEdgeSchedulerStore(edges),
    };
  });
});

describe('on the local stand-in of Cosmos DB', () => {
  let server: CosmosServer;
  let client: CosmosClient;
  let made = 0;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES });
    client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
  });

  afterAll(async () => {
    client.dispose();
    await server.stop();
  });

  describeEdgeStores(async () => {
    made += 1;
    const { container } = await client.database('evenkeel').containers.create({
      id: `edges-${made}`,
      partitionKey: { paths: ['/site'] },
      defaultTtl: -1,
      indexingPolicy: {
        compositeIndexes: [
          [
            { path: '/askedAt', order: 'descending' as const },
            { path: '/orderId', order: 'ascending' as const },
          ],
        ],
      },
    });
    const log = new RecordingLog();
    return {
      configs: new CosmosEdgeConfigStore(container, log),
      orders: new CosmosEdgeOrderStore(container, groupedIn(container), log),
      inventories: new CosmosEdgeInventoryStore(container),
      scheduler: new CosmosEdgeSchedulerStore(container, log),
    };
  });
});
