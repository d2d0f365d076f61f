import type { Container, JSONValue } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CosmosClient } from '@azure/cosmos';
import { startCosmos, type CosmosServer } from '../../../local/cosmos/start-cosmos.ts';
import { codeOf, createAll } from './cosmos-fixture.ts';

const ITEMS = [
  {
    id: '1',
    jobId: 'a',
    type: 'job',
    n: 3,
    name: 'Churn',
    tags: ['x', 'y'],
    owner: { team: 'risk' },
    order: 1,
  },
  { id: '2', jobId: 'a', type: 'run', n: 1, name: 'fraud', tags: [], ended: null, order: 2 },
  { id: '3', jobId: 'a', type: 'run', n: 2.5, name: 'Fraud 50%', tags: ['y'], ended: '2026-03-01', order: 3 },
  { id: '4', jobId: 'b', type: 'job', n: '7', name: 'churn', ended: '2026-02-01' },
  { id: '5', jobId: 'b', type: 'run', n: -2, name: 'a_b', flag: true },
];

describe('queries of the Cosmos stand-in', () => {
  let server: CosmosServer;
  let client: CosmosClient;
  let jobs: Container;

  beforeAll(async () => {
    const compositeIndexes = [[{ path: '/type' }, { path: '/n', order: 'descending' as const }]];
    const container = { id: 'jobs', partitionKey: '/jobId', compositeIndexes };
    server = await startCosmos({ databases: [{ id: 'evenkeel', containers: [container] }] });
    client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
    jobs = client.database('evenkeel').container('jobs');
    await createAll(jobs, ITEMS);
  });

  afterAll(async () => {
    client.dispose();
    await server.stop();
  });

  async function rowsOf(query: string, values: Readonly<Record<string, JSONValue>> = {}): Promise<unknown[]> {
    const parameters = Object.entries(values).map(([name, value]) => ({ name, value }));
    return (await jobs.items.query<unknown>({ query, parameters }).fetchAll()).resources;
  }

  async function inPartition(query: string, partitionKey = 'a'): Promise<unknown[]> {
    return (await jobs.items.query<unknown>(query, { partitionKey }).fetchAll()).resources;
  }

  test.each<[where: string, ids: readonly string[]]>([
    ["c.type = 'job'", ['1', '4']],
    ['c.n = 3', ['1']],
    ["c.n != '7'", ['1', '2', '3', '5']],
    ['c.n < 3', ['2', '3', '5']],
    ['c.n <= 2.5', ['2', '3', '5']],
    ['c.n > 1', ['1', '3']],
    ['c.n >= 1', ['1', '2', '3']],
    ["c.n > '6'", ['4']],
    ['c.n BETWEEN 1 AND 2.5', ['2', '3']],
    ['c.n NOT BETWEEN 1 AND 2.5', ['1', '5']],
    ["c.type = 'run' AND c.n > 2", ['3']],
    ["c.type = 'job' OR c.n = 1", ['1', '2', '4']],
    ["NOT c.type = 'job'", ['2', '3', '5']],
    ["NOT (c.type = 'job' OR c.n = 1)", ['3', '5']],
    ["c.type IN ('job', 'report')", ['1', '4']],
    ["c.name IN ('fraud', 'a_b')", ['2', '5']],
    ["c.type NOT IN ('job')", ['2', '3', '5']],
    ['c.ended NOT IN (null)', ['3', '4']],
    ["c.name LIKE 'Fraud%'", ['3']],
    ["c.name LIKE '_hurn'", ['1', '4']],
    ["c.name LIKE '[Cc]hurn'", ['1', '4']],
    ["c.name LIKE '%50!%' ESCAPE '!'", ['3']],
    ["c.name NOT LIKE '%u%'", ['5']],
    ['IS_DEFINED(c.ended)', ['2', '3', '4']],
    ['NOT IS_DEFINED(c.ended)', ['1', '5']],
    ['IS_NULL(c.ended)', ['2']],
    ['c.ended = null', ['2']],
    ['c.ended != null', ['3', '4']],
    ["c.ended < '2026-02-15'", ['4']],
    ["c.ended != '2026-02-01'", ['2', '3']],
    ['c.flag', ['5']],
    ['NOT c.flag', []],
    ["c.ended = '2026-02-01' OR c.n = 3", ['1', '4']],
    ['(c.missing = 1) = false', []],
    ["EXISTS(SELECT VALUE t FROM t IN c.tags WHERE t = 'x')", ['1']],
    ["NOT EXISTS(SELECT VALUE t FROM t IN c.tags WHERE t = 'y')", ['2', '4', '5']],
    ['EXISTS(SELECT VALUE c.ended)', ['2', '3', '4']],
    ['(SELECT VALUE COUNT(1) FROM t IN c.tags) = 2', ['1']],
    ["ARRAY(SELECT VALUE UPPER(t) FROM t IN c.tags) = ['Y']", ['3']],
    ["STARTSWITH(c.name, 'F')", ['3']],
    ["STARTSWITH(c.name, 'F', true)", ['2', '3']],
    ["ENDSWITH(c.name, 'urn')", ['1', '4']],
    ["CONTAINS(c.name, 'FRAUD', true)", ['2', '3']],
    ["StringEquals(c.name, 'CHURN', true)", ['1', '4']],
    ["LOWER(c.name) = 'churn'", ['1', '4']],
    ["UPPER(c.name) = 'FRAUD'", ['2']],
    ['LENGTH(c.name) = 3', ['5']],
    ["ARRAY_CONTAINS(c.tags, 'y')", ['1', '3']],
    ['ARRAY_LENGTH(c.tags) = 0', ['2']],
    ['ABS(c.n) = 2', ['5']],
    ['FLOOR(c.n) = 2', ['3']],
    ['ROUND(c.n) = 3', ['1', '3']],
    ["ToString(c.n) = '2.5'", ['3']],
    ["(c.ended ?? 'open') = 'open'", ['1', '5']],
    ["(c.flag ? 'on' : 'off') = 'on'", ['5']],
    ['c.n * 2 + 1 = 7', ['1']],
    ['c.n - 1 - 1 = 1', ['1']],
    ['c.n / 0 > 0', []],
    ['c.order = 2', ['2']],
    ["c['owner']['team'] = 'risk'", ['1']],
    ["c.tags[1] = 'y'", ['1']],
    ["c.owner = { 'team': 'risk' }", ['1']],
    ["c.tags = ['x', 'y']", ['1']],
    ['c.toString = 1 OR IS_DEFINED(c.constructor)', []],
    ['c.id = "3" -- a remark', ['3']],
  ])('WHERE %s', async (where, ids) => {
    expect(await rowsOf(`SELECT VALUE c.id FROM c WHERE ${where}`)).toEqual(ids);
  });

  test.each<[query: string, rows: readonly unknown[]]>([
    ['SELECT c.id, c.ended FROM c WHERE c.n = 3 OR c.n = 1', [{ id: '1' }, { id: '2', ended: null }]],
    ['SELECT c.owner.team, c.n AS count FROM c WHERE c.n = 3', [{ team: 'risk', count: 3 }]],
    ["SELECT c.n + 1, 'x' FROM c WHERE c.n = 3", [{ $1: 4, $2: 'x' }]],
    ["SELECT VALUE { 'id': c.id, 'ended': c.ended } FROM c WHERE c.n = 3", [{ id: '1' }]],
    ['SELECT VALUE c.ended FROM c', [null, '2026-03-01', '2026-02-01']],
    ['SELECT VALUE job.id FROM jobs AS job WHERE job.n = 3', ['1']],
    ['SELECT VALUE j.id FROM jobs j WHERE j.n = 3', ['1']],
    ['SELECT VALUE c.id FROM c ORDER BY c.n', ['5', '2', '3', '1', '4']],
    ['SELECT VALUE c.id FROM c ORDER BY c.n DESC', ['4', '1', '3', '2', '5']],
    ['SELECT VALUE c.id FROM c ORDER BY c.ended', ['1', '5', '2', '4', '3']],
    ['SELECT VALUE c.id FROM c ORDER BY c.type, c.n DESC', ['4', '1', '3', '2', '5']],
    ['SELECT VALUE c.id FROM c ORDER BY c.type DESC, c.n', ['5', '2', '3', '1', '4']],
    ['SELECT TOP 2 VALUE c.id FROM c ORDER BY c.n', ['5', '2']],
    ['SELECT VALUE c.id FROM c ORDER BY c.n OFFSET 1 LIMIT 2', ['2', '3']],
    ['SELECT DISTINCT VALUE c.type FROM c', ['job', 'run']],
    [
      'SELECT DISTINCT c.type, c.jobId FROM c WHERE c.jobId = "a"',
      [
        { type: 'job', jobId: 'a' },
        { type: 'run', jobId: 'a' },
      ],
    ],
    [
      'SELECT c.id, t FROM c JOIN t IN c.tags WHERE c.jobId = "a"',
      [
        { id: '1', t: 'x' },
        { id: '1', t: 'y' },
        { id: '3', t: 'y' },
      ],
    ],
    [
      'SELECT VALUE [s, t] FROM c JOIN s IN c.tags JOIN t IN c.tags WHERE c.id = "1" AND s != t',
      [
        ['x', 'y'],
        ['y', 'x'],
      ],
    ],
    ['SELECT VALUE t FROM t IN c.tags', ['x', 'y', 'y']],
    ['SELECT VALUE o.team FROM c JOIN (SELECT VALUE c.owner) AS o', ['risk']],
    [
      'SELECT VALUE r.unit FROM c JOIN r IN (SELECT VALUE [{ "unit": "g" }, { "unit": c.type }]) WHERE c.n = 3',
      ['g', 'job'],
    ],
    ["SELECT VALUE up FROM c JOIN (SELECT VALUE UPPER(t) FROM t IN c.tags WHERE t > 'x') AS up", ['Y', 'Y']],
    ['SELECT VALUE t FROM c JOIN t IN c.tags ORDER BY c.n DESC', ['x', 'y', 'y']],
    ['SELECT DISTINCT VALUE t FROM c JOIN t IN c.tags', ['x', 'y']],
    [
      'SELECT t, COUNT(1) AS jobs FROM c JOIN t IN c.tags GROUP BY t',
      [
        { t: 'x', jobs: 1 },
        { t: 'y', jobs: 2 },
      ],
    ],
    ['SELECT VALUE (SELECT VALUE SUM(LENGTH(t)) FROM t IN c.tags) FROM c WHERE c.id = "1"', [2]],
    ['SELECT VALUE ARRAY(SELECT DISTINCT t FROM t IN c.tags) FROM c WHERE c.id = "3"', [[{ t: 'y' }]]],
    ['SELECT VALUE team FROM c.owner.team', ['risk']],
    ['SELECT VALUE COUNT(1) FROM c', [5]],
    ['SELECT VALUE COUNT(c.ended) FROM c', [3]],
    ['SELECT VALUE COUNT(1) FROM c WHERE false', [0]],
    ['SELECT VALUE SUM(c.n) FROM c WHERE c.type = "run"', [1.5]],
    ['SELECT VALUE SUM(c.n) FROM c', []],
    ['SELECT VALUE MIN(c.n) FROM c', [-2]],
    ['SELECT VALUE MAX(c.ended) FROM c', ['2026-03-01']],
    ['SELECT VALUE AVG(c.n) FROM c WHERE c.jobId = "a" AND c.type = "run"', [1.75]],
    [
      'SELECT c.type, COUNT(1) AS jobs FROM c GROUP BY c.type',
      [
        { type: 'job', jobs: 2 },
        { type: 'run', jobs: 3 },
      ],
    ],
  ])('%s', async (query, rows) => {
    expect(await rowsOf(query)).toEqual(rows);
  });

  test('binds parameters', async () => {
    const query = 'SELECT TOP @top VALUE c.id FROM c WHERE ARRAY_CONTAINS(@types, c.type) AND c.n <= @n';

    expect(await rowsOf(query, { '@top': 2, '@types': ['run'], '@n': 2.5 })).toEqual(['2', '3']);
  });

  test('keeps a query with a partition key to that partition', async () => {
    expect(await inPartition('SELECT VALUE c.id FROM c', 'b')).toEqual(['4', '5']);
    expect(await inPartition('SELECT VALUE COUNT(1) FROM c', 'b')).toEqual([2]);
    expect(await inPartition('SELECT VALUE c.id FROM c', 'nobody')).toEqual([]);
  });

  test('gives several aggregates at once within a partition', async () => {
    expect(await inPartition('SELECT COUNT(1) AS runs, MAX(c.n) AS most FROM c')).toEqual([
      { runs: 3, most: 3 },
    ]);
  });

  test('refuses aggregates without VALUE over all partitions with 400', async () => {
    expect(await codeOf(rowsOf('SELECT COUNT(1) AS runs FROM c'))).toBe(400);
  });

  test('refuses an ORDER BY of two properties without their composite index with 400', async () => {
    expect(await codeOf(rowsOf('SELECT * FROM c ORDER BY c.type, c.n'))).toBe(400);
    expect(await codeOf(inPartition('SELECT * FROM c ORDER BY c.type, c.name'))).toBe(400);
  });

  test.each([
    ['SELEC * FROM c'],
    ['SELECT * FROM c WHERE'],
    ['SELECT * FROM c WHERE c.n = '],
    ['SELECT * FROM c WHERE c.n = 1 c.n'],
    ["SELECT * FROM c WHERE c.n = 'open"],
    ['SELECT * FROM c WHERE x.n = 1'],
    ['SELECT * FROM c WHERE c.n = @missing'],
    ['SELECT * FROM c WHERE NOSUCH(c.n)'],
    ['SELECT * FROM c WHERE LOWER()'],
    ['SELECT * FROM c WHERE COUNT(1) > 1'],
    ['SELECT * FROM c ORDER BY LOWER(c.name)'],
    ['SELECT TOP -1 * FROM c'],
    [`SELECT * FROM c WHERE ${'('.repeat(5000)}true${')'.repeat(5000)}`],
    ['SELECT * FROM c JOIN t IN c.tags'],
    ['SELECT t FROM c JOIN t IN c.tags JOIN t IN c.tags'],
    ['SELECT * FROM c WHERE EXISTS(SELECT VALUE 1 FROM other)'],
    ['SELECT VALUE c.id FROM t IN c.tags'],
    ['SELECT VALUE (SELECT VALUE t FROM t IN c.tags) FROM c'],
    ['SELECT t FROM c JOIN t IN c.tags ORDER BY t.n'],
    ['SELECT c.id, COUNT(1) AS n FROM c GROUP BY c.type'],
    ['SELECT VALUE COUNT(1) + 1 FROM c'],
    ["SELECT * FROM c WHERE c.name LIKE '[z-a]'"],
  ])('refuses %s with 400', async (query) => {
    expect(await codeOf(rowsOf(query))).toBe(400);
  });

  test.each([
    ['SELECT VALUE t FROM (SELECT VALUE c.tags FROM c) AS t', 'FROM \\(SELECT'],
    ['SELECT VALUE ARRAY(SELECT VALUE t FROM t IN c.tags ORDER BY t.n) FROM c', 'ORDER BY inside a subquery'],
    ['SELECT udf.f(c.n) FROM c', 'user-defined functions'],
  ])('says that %s is not supported', async (query, feature) => {
    await expect(rowsOf(query)).rejects.toThrow(
      new RegExp(`not supported by the local Cosmos stand-in: .*${feature}`),
    );
  });
});
