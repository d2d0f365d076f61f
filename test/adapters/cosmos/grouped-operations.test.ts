import { CosmosClient, ErrorResponse, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startCosmos, type CosmosServer } from '../../../local/cosmos/start-cosmos.ts';
import {
  GroupedOperations,
  groupedIn,
  type OperationAnswer,
  type SendBulk,
} from '../../../shared/adapters/cosmos/grouped-operations.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';

describe('GroupedOperations', () => {
  let server: CosmosServer;
  let container: Container;
  let operations: GroupedOperations;
  const alone: string[] = [];
  let made = 0;

  beforeAll(async () => {
    server = await startCosmos({ databases: [{ id: 'd', containers: [] }] });
  });

  afterAll(() => server.stop());

  beforeEach(async () => {
    made += 1;
    const client = new CosmosClient({
      endpoint: server.endpoint,
      key: server.key,
      connectionPolicy: { retryOptions: { maxRetryAttemptCount: 0 } },
    });
    const created = await client
      .database('d')
      .containers.create({ id: `c-${made}`, partitionKey: { paths: ['/key'] } });
    container = created.container;
    alone.length = 0;
    operations = groupedIn(container);
    for (const id of ['a', 'b', 'c']) await container.items.create({ id, key: id, value: 1 });
  });

  function read(id: string, by = operations): Promise<OperationAnswer> {
    return by.perform({ operation: readOf(id), alone: () => sentAlone(id) });
  }

  function replace({ id, ifMatch }: { readonly id: string; readonly ifMatch: string }) {
    const resourceBody = { id, key: id, value: 2 };
    const operation = { operationType: 'Replace', id, resourceBody, ifMatch, partitionKey: id } as const;
    return operations.perform({ operation, alone: () => sentAlone(id) });
  }

  async function sentAlone(id: string): Promise<OperationAnswer> {
    alone.push(id);
    return { statusCode: 299 };
  }

  test('sends one that is asked for alone by itself', async () => {
    const { groups, operations: counted } = recording();

    expect(await read('a', counted)).toEqual({ statusCode: 299 });
    expect(groups).toEqual([]);
  });

  test('sends what is asked for in one turn as one request', async () => {
    const { groups, operations: counted } = recording();

    await Promise.all([read('a', counted), read('b', counted), read('c', counted)]);

    expect(groups).toEqual([3]);
  });

  test('gives each the document that it asked for', async () => {
    const answers = await Promise.all([read('c'), read('a'), read('b')]);

    expect(answers.map(({ resourceBody }) => resourceBody)).toMatchObject([
      { id: 'c' },
      { id: 'a' },
      { id: 'b' },
    ]);
    expect(alone).toEqual([]);
  });

  test('gives each its own answer when some find nothing or another version', async () => {
    const answers = await Promise.all([read('a'), read('none'), replace({ id: 'b', ifMatch: '"old"' })]);

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 404, 412]);
    expect(alone).toEqual([]);
  });

  test('replaces under the version that was read', async () => {
    const [{ eTag = '' }] = await Promise.all([read('a'), read('b')]);

    const [{ statusCode }] = await Promise.all([replace({ id: 'a', ifMatch: eTag }), read('b')]);

    expect(statusCode).toBe(200);
    expect((await container.item('a', 'a').read()).resource).toMatchObject({ value: 2 });
  });

  test('takes at most a hundred into a request', async () => {
    const { groups, operations: counted } = recording();

    await Promise.all(Array.from({ length: 250 }, () => read('a', counted)));

    expect(groups).toEqual([100, 100, 50]);
  });

  test('gathers what is asked for while four requests are on their way', async () => {
    const held = Promise.withResolvers<undefined>();
    const { groups, operations: counted } = recording(held.promise);
    const asked = [];
    for (let turns = 0; turns < 7; turns += 1) {
      asked.push(read('a', counted), read('b', counted));
      await turn();
    }
    expect(groups).toEqual([2, 2, 2, 2]);

    held.resolve(undefined);
    await Promise.all(asked);

    expect(groups).toEqual([2, 2, 2, 2, 6]);
  });

  test('fails all of a request that the service refuses to take now, and goes on afterwards', async () => {
    await Promise.all([read('a'), read('b')]);
    server.refuseNext(1);

    const refused = [read('a'), read('b')].map((asked) => expect(asked).rejects.toThrow(Unavailable));

    await Promise.all(refused);
    expect(await Promise.all([read('a'), read('b')])).toMatchObject([
      { statusCode: 200 },
      { statusCode: 200 },
    ]);
  });

  test.each([
    ['throttled', [{ statusCode: 429, requestCharge: 0 }]],
    ['behind the session', [{ statusCode: 404, subStatusCode: 1002, requestCharge: 0 }]],
    ['left without an answer', []],
  ])('sends an operation that was %s again by itself', async (_what, rest) => {
    const some = new GroupedOperations(() =>
      Promise.resolve([{ statusCode: 200, requestCharge: 1 }, ...rest]),
    );

    const [first, second] = await Promise.all([read('a', some), read('b', some)]);

    expect([first.statusCode, second.statusCode]).toEqual([200, 299]);
    expect(alone).toEqual(['b']);
  });

  test('sends each by itself when a request is refused as a whole', async () => {
    const tooLarge = Object.assign(new ErrorResponse('Too large.'), { code: 413 });
    const refused = new GroupedOperations(() => Promise.reject(new Error('Bulk.', { cause: tooLarge })));

    await Promise.all([read('a', refused), read('b', refused)]);

    expect(alone).toEqual(['a', 'b']);
  });

  test('hides no fault behind the other way of sending', async () => {
    const faulty = new GroupedOperations(() => Promise.reject(new TypeError('Not a function.')));

    const asked = [read('a', faulty), read('b', faulty)].map((one) => expect(one).rejects.toThrow(TypeError));

    await Promise.all(asked);
    expect(alone).toEqual([]);
  });

  test('hands on what goes wrong with one that was sent by itself', async () => {
    const failing = new GroupedOperations(() => Promise.resolve([]));
    const lost = { operation: readOf('a'), alone: () => Promise.reject(new Unavailable('Away.')) };

    await expect(failing.perform(lost)).rejects.toThrow('Away.');
  });

  /** Operations that succeed once the promise does, with a note of how many went together. */
  function recording(until = Promise.resolve<undefined>(undefined)) {
    const groups: number[] = [];
    const sendBulk: SendBulk = async (sent) => {
      groups.push(sent.length);
      await until;
      return sent.map(() => ({ statusCode: 200, requestCharge: 1 }));
    };
    return { groups, operations: new GroupedOperations(sendBulk) };
  }
});

function readOf(id: string) {
  return { operationType: 'Read', id, partitionKey: id } as const;
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
