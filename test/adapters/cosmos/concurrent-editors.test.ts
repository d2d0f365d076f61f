import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, test } from 'vitest';
import { startCosmos, type CosmosServer } from '../../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../../local/resources.ts';
import { CosmosJobStore } from '../../../shared/adapters/cosmos/cosmos-job-store.ts';
import { expectNoLostUpdate } from '../../support/concurrent-editors.ts';
import { RecordingLog } from '../../support/memory/memory-stores.ts';
import { createMemoryWorld } from '../../support/memory/memory-world.ts';

let server: CosmosServer;

beforeAll(async () => {
  server = await startCosmos({ databases: DATABASES });
});

afterAll(() => server.stop());

test('twenty writers of one job, each under the version that it has read, lose no update', async () => {
  const client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
  const jobs = new CosmosJobStore(client.database('evenkeel').container('jobs'), new RecordingLog());

  await expectNoLostUpdate({ ...createMemoryWorld('2026-03-01T00:00:00Z'), jobs });
});
