import { CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCosmos, type CosmosServer } from '../../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../../local/resources.ts';
import { CosmosJobStore } from '../../../shared/adapters/cosmos/cosmos-job-store.ts';
import { at, exampleJob } from '../../support/example-job.ts';
import { RecordingLog } from '../../support/memory/memory-stores.ts';

describe('CosmosJobStore.due', () => {
  let server: CosmosServer;
  let container: Container;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES });
    const client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
    container = client.database('evenkeel').container('jobs');
  });

  afterAll(() => server.stop());

  test('reports a document that cannot be read, and gives the others', async () => {
    const log = new RecordingLog();
    const jobs = new CosmosJobStore(container, log);
    await jobs.create(exampleJob());
    const broken = { type: 'job', state: 'active', nextDueAt: '2020-01-01T00:00:00.000Z' };
    await container.items.create({ id: 'broken', jobId: 'broken', ...broken });

    const due = await Array.fromAsync(jobs.due(at('2027-01-01T00:00:00Z')));

    expect(due.map(({ value }) => value.jobId)).toEqual([exampleJob().jobId]);
    expect(log.errors).toHaveLength(1);
  });
});
