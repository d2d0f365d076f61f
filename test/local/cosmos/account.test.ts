import { ChangeFeedMode, CosmosClient, TriggerOperation, TriggerType } from '@azure/cosmos';
import { afterEach, describe, expect, test } from 'vitest';
import { startCosmos } from '../../../local/cosmos/start-cosmos.ts';
import { codeOf, openCosmos } from './cosmos-fixture.ts';

const clients: CosmosClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

function clientWith(endpoint: string, key: string): CosmosClient {
  const client = new CosmosClient({ endpoint, key });
  clients.push(client);
  return client;
}

describe('the account of the Cosmos stand-in', () => {
  test('advertises the address it listens on', async () => {
    const { client, server } = await openCosmos();

    const { resource } = await client.getDatabaseAccount();

    expect(resource?.writableLocations[0]?.databaseAccountEndpoint).toBe(server.endpoint);
  });

  test('has the databases and containers it was started with', async () => {
    const { client, jobs } = await openCosmos();

    expect((await client.database('evenkeel').read()).resource?.id).toBe('evenkeel');
    expect((await jobs.read()).resource?.partitionKey?.paths).toEqual(['/jobId']);
    expect((await client.databases.readAll().fetchAll()).resources).toHaveLength(1);
    expect((await client.database('evenkeel').containers.readAll().fetchAll()).resources).toHaveLength(1);
  });

  test('makes databases and containers that are not there, once', async () => {
    const { client } = await openCosmos();

    const created = await client.databases.createIfNotExists({ id: 'other' });
    const found = await client.databases.createIfNotExists({ id: 'other' });
    const settings = { id: 'audit', partitionKey: '/subject' };
    const container = await created.database.containers.createIfNotExists(settings);
    const again = await created.database.containers.createIfNotExists(settings);

    expect([created, found, container, again].map(({ statusCode }) => statusCode)).toEqual([
      201, 200, 201, 200,
    ]);
    expect(await codeOf(created.database.containers.create(settings))).toBe(409);
  });

  test('changes the settings of a container and keeps its items', async () => {
    const { jobs } = await openCosmos();
    await jobs.items.create({ id: 'j1', jobId: 'a' });

    await jobs.replace({ id: 'jobs', partitionKey: { paths: ['/jobId'] }, defaultTtl: 60 });

    expect((await jobs.read()).resource?.defaultTtl).toBe(60);
    expect((await jobs.item('j1', 'a').read()).statusCode).toBe(200);
  });

  test('deletes a container with its items', async () => {
    const { client, jobs } = await openCosmos();
    await jobs.items.create({ id: 'j1', jobId: 'a' });

    await jobs.delete();
    await client.database('evenkeel').containers.create({ id: 'jobs', partitionKey: '/jobId' });

    expect((await jobs.items.readAll().fetchAll()).resources).toEqual([]);
  });

  test('answers 404 for items of a container that is not there', async () => {
    const { client } = await openCosmos();
    const { items } = client.database('evenkeel').container('nothing');

    expect(await codeOf(items.create({ id: '1' }))).toBe(404);
    expect(await codeOf(items.query('SELECT * FROM c').fetchAll())).toBe(404);
  });

  test('refuses another key with 401', async () => {
    const { server } = await openCosmos();
    const wrong = clientWith(server.endpoint, Buffer.from('wrong').toString('base64'));

    expect(await codeOf(wrong.database('evenkeel').container('jobs').item('1', 'a').read())).toBe(401);
  });

  test('takes the key it was started with', async () => {
    const key = Buffer.from('a key of our own').toString('base64');
    const { jobs } = await openCosmos({ key });

    expect((await jobs.items.create({ id: 'j1', jobId: 'a' })).statusCode).toBe(201);
  });

  test('refuses a request without any signature with 401', async () => {
    const { server } = await openCosmos();

    const { status } = await fetch(`${server.endpoint}dbs/evenkeel`);

    expect(status).toBe(401);
  });

  test('rejects with EADDRINUSE when its port is taken', async () => {
    const { server } = await openCosmos();

    await expect(startCosmos({ port: server.port, databases: [] })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  test('starts again on its port once stopped, with a client still connected', async () => {
    const { server, jobs } = await openCosmos();
    await jobs.items.create({ id: 'j1', jobId: 'a' });
    await server.stop();

    const { server: next } = await openCosmos({ port: server.port });

    expect(next.endpoint).toBe(server.endpoint);
  });

  test.each<[feature: string, ask: (client: CosmosClient) => Promise<unknown>]>([
    [
      'hierarchical partition keys',
      (client) => createWith(client, { partitionKey: { paths: ['/a', '/b'] } }),
    ],
    ['provisioned throughput', (client) => createWith(client, { throughput: 400 })],
    ['sprocs', (client) => jobsOf(client).scripts.storedProcedure('x').execute('a')],
    [
      'triggers',
      (client) =>
        jobsOf(client).scripts.triggers.create({
          id: 'x',
          body: '',
          triggerType: TriggerType.Pre,
          triggerOperation: TriggerOperation.All,
        }),
    ],
    ['udfs', (client) => jobsOf(client).scripts.userDefinedFunctions.create({ id: 'x', body: '' })],
    [
      "the change feed mode 'Full-Fidelity Feed'",
      (client) =>
        jobsOf(client)
          .items.getChangeFeedIterator({ changeFeedMode: ChangeFeedMode.AllVersionsAndDeletes })
          .readNext(),
    ],
    ['users', (client) => client.database('evenkeel').users.create({ id: 'x' })],
    ['offers', (client) => client.offers.readAll().fetchAll()],
    ['queries over databases', (client) => client.databases.query('SELECT * FROM c').fetchAll()],
  ])('says that it does not support %s', async (feature, ask) => {
    const { client } = await openCosmos();

    const answer = ask(client);

    await expect(answer).rejects.toThrow(
      new RegExp(`not supported by the local Cosmos stand-in: .*${feature}`),
    );
    expect(await codeOf(answer)).toBe(501);
  });
});

function jobsOf(client: CosmosClient): ReturnType<ReturnType<CosmosClient['database']>['container']> {
  return client.database('evenkeel').container('jobs');
}

async function createWith(client: CosmosClient, settings: object): Promise<unknown> {
  return client.database('evenkeel').containers.create({ id: 'new', partitionKey: '/a', ...settings });
}
