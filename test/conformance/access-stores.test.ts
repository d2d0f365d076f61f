import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosGrantStore } from '../../shared/adapters/cosmos/cosmos-grant-store.ts';
import { CosmosKeyStore } from '../../shared/adapters/cosmos/cosmos-key-store.ts';
import { CosmosRateStore } from '../../shared/adapters/cosmos/cosmos-rate-store.ts';
import { CosmosRequestStore } from '../../shared/adapters/cosmos/cosmos-request-store.ts';
import {
  MemoryGrantStore,
  MemoryKeyStore,
  MemoryRateStore,
  MemoryRequestStore,
} from '../support/memory/memory-access.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { describeAccessStores } from './access-stores.ts';
import { LeapingClock } from './targets/leaping-clock.ts';

describe('in memory', () => {
  describeAccessStores(async () => ({
    grants: new MemoryGrantStore(),
    keys: new MemoryKeyStore(),
    requests: new MemoryRequestStore(),
    rates: new MemoryRateStore(),
  }));
});

describe('on the local stand-in of Cosmos DB', () => {
  const clock = new LeapingClock();
  let server: CosmosServer;
  let client: CosmosClient;
  let made = 0;

  beforeAll(async () => {
    server = await startCosmos({ databases: DATABASES, now: clock.now });
    client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
  });

  afterAll(async () => {
    client.dispose();
    await server.stop();
  });

  async function makeStores() {
    made += 1;
    const { containers } = client.database('evenkeel');
    const options = { partitionKey: { paths: ['/id'] }, defaultTtl: 86_400 };
    const { container } = await containers.create({ id: `control-${made}`, ...options });
    return {
      grants: new CosmosGrantStore(container),
      keys: new CosmosKeyStore(container, new RecordingLog()),
      requests: new CosmosRequestStore(container),
      rates: new CosmosRateStore(container),
    };
  }

  describeAccessStores(makeStores);

  test('a count is forgotten soon after its window, and a request after a day', async () => {
    const container = client.database('evenkeel').container('requests');
    const requests = new CosmosRequestStore(container);
    const rates = new CosmosRateStore(container);
    await requests.create({ id: 'one', content: 'c', begunAt: 0 });
    await rates.take({ callerId: 'key:a', startsAt: 0, lengthMs: 60_000 }, { share: 1, limit: 9 });
    const stored = async () => {
      const found = await container.items.query<string>('SELECT VALUE c.type FROM c').fetchAll();
      return found.resources;
    };

    clock.leap(121_000);
    expect(await stored()).toEqual(['request']);
    clock.leap(86_400_000);
    expect(await stored()).toEqual([]);
  });
});
