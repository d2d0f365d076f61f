import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCosmos, type CosmosServer } from '../../local/cosmos/start-cosmos.ts';
import { DATABASES } from '../../local/resources.ts';
import { CosmosPeerStandingStore } from '../../shared/kinds/edge/adapters/cosmos-peer-standing-store.ts';
import type { PeerStandingStore } from '../../shared/kinds/edge/application/ports/peers.ts';
import { MemoryPeerStandings } from '../support/memory/memory-peer-standings.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';

const FAILED = { name: 'west', agreedAt: 5, failedAt: 7, fault: 'It answered 503.', notUnderstood: 2 };

function describePeerStandingStore(create: () => Promise<PeerStandingStore>): void {
  test('knows of no peer at first', async () => {
    expect(await (await create()).list()).toEqual([]);
  });

  test('has what was saved last of each peer', async () => {
    const store = await create();
    await store.save(FAILED);
    await store.save({ name: 'east', agreedAt: 8, notUnderstood: 0 });
    await store.save({ name: 'west', agreedAt: 9, notUnderstood: 0 });

    expect((await store.list()).toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'east', agreedAt: 8, notUnderstood: 0 },
      { name: 'west', agreedAt: 9, notUnderstood: 0 },
    ]);
  });

  test('keeps why a peer fails', async () => {
    const store = await create();
    await store.save(FAILED);

    expect(await store.list()).toEqual([FAILED]);
  });
}

describe('in memory', () => {
  describePeerStandingStore(async () => new MemoryPeerStandings());
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

  describePeerStandingStore(async () => {
    made += 1;
    const { container } = await client.database('evenkeel').containers.create({
      ...{ id: `peers-${made}`, partitionKey: { paths: ['/site'] } },
    });
    return new CosmosPeerStandingStore(container, new RecordingLog());
  });
});
