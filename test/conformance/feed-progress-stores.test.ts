import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosFeedProgressStore } from '../../shared/adapters/cosmos/cosmos-feed-progress-store.ts';
import { MemoryFeedProgressStore } from '../support/memory/memory-feed-progress.ts';
import { describeFeedProgressStore } from './feed-progress-store.ts';

describe('in memory', () => {
  describeFeedProgressStore(async () => new MemoryFeedProgressStore());
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

  describeFeedProgressStore(async () => {
    made += 1;
    const { container } = await client
      .database('evenkeel')
      .containers.create({ id: `control-${made}`, partitionKey: { paths: ['/id'] } });
    return new CosmosFeedProgressStore(container);
  });
});
