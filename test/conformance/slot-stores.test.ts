import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosAuditProgressStore } from '../../shared/adapters/cosmos/cosmos-audit-progress-store.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import { CosmosRunStore } from '../../shared/adapters/cosmos/cosmos-run-store.ts';
import { CosmosSlotStore } from '../../shared/adapters/cosmos/cosmos-slot-store.ts';
import { MemoryAuditProgressStore } from '../support/memory/memory-audit-progress.ts';
import { MemoryJobs, MemoryJobStore, MemoryRunStore } from '../support/memory/memory-jobs.ts';
import { MemorySlotStore } from '../support/memory/memory-slots.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { describeSlotStores } from './slot-store.ts';

describe('in memory', () => {
  describeSlotStores(async () => {
    const memory = new MemoryJobs();
    return {
      ...{ jobs: new MemoryJobStore(memory), runs: new MemoryRunStore(memory) },
      ...{ slots: new MemorySlotStore(memory), progress: new MemoryAuditProgressStore() },
    };
  });
});

describe('on the local stand-in of Cosmos DB', () => {
  let server: CosmosServer;
  let made = 0;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES });
  });

  afterAll(() => server.stop());

  describeSlotStores(async () => {
    made += 1;
    const client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
    const { containers } = client.database('evenkeel');
    const { container: jobs } = await containers.create({
      ...{ id: `jobs-${made}`, partitionKey: { paths: ['/jobId'] }, defaultTtl: -1 },
      indexingPolicy: {
        compositeIndexes: [
          [
            { path: '/dueAt', order: 'descending' },
            { path: '/runId', order: 'ascending' },
          ],
        ],
      },
    });
    const { container: control } = await containers.create({
      id: `control-${made}`,
      partitionKey: { paths: ['/id'] },
    });
    const log = new RecordingLog();
    return {
      ...{ jobs: new CosmosJobStore(jobs, log), runs: new CosmosRunStore(jobs, log) },
      ...{ slots: new CosmosSlotStore(jobs, log), progress: new CosmosAuditProgressStore(control) },
    };
  });
});
