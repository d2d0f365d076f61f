import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosJobHistory } from '../../shared/adapters/cosmos/cosmos-job-history.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import type { JobChange } from '../../shared/domain/job/job-change.ts';
import { exampleJob } from '../support/example-job.ts';
import { MemoryJobHistory } from '../support/memory/memory-job-history.ts';
import { MemoryJobs, MemoryJobStore } from '../support/memory/memory-jobs.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { describeJobHistory } from './job-history.ts';

describe('in memory', () => {
  describeJobHistory(async () => {
    const memory = new MemoryJobs();
    return { jobs: new MemoryJobStore(memory), history: new MemoryJobHistory(memory) };
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

  async function makeStores(log = new RecordingLog()) {
    made += 1;
    const { container } = await client
      .database('evenkeel')
      .containers.create({ id: `jobs-${made}`, partitionKey: { paths: ['/jobId'] }, defaultTtl: -1 });
    const jobs = new CosmosJobStore(container, log);
    return { container, jobs, history: new CosmosJobHistory(container, log) };
  }

  describeJobHistory(() => makeStores());

  test('lists the others beside an entry that cannot be read, and reports it', async () => {
    const log = new RecordingLog();
    const { container, history } = await makeStores(log);
    const { jobId } = exampleJob();
    await container.items.create({ id: 'job-change.2', type: 'job-change', schemaVersion: 2, jobId });

    expect(await history.list(jobId, { limit: 5 })).toEqual({ items: [] });
    expect(log.errors).toHaveLength(1);
  });

  test('keeps no entry for a while only', async () => {
    const { container, jobs } = await makeStores();
    const { jobId } = exampleJob();
    const change: JobChange = {
      ...{ jobId, changeId: 'a', at: 0, generation: 1, author: 'ada' },
      ...{ action: 'paused', differences: [] },
    };
    await jobs.commit({ jobId, changes: [change] });

    const { resources } = await container.items.query('SELECT * FROM c').fetchAll();

    expect(resources).toHaveLength(1);
    expect(resources[0]).not.toHaveProperty('ttl');
  });
});
