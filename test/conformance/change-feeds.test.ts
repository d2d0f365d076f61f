import { CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosChangeFeed } from '../../shared/adapters/cosmos/cosmos-change-feed.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import { exampleJob } from '../support/example-job.ts';
import { MemoryChangeFeed } from '../support/memory/memory-change-feed.ts';
import { MemoryJobs, MemoryJobStore } from '../support/memory/memory-jobs.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { describeChangeFeed } from './change-feed.ts';

const PAGE = 2;

describe('in memory', () => {
  describeChangeFeed(async () => {
    const memory = new MemoryJobs();
    return { jobs: new MemoryJobStore(memory), feed: new MemoryChangeFeed(memory, PAGE) };
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

  async function makeContainer(): Promise<Container> {
    made += 1;
    const { container } = await client
      .database('evenkeel')
      .containers.create({ id: `jobs-${made}`, partitionKey: { paths: ['/jobId'] }, defaultTtl: -1 });
    return container;
  }

  describeChangeFeed(async () => {
    const container = await makeContainer();
    const log = new RecordingLog();
    return { jobs: new CosmosJobStore(container, log), feed: new CosmosChangeFeed(container, log, PAGE) };
  });

  test('reports what it cannot read, and tells of the rest', async () => {
    const container = await makeContainer();
    const log = new RecordingLog();
    const feed = new CosmosChangeFeed(container, log);
    const start = await feed.now();
    await container.items.create({ id: 'newer', jobId: 'newer', type: 'job', schemaVersion: 2 });
    const job = exampleJob();
    await new CosmosJobStore(container, log).create(job);

    expect(await feed.read(start)).toMatchObject({ outcome: 'read', changes: [{ kind: 'job', job }] });
    expect(log.errors).toHaveLength(1);
  });
});
