import { CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCosmos, type CosmosServer } from '../../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../../local/resources.ts';
import { CosmosJobStore } from '../../../shared/adapters/cosmos/cosmos-job-store.ts';
import { CosmosRunStore } from '../../../shared/adapters/cosmos/cosmos-run-store.ts';
import { at, exampleJob, jobIdFrom } from '../../support/example-job.ts';
import { RecordingLog } from '../../support/memory/memory-stores.ts';

describe('a document that cannot be read', () => {
  let server: CosmosServer;
  let client: CosmosClient;
  let container: Container;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES });
    client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
    container = client.database('evenkeel').container('jobs');
  });

  afterAll(async () => {
    client.dispose();
    await server.stop();
  });

  test('does not hide the other jobs that are due, and is reported', async () => {
    const log = new RecordingLog();
    const jobs = new CosmosJobStore(container, log);
    await jobs.create(exampleJob());
    const newer = { type: 'job', schemaVersion: 2, state: 'active', wakeAt: '2026-01-01T00:00:00.000Z' };
    await container.items.create({ id: 'newer', jobId: 'newer', ...newer });

    const due = await Array.fromAsync(jobs.due(at('2026-03-01T06:00:00Z')));

    expect(due.map(({ value }) => value.jobId)).toEqual(['churn-daily']);
    expect(log.errors).toHaveLength(1);
  });

  test('does not hide the other runs that are stalled, and is reported', async () => {
    const log = new RecordingLog();
    const runs = new CosmosRunStore(container, log);
    const newer = {
      type: 'run',
      schemaVersion: 2,
      state: 'pending',
      effectiveAt: '2026-01-01T00:00:00.000Z',
    };
    await container.items.create({ id: 'newer.run', jobId: 'newer', ...newer });

    expect(await Array.fromAsync(runs.unfinishedSince(at('2026-03-01T06:00:00Z')))).toEqual([]);
    expect(log.errors).toHaveLength(1);
  });

  test('is a fault where it was asked for by name', async () => {
    const jobs = new CosmosJobStore(container, new RecordingLog());
    await container.items.create({ id: 'alone', jobId: 'alone', type: 'job', schemaVersion: 2 });

    await expect(jobs.get(jobIdFrom('alone'))).rejects.toThrow();
  });
});
