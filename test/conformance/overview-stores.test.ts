import { CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosAttentionLists } from '../../shared/adapters/cosmos/cosmos-attention-lists.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import { CosmosModelStandings } from '../../shared/adapters/cosmos/cosmos-model-standings.ts';
import { MemoryAttentionLists } from '../support/memory/memory-attention.ts';
import { MemoryJobs, MemoryJobStore } from '../support/memory/memory-jobs.ts';
import { MemoryModelStandings } from '../support/memory/memory-standings.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { describeAttentionLists } from './attention-lists.ts';
import { describeModelStandings } from './model-standings.ts';

describe('in memory', () => {
  describeModelStandings(async () => new MemoryModelStandings());

  describeAttentionLists(async () => {
    const memory = new MemoryJobs();
    return { jobs: new MemoryJobStore(memory), attention: new MemoryAttentionLists(memory) };
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

  async function empty(path: string): Promise<Container> {
    made += 1;
    const { container } = await client
      .database('evenkeel')
      .containers.create({ id: `overview-${made}`, partitionKey: { paths: [path] } });
    return container;
  }

  describeModelStandings(async () => new CosmosModelStandings(await empty('/modelId')));

  describeAttentionLists(async () => {
    const container = await empty('/jobId');
    const log = new RecordingLog();
    return { jobs: new CosmosJobStore(container, log), attention: new CosmosAttentionLists(container, log) };
  });
});
