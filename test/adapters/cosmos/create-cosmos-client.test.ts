import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCosmosClient } from '../../../shared/adapters/cosmos/create-cosmos-client.ts';

const KEY = Buffer.alloc(64).toString('base64');
const NO_CREDENTIAL = { getToken: async () => Promise.reject(new Error('No identity is asked for.')) };

/** An account in two regions, each a server of its own; West is written to. */
let regions: Record<'West Europe' | 'North Europe', Server>;
let endpoint: string;
let requests: string[];

beforeEach(async () => {
  requests = [];
  regions = {
    'West Europe': await startRegion('West Europe'),
    'North Europe': await startRegion('North Europe'),
  };
  endpoint = addressOf(regions['West Europe']);
});

afterEach(async () => {
  for (const server of Object.values(regions)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function startRegion(name: string): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    if (request.url === '/') response.end(JSON.stringify(account()));
    else if (request.url?.endsWith('/colls/jobs') === true) {
      response.end(JSON.stringify({ id: 'jobs', partitionKey: { paths: ['/jobId'], kind: 'Hash' } }));
    } else {
      requests.push(`${request.method ?? ''} in ${name}`);
      response.statusCode = request.method === 'POST' ? 201 : 200;
      response.end(JSON.stringify({ id: 'a', jobId: 'a' }));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function account() {
  const locations = Object.entries(regions).map(([name, server]) => ({
    ...{ name, databaseAccountEndpoint: addressOf(server) },
  }));
  return {
    ...{ id: 'evenkeel', writableLocations: locations.slice(0, 1), readableLocations: locations },
    ...{ enableMultipleWriteLocations: false, userConsistencyPolicy: { defaultConsistencyLevel: 'Session' } },
  };
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}/`;
}

async function readAndWrite(preferredRegions?: readonly string[]): Promise<void> {
  const account = { endpoint, key: KEY, ...(preferredRegions && { preferredRegions }) };
  const client = createCosmosClient(account, NO_CREDENTIAL);
  const container = client.database('evenkeel').container('jobs');
  await container.item('a', 'a').read();
  await container.items.create({ id: 'a', jobId: 'a' });
  client.dispose();
}

describe('createCosmosClient', () => {
  test('reads and writes where the account is written to, by default', async () => {
    await readAndWrite();

    expect(requests).toEqual(['GET in West Europe', 'POST in West Europe']);
  });

  test.each(['North Europe', 'northeurope'])(
    'reads in the region that is preferred, %s, and writes where it has to',
    async (region) => {
      await readAndWrite([region, 'West Europe']);

      expect(requests).toEqual(['GET in North Europe', 'POST in West Europe']);
    },
  );

  test('reads elsewhere when the preferred region is not one of the account', async () => {
    await readAndWrite(['East US']);

    expect(requests).toEqual(['GET in West Europe', 'POST in West Europe']);
  });
});
