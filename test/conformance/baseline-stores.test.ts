import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosBaselineStore } from '../../shared/adapters/cosmos/cosmos-baseline-store.ts';
import { MemoryBaselineStore } from '../support/memory/memory-stores.ts';
import { describeBaselineStore } from './baseline-store.ts';

describe('MemoryBaselineStore', () => {
  describeBaselineStore(async () => new MemoryBaselineStore());
});

describe('CosmosBaselineStore on the local stand-in', () => {
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

  describeBaselineStore(async () => {
    made += 1;
    const { container } = await client.database('evenkeel').containers.create({
      id: `baselines-${made}`,
      partitionKey: { paths: ['/modelId'] },
    });
    return new CosmosBaselineStore(container);
  });
});
