import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosBackfillStore } from '../../shared/adapters/cosmos/cosmos-backfill-store.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import { CosmosRunStore } from '../../shared/adapters/cosmos/cosmos-run-store.ts';
import { MemoryBackfillStore } from '../support/memory/memory-backfills.ts';
import { MemoryJobs, MemoryJobStore, MemoryRunStore } from '../support/memory/memory-jobs.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { describeBackfillStore } from './backfill-store.ts';

describe('MemoryBackfillStore', () => {
  describeBackfillStore(async () => {
    const memory = new MemoryJobs();
    return {
      jobs: new MemoryJobStore(memory),
      runs: new MemoryRunStore(memory),
      backfills: new MemoryBackfillStore(memory),
    };
  });
});

describe('CosmosBackfillStore on the local stand-in', () => {
  let server: CosmosServer;
  let made = 0;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES });
  });

  afterAll(() => server.stop());

  describeBackfillStore(async () => {
    made += 1;
    const client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
    const { container } = await client.database('evenkeel').containers.create({
      id: `jobs-${made}`,
      partitionKey: { paths: ['/jobId'] },
      defaultTtl: -1,
    });
    const log = new RecordingLog();
    return {
      jobs: new CosmosJobStore(container, log),
      runs: new CosmosRunStore(container, log),
      backfills: new CosmosBackfillStore(container, log),
    };
  });
});
