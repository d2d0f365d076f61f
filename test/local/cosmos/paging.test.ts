import type { Container, FeedOptions } from '@azure/cosmos';
import { describe, expect, test } from 'vitest';
import { codeOf, createAll, openCosmos } from './cosmos-fixture.ts';

const item = (n: number, jobId = 'a'): { id: string; jobId: string; n: number; even: boolean } => ({
  id: String(n),
  jobId,
  n,
  even: n % 2 === 0,
});

interface NumberedPage {
  readonly numbers: readonly number[];
  readonly token: string | undefined;
}

async function pageOf(jobs: Container, query: string, options: FeedOptions): Promise<NumberedPage> {
  const { resources, continuationToken } = await jobs.items.query<number>(query, options).fetchNext();
  return { numbers: resources, token: continuationToken };
}

async function allPages(
  jobs: Container,
  query: string,
  options: FeedOptions,
): Promise<(readonly number[])[]> {
  const pages: (readonly number[])[] = [];
  let continuationToken: string | undefined;
  do {
    const page = await pageOf(jobs, query, {
      ...options,
      ...(continuationToken === undefined ? {} : { continuationToken }),
    });
    pages.push(page.numbers);
    continuationToken = page.token;
  } while (continuationToken !== undefined);
  return pages;
}

const ORDERED = 'SELECT VALUE c.n FROM c ORDER BY c.n DESC';
const UNORDERED = 'SELECT VALUE c.n FROM c';
const inA = { partitionKey: 'a', maxItemCount: 2 };
// Over all partitions the SDK gives a token after its last page too, which leads to an empty one.
const everywhere = { maxItemCount: 2, enableQueryControl: true };

describe('paging of the Cosmos stand-in', () => {
  test.each<[name: string, ask: { query: string; options: FeedOptions }, pages: number[][]]>([
    ['in the order of creation', { query: UNORDERED, options: inA }, [[3, 1], [5, 2], [4]]],
    ['in a given order', { query: ORDERED, options: inA }, [[5, 4], [3, 2], [1]]],
    ['over all partitions', { query: ORDERED, options: everywhere }, [[9, 5], [4, 3], [2, 1], []]],
    ['through TOP', { query: 'SELECT TOP 3 VALUE c.n FROM c ORDER BY c.n', options: inA }, [[1, 2], [3]]],
    ['through OFFSET LIMIT', { query: `${ORDERED} OFFSET 1 LIMIT 3`, options: inA }, [[4, 3], [2]]],
    [
      'through equal values',
      { query: 'SELECT VALUE c.n FROM c ORDER BY c.even', options: inA },
      [[3, 1], [5, 2], [4]],
    ],
    ['through DISTINCT', { query: 'SELECT DISTINCT VALUE c.n % 3 FROM c', options: inA }, [[0, 1], [2]]],
  ])('goes %s', async (_name, { query, options }, pages) => {
    const { jobs } = await openCosmos();
    await createAll(jobs, [...[3, 1, 5, 2, 4].map((n) => item(n)), item(9, 'b')]);

    expect(await allPages(jobs, query, options)).toEqual(pages);
  });

  test('neither repeats nor skips rows when others come and go between pages', async () => {
    const { jobs } = await openCosmos();
    await createAll(
      jobs,
      [10, 20, 30, 40].map((n) => item(n)),
    );
    const query = 'SELECT VALUE c.n FROM c ORDER BY c.n';
    const { numbers, token = '' } = await pageOf(jobs, query, inA);

    await jobs.item('10', 'a').delete();
    await jobs.item('20', 'a').delete();
    await createAll(
      jobs,
      [5, 25].map((n) => item(n)),
    );

    const rest = await jobs.items.query(query, { ...inA, continuationToken: token }).fetchAll();
    expect([numbers, rest.resources]).toEqual([
      [10, 20],
      [25, 30, 40],
    ]);
  });

  test('gives 100 rows when no page size is asked for', async () => {
    const { jobs } = await openCosmos();
    await Promise.all(Array.from({ length: 101 }, (_, n) => jobs.items.create(item(n))));

    const { numbers, token } = await pageOf(jobs, UNORDERED, { partitionKey: 'a' });

    expect([numbers.length, typeof token]).toEqual([100, 'string']);
  });

  test('gives no token for an ordered query over all partitions unless query control is on, like the SDK on Azure', async () => {
    const { jobs } = await openCosmos();
    await createAll(
      jobs,
      [1, 2, 3].map((n) => item(n)),
    );

    const page = await pageOf(jobs, ORDERED, { maxItemCount: 2 });

    expect(page).toEqual({ numbers: [3, 2], token: undefined });
  });

  test('continues after texts beyond ASCII', async () => {
    const { jobs } = await openCosmos();
    await createAll(
      jobs,
      ['ä', 'ö', 'ü'].map((id) => ({ id, jobId: 'a' })),
    );

    const pages = await allPages(jobs, 'SELECT VALUE c.id FROM c ORDER BY c.id', { ...inA, maxItemCount: 1 });

    expect(pages).toEqual([['ä'], ['ö'], ['ü']]);
  });

  test('refuses the token of another query with 400', async () => {
    const { jobs } = await openCosmos();
    await createAll(
      jobs,
      [1, 2, 3].map((n) => item(n)),
    );
    const { token: continuationToken = '' } = await pageOf(jobs, ORDERED, inA);

    expect(await codeOf(pageOf(jobs, UNORDERED, { ...inA, continuationToken }))).toBe(400);
    expect(await codeOf(pageOf(jobs, ORDERED, { ...inA, continuationToken: 'x' }))).toBe(400);
  });
});
