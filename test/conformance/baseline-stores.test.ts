import { CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosBaselineStore } from '../../shared/adapters/cosmos/cosmos-baseline-store.ts';
import { CosmosModelStore } from '../../shared/adapters/cosmos/cosmos-model-store.ts';
import { MemoryModelStore } from '../support/memory/memory-models.ts';
import { MemoryBaselineStore } from '../support/memory/memory-stores.ts';
import { describeBaselineStore } from './baseline-store.ts';
import { describeModelStore } from './model-store.ts';

describe('MemoryBaselineStore', () => {
  describeBaselineStore(async () => new MemoryBaselineStore());
});

describe('MemoryModelStore', () => {
  describeModelStore(async () => {
    const baselines = new MemoryBaselineStore();
    return { baselines, models: new MemoryModelStore(baselines) };
  });
});

describe('CosmosBaselineStore and CosmosModelStore on the local stand-in', () => {
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

  async function emptyContainer(): Promise<Container> {
    made += 1;
    const { container } = await client.database('evenkeel').containers.create({
      id: `baselines-${made}`,
      partitionKey: { paths: ['/modelId'] },
    });
    return container;
  }

  describeBaselineStore(async () => new CosmosBaselineStore(await emptyContainer()));

  describe('models', () => {
    describeModelStore(async () => {
      const container = await emptyContainer();
      return { baselines: new CosmosBaselineStore(container), models: new CosmosModelStore(container) };
    });
  });
});
