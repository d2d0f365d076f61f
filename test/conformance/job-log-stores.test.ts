import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosJobLogStore } from '../../shared/adapters/cosmos/cosmos-job-log-store.ts';
import { MemoryJobLogStore } from '../support/memory/memory-job-logs.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { describeJobLogStore } from './job-log-store.ts';

describe('in memory', () => {
  describeJobLogStore(async () => new MemoryJobLogStore());
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

  describeJobLogStore(async () => {
    made += 1;
    const { container } = await client.database('evenkeel').containers.create({
      id: `logs-${made}`,
      partitionKey: { paths: ['/jobId'] },
      indexingPolicy: {
        compositeIndexes: [
          ['/fromAt', '/runId', '/sequence'].map((path) => ({ path, order: 'ascending' as const })),
        ],
      },
    });
    return new CosmosJobLogStore(container, new RecordingLog());
  });
});
