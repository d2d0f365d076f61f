import { randomUUID } from 'node:crypto';
import {
  BulkOperationType,
  ChangeFeedStartFrom,
  CosmosClient,
  type ChangeFeedIteratorOptions,
  type Container,
  type ItemDefinition,
  type OperationInput,
  type SqlQuerySpec,
} from '@azure/cosmos';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { present } from '../support/present.ts';
import { refusalOf } from './refusal-of.ts';
import type { CosmosAccount } from './targets/cosmos-target.ts';

/** What the app relies on in Cosmos DB; `connect` is called once. */
export function describeCosmosService(connect: () => Promise<CosmosAccount>): void {
  let account: CosmosAccount;
  let items: Container;
  let jobId: string;

  beforeAll(async () => {
    account = await connect();
    items = await createContainer('items', -1);
  });

  afterAll(() => account.dispose());

  // Each case has a partition of its own.
  beforeEach(() => {
    jobId = randomUUID();
  });

  async function createContainer(id: string, defaultTtl: number): Promise<Container> {
    const { container } = await account.client
      .database(account.database)
      .containers.create({ id, partitionKey: { paths: ['/jobId'] }, defaultTtl });
    return container;
  }

  async function create(
    fields: ItemDefinition = {},
  ): Promise<{ readonly id: string; readonly etag: string }> {
    const { resource } = await items.items.create({ id: 'a', jobId, ...fields });
    const { id, _etag: etag } = present(resource);
    return { id, etag };
  }

  async function read(id = 'a', container = items): Promise<ItemDefinition | undefined> {
    return (await container.item(id, jobId).read<ItemDefinition>()).resource;
  }

  async function createAll(...documents: ItemDefinition[]): Promise<void> {
    for (const document of documents) await items.items.create({ jobId, ...document });
  }

  const ifMatch = (condition: string) => ({ accessCondition: { type: 'IfMatch', condition } });

  describe('an item', () => {
    test('is read as it was created, with an ETag', async () => {
      const fields = { text: 'größe 🚀', number: 1.5, nothing: null, list: [1, { a: 'b' }], flag: false };

      const { statusCode, etag } = await items.items.create({ id: 'a b+ü', jobId, ...fields });
      const answer = await items.item('a b+ü', jobId).read<ItemDefinition>();

      expect(statusCode).toBe(201);
      expect(answer.resource).toMatchObject({ id: 'a b+ü', jobId, ...fields, _etag: etag });
      expect(answer.etag).toBe(etag);
    });

    test('that is not there is answered 404, without an error', async () => {
      const answer = await items.item('nobody', jobId).read();

      expect(answer.statusCode).toBe(404);
      expect(answer.resource).toBeUndefined();
    });

    test('cannot be created twice, and the first stays', async () => {
      await create({ text: 'first' });

      expect(await refusalOf(items.items.create({ id: 'a', jobId, text: 'second' }))).toBe(409);
      expect(await read()).toMatchObject({ text: 'first' });
    });

    test('is another one in another partition', async () => {
      await create({ text: 'here' });
      await items.items.create({ id: 'a', jobId: `${jobId}-other`, text: 'there' });

      expect(await read()).toMatchObject({ text: 'here' });
    });

    test('is created by one of ten who try at once', async () => {
      const tries = Array.from({ length: 10 }, (_, text) =>
        refusalOf(items.items.create({ id: 'race', jobId, text })),
      );

      const outcomes = await Promise.all(tries);

      expect(outcomes.filter((outcome) => outcome === 'not refused')).toHaveLength(1);
    });

    test('is created by the first upsert and replaced by the second', async () => {
      const first = await items.items.upsert({ id: 'a', jobId, first: true });
      const second = await items.items.upsert({ id: 'a', jobId, second: true });

      expect([first.statusCode, second.statusCode]).toEqual([201, 200]);
      expect(await read()).not.toHaveProperty('first');
    });

    test('that is not there can be neither replaced nor deleted', async () => {
      expect(await refusalOf(items.item('nobody', jobId).replace({ id: 'nobody', jobId }))).toBe(404);
      expect(await refusalOf(items.item('nobody', jobId).delete())).toBe(404);
    });

    test('is gone once it was deleted', async () => {
      await create();

      const { statusCode } = await items.item('a', jobId).delete();

      expect(statusCode).toBe(204);
      expect(await read()).toBeUndefined();
    });

    test('of more than 2 MB is refused', async () => {
      expect(await refusalOf(create({ text: 'x'.repeat(2_200_000) }))).toBe(413);
    });
  });

  describe('an ETag', () => {
    test('changes with every write', async () => {
      const { etag: before } = await create();

      const { etag: after } = await items.item('a', jobId).replace({ id: 'a', jobId });

      expect(after).not.toBe(before);
    });

    test('lets a replacement pass as long as it is the item’s', async () => {
      const { etag } = await create();

      await items.item('a', jobId).replace({ id: 'a', jobId, text: 'new' }, ifMatch(etag));

      expect(await refusalOf(items.item('a', jobId).replace({ id: 'a', jobId }, ifMatch(etag)))).toBe(412);
      expect(await read()).toMatchObject({ text: 'new' });
    });

    test('that is out of date stops a deletion', async () => {
      const { etag } = await create();
      await items.item('a', jobId).replace({ id: 'a', jobId });

      expect(await refusalOf(items.item('a', jobId).delete(ifMatch(etag)))).toBe(412);
      expect(await read()).toBeDefined();
    });

    test('lets one of ten pass who replace at once', async () => {
      const { etag } = await create();
      const tries = Array.from({ length: 10 }, (_, text) =>
        refusalOf(items.item('a', jobId).replace({ id: 'a', jobId, text }, ifMatch(etag))),
      );

      const outcomes = await Promise.all(tries);

      expect(outcomes.filter((outcome) => outcome === 'not refused')).toHaveLength(1);
    });

    test('given with a condition to a deleted item is answered 404', async () => {
      const { etag } = await create();
      await items.item('a', jobId).delete();

      expect(await refusalOf(items.item('a', jobId).replace({ id: 'a', jobId }, ifMatch(etag)))).toBe(404);
    });
  });

  describe('a transactional batch', () => {
    const creation = (id: string): OperationInput => ({
      operationType: BulkOperationType.Create,
      resourceBody: { id, jobId },
    });
    const replacement = (etag: string): OperationInput => ({
      operationType: BulkOperationType.Replace,
      id: 'a',
      ifMatch: etag,
      resourceBody: { id: 'a', jobId, text: 'new' },
    });

    async function batch(...operations: OperationInput[]): Promise<readonly unknown[]> {
      const { code, result } = await items.items.batch(operations, jobId);
      return [code, ...(result ?? []).map(({ statusCode }) => statusCode)];
    }

    async function ids(): Promise<unknown[]> {
      const query = 'SELECT VALUE c.id FROM c ORDER BY c.id';
      return (await items.items.query<unknown>(query, { partitionKey: jobId }).fetchAll()).resources;
    }

    test('replaces under an ETag and creates, all at once', async () => {
      const { etag } = await create();

      expect(await batch(replacement(etag), creation('b'), creation('c'))).toEqual([200, 200, 201, 201]);
      expect(await ids()).toEqual(['a', 'b', 'c']);
    });

    test('does nothing when one of its items is there already: 409 for that one, 424 for the others', async () => {
      const { etag } = await create();

      expect(await batch(replacement(etag), creation('b'), creation('a'), creation('c'))).toEqual([
        207, 424, 424, 409, 424,
      ]);
      expect(await ids()).toEqual(['a']);
      expect(await read()).not.toHaveProperty('text');
    });

    test('does nothing when its ETag is out of date: 412', async () => {
      const { etag } = await create();
      await items.item('a', jobId).replace({ id: 'a', jobId });

      expect(await batch(replacement(etag), creation('b'))).toEqual([207, 412, 424]);
      expect(await ids()).toEqual(['a']);
    });

    test('does nothing when what it replaces is not there: 404', async () => {
      expect(await batch(creation('b'), replacement('"00000000-0000-0000-0000-000000000000"'))).toEqual([
        207, 424, 404,
      ]);
      expect(await ids()).toEqual([]);
    });

    test('is done by one of ten who try at once', async () => {
      const { etag } = await create();
      const tries = Array.from({ length: 10 }, (_, index) => batch(replacement(etag), creation(`r${index}`)));

      const outcomes = await Promise.all(tries);

      expect(outcomes.filter(([code]) => code === 200)).toHaveLength(1);
      expect(await ids()).toHaveLength(2);
    });
  });

  describe('the time to live', () => {
    test('of an item ends it for reads, queries and creation', async () => {
      await create({ ttl: 2 });
      await items.items.create({ id: 'stays', jobId });

      await account.pass(4_000);

      expect(await read()).toBeUndefined();
      const ids = await items.items.query('SELECT VALUE c.id FROM c', { partitionKey: jobId }).fetchAll();
      expect(ids.resources).toEqual(['stays']);
      expect(await refusalOf(items.items.create({ id: 'a', jobId }))).toBe('not refused');
    });

    test('of a container ends items that have none, and not those that live for ever', async () => {
      const brief = await createContainer('brief', 2);
      await brief.items.create({ id: 'default', jobId });
      await brief.items.create({ id: 'for-ever', jobId, ttl: -1 });

      await account.pass(4_000);

      expect(await read('default', brief)).toBeUndefined();
      expect(await read('for-ever', brief)).toBeDefined();
    });

    test('begins again with every write', async () => {
      await create({ ttl: 6 });
      await account.pass(4_000);
      await items.item('a', jobId).replace({ id: 'a', jobId, ttl: 6 });

      await account.pass(4_000);

      expect(await read()).toBeDefined();
    });
  });

  describe('a query', () => {
    async function query(
      text: string,
      parameters: Readonly<Record<string, string>> = {},
    ): Promise<unknown[]> {
      const found = items.items.query<unknown>(spec(text, parameters), { partitionKey: jobId });
      return (await found.fetchAll()).resources;
    }

    function spec(text: string, parameters: Readonly<Record<string, string>>): SqlQuerySpec {
      const list = Object.entries(parameters).map(([name, value]) => ({ name: `@${name}`, value }));
      return { query: text, parameters: list };
    }

    const job = (id: string, nextDueAt?: string, state = 'active') => ({
      ...{ id, type: 'job', state, jobId: `${jobId}-${id}`, suite: jobId },
      ...(nextDueAt === undefined ? {} : { nextDueAt }),
    });

    test('finds the due jobs of all partitions in the order of their due instants', async () => {
      await createAll(
        job('late', '2026-01-03T00:00:00.000Z'),
        job('early', '2026-01-01T00:00:00.000Z'),
        job('not-yet', '2026-02-01T00:00:00.000Z'),
        job('never'),
        job('paused', '2026-01-01T00:00:00.000Z', 'paused'),
        { ...job('run', '2026-01-01T00:00:00.000Z'), type: 'run' },
      );
      const text =
        "SELECT * FROM c WHERE c.type = 'job' AND c.state = 'active' AND c.nextDueAt <= @until AND c.suite = @suite ORDER BY c.nextDueAt";

      const found = items.items.query<ItemDefinition>(
        spec(text, { until: '2026-01-15T00:00:00.000Z', suite: jobId }),
      );

      expect((await found.fetchAll()).resources.map(({ id }) => id)).toEqual(['early', 'late']);
    });

    test('pages jobs of all partitions by OFFSET and LIMIT in the order of their ids', async () => {
      await createAll(...['c', 'a', 'e', 'b', 'd'].map((id) => job(id)), job('gone', undefined, 'deleted'));
      const text =
        "SELECT * FROM c WHERE c.type = 'job' AND c.state != 'deleted' AND c.jobId > @after AND c.suite = @suite ORDER BY c.jobId OFFSET 0 LIMIT 3";

      const found = items.items.query<ItemDefinition>(spec(text, { after: `${jobId}-a`, suite: jobId }));

      expect((await found.fetchAll()).resources.map(({ id }) => id)).toEqual(['b', 'c', 'd']);
    });

    test('lists a partition backwards with OFFSET and LIMIT', async () => {
      const run = (id: string) => ({ id, type: 'run', dueAt: `2026-01-0${id}T00:00:00.000Z` });
      await createAll(...['2', '4', '1', '3'].map(run));
      const text =
        "SELECT * FROM c WHERE c.type = 'run' AND c.dueAt < @before ORDER BY c.dueAt DESC OFFSET 1 LIMIT 2";

      const found = await query(text, { before: '2026-01-04T00:00:00.000Z' });

      expect(found).toMatchObject([{ id: '2' }, { id: '1' }]);
    });

    test('takes one of several states with IN', async () => {
      await createAll(
        ...['pending', 'running', 'failed'].map((state) => ({ id: state, type: 'run', state })),
        { id: 'stateless', type: 'run' },
      );
      const text = "SELECT VALUE c.id FROM c WHERE c.type = 'run' AND c.state IN ('pending', 'running')";

      expect((await query(text)).sort()).toEqual(['pending', 'running']);
    });

    test('compares no value with one of another type, and nothing with what is missing', async () => {
      await createAll(
        { id: 'text', v: '5' },
        { id: 'number', v: 5 },
        { id: 'null', v: null },
        { id: 'none' },
      );

      expect(await query("SELECT VALUE c.id FROM c WHERE c.v <= '9'")).toEqual(['text']);
      expect(await query('SELECT VALUE c.id FROM c WHERE c.v <= 9')).toEqual(['number']);
      expect((await query('SELECT VALUE c.id FROM c WHERE c.v != 5')).sort()).toEqual(['null', 'text']);
      expect(await query('SELECT VALUE c.id FROM c WHERE NOT IS_DEFINED(c.v)')).toEqual(['none']);
    });

    test('reaches into objects, and takes no parameter for SQL', async () => {
      await createAll(
        { id: 'mine', task: { modelId: "x' OR '1'='1" } },
        { id: 'other', task: { modelId: 'y' } },
      );
      const text = 'SELECT VALUE c.id FROM c WHERE c.task.modelId = @model';

      expect(await query(text, { model: "x' OR '1'='1" })).toEqual(['mine']);
    });

    test('counts', async () => {
      await createAll({ id: '1' }, { id: '2' }, { id: '3' });

      expect(await query('SELECT VALUE COUNT(1) FROM c')).toEqual([3]);
    });

    test('comes in pages that can be taken up again by their token', async () => {
      await createAll(...Array.from({ length: 7 }, (_, n) => ({ id: `p${n}`, n })));
      const text = 'SELECT VALUE c.id FROM c ORDER BY c.n';
      const options = { partitionKey: jobId, maxItemCount: 3 };

      const first = await items.items.query(text, options).fetchNext();
      await createAll({ id: 'later', n: -1 });
      const { continuationToken } = first;
      const rest = items.items.query(text, { ...options, continuationToken });

      expect(first.resources).toEqual(['p0', 'p1', 'p2']);
      expect((await rest.fetchNext()).resources).toEqual(['p3', 'p4', 'p5']);
      expect((await rest.fetchNext()).resources).toEqual(['p6']);
      expect(rest.hasMoreResults()).toBe(false);
    });

    test('with a fault is refused', async () => {
      expect(await refusalOf(query('SELECT * FROM c WHERE'))).toBe(400);
    });
  });

  describe('the change feed', () => {
    interface Feed {
      readonly ids: readonly string[];
      readonly token: string;
    }

    /** Of the partition of this case; the service may need several pages for what fits one here. */
    async function readAll(options: ChangeFeedIteratorOptions): Promise<Feed> {
      const feed = items.items.getChangeFeedIterator<{ id: string }>(options);
      const ids: string[] = [];
      for await (const { result, statusCode, continuationToken } of feed.getAsyncIterator()) {
        if (statusCode === 304) return { ids, token: continuationToken };
        ids.push(...result.map(({ id }) => id));
      }
      throw new Error('The change feed has ended.');
    }

    const beginning = () => ({ changeFeedStartFrom: ChangeFeedStartFrom.Beginning(jobId) });
    const now = () => ({ changeFeedStartFrom: ChangeFeedStartFrom.Now(jobId) });
    const nowOfAll = () => ({ changeFeedStartFrom: ChangeFeedStartFrom.Now() });
    const after = ({ token }: Pick<Feed, 'token'>) => ({
      changeFeedStartFrom: ChangeFeedStartFrom.Continuation(token),
    });

    test('has every item once, at the place of its last write', async () => {
      await createAll({ id: '1' }, { id: '2' }, { id: '3' }, { id: '4' }, { id: '5' });
      await items.item('1', jobId).replace({ id: '1', jobId });
      await items.items.upsert({ id: '2', jobId });
      await items.item('3', jobId).patch([{ op: 'add', path: '/n', value: 1 }]);
      await items.items.batch([{ operationType: 'Upsert', resourceBody: { id: '4', jobId } }], jobId);

      expect((await readAll(beginning())).ids).toEqual(['5', '1', '2', '3', '4']);
    });

    test('gives an item as it is now, with the number of its write', async () => {
      await createAll({ id: 'a', n: 1 });
      await items.item('a', jobId).replace({ id: 'a', jobId, n: 2 });

      const feed = items.items.getChangeFeedIterator<ItemDefinition>(beginning());
      const { result } = await feed.readNext();

      expect(result).toMatchObject([{ id: 'a', n: 2 }]);
      expect(typeof result[0]?.['_lsn']).toBe('number');
    });

    test('goes on after what has been read, and only there', async () => {
      await createAll({ id: '1' }, { id: '2' });
      const first = await readAll(beginning());
      await createAll({ id: '3' });
      await items.items.upsert({ id: '1', jobId });

      const second = await readAll(after(first));
      const third = await readAll(after(second));

      expect(second.ids).toEqual(['3', '1']);
      expect(third.ids).toEqual([]);
    });

    test('begins now when it is asked to', async () => {
      await createAll({ id: 'before' });
      const start = await readAll(now());
      await createAll({ id: 'after' });

      expect(start.ids).toEqual([]);
      expect((await readAll(after(start))).ids).toEqual(['after']);
    });

    test('does not tell of a deletion', async () => {
      await createAll({ id: '1' }, { id: '2' });
      const first = await readAll(beginning());
      await items.item('1', jobId).delete();

      expect((await readAll(after(first))).ids).toEqual([]);
      expect((await readAll(beginning())).ids).toEqual(['2']);
    });

    test('tells of no item whose time is over', async () => {
      await createAll({ id: '1', ttl: 1 }, { id: '2' });
      await account.pass(3_000);

      expect((await readAll(beginning())).ids).toEqual(['2']);
    });

    test('of the container has the items of all partitions', async () => {
      const start = await readAll(nowOfAll());
      const others = [randomUUID(), randomUUID()];
      for (const other of others) await items.items.create({ id: other, jobId: other });

      expect((await readAll(after(start))).ids.toSorted()).toEqual(others.toSorted());
    });

    test('refuses a position that it has not given', async () => {
      const { token } = await readAll(beginning());
      const other = token.replace(/\\"\d+\\"/, 'elsewhere');

      expect(await refusalOf(readAll(after({ token: other })))).toBe(400);
    });
  });

  describe('the account', () => {
    test('has no container of an unknown name', async () => {
      const unknown = account.client.database(account.database).container('nowhere');

      expect(await refusalOf(unknown.items.create({ id: 'a', jobId }))).toBe(404);
    });

    test('refuses another key', async () => {
      const key = Buffer.from('another key').toString('base64');
      const client = new CosmosClient({ endpoint: account.endpoint, key });

      expect(await refusalOf(client.getDatabaseAccount())).toBe(401);
      client.dispose();
    });
  });
}
