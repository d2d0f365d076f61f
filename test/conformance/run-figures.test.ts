import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import { CosmosRunFigures } from '../../shared/adapters/cosmos/cosmos-run-figures.ts';
import { MemoryJobs, MemoryJobStore } from '../support/memory/memory-jobs.ts';
import { MemoryRunFigures } from '../support/memory/memory-run-figures.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { describeRunFigures } from './run-figures.ts';

describe('in memory', () => {
  describeRunFigures(async () => {
    const memory = new MemoryJobs();
    return { jobs: new MemoryJobStore(memory), figures: new MemoryRunFigures(memory) };
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

  describeRunFigures(async () => {
    made += 1;
    const { container } = await client
      .database('evenkeel')
      .containers.create({ id: `jobs-${made}`, partitionKey: { paths: ['/jobId'] }, defaultTtl: -1 });
    const log = new RecordingLog();
    return { jobs: new CosmosJobStore(container, log), figures: new CosmosRunFigures(container, log) };
  });
});
