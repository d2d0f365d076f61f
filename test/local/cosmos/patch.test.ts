import type { PatchRequestBody } from '@azure/cosmos';
import { describe, expect, test } from 'vitest';
import { applyPatch } from '../../../local/cosmos/items/apply-patch.ts';
import { codeOf, ifMatch, openCosmos, stored, type Fixture } from './cosmos-fixture.ts';

const ITEM = { id: 'j1', jobId: 'a', n: 1, state: 'Active', tags: ['x', 'y'], policy: { retries: 2 } };

async function openWithItem(): Promise<Fixture> {
  const fixture = await openCosmos();
  await fixture.jobs.items.create(ITEM);
  return fixture;
}

describe('patching an item of the Cosmos stand-in', () => {
  test.each<[name: string, patch: PatchRequestBody, result: object]>([
    ['sets a property', [{ op: 'set', path: '/n', value: 5 }], { n: 5 }],
    ['sets a property to null', [{ op: 'set', path: '/n', value: null }], { n: null }],
    [
      'sets a property of an object',
      [{ op: 'set', path: '/policy/retries', value: 3 }],
      { policy: { retries: 3 } },
    ],
    ['adds a property', [{ op: 'add', path: '/late', value: true }], { late: true }],
    ['inserts into an array', [{ op: 'add', path: '/tags/1', value: 'z' }], { tags: ['x', 'z', 'y'] }],
    ['appends to an array', [{ op: 'add', path: '/tags/-', value: 'z' }], { tags: ['x', 'y', 'z'] }],
    ['sets an element of an array', [{ op: 'set', path: '/tags/0', value: 'z' }], { tags: ['z', 'y'] }],
    ['replaces a property', [{ op: 'replace', path: '/state', value: 'Paused' }], { state: 'Paused' }],
    ['removes an element', [{ op: 'remove', path: '/tags/0' }], { tags: ['y'] }],
    ['increases a number', [{ op: 'incr', path: '/n', value: -3 }], { n: -2 }],
    ['increases what is not there from zero', [{ op: 'incr', path: '/m', value: 4 }], { m: 4 }],
    ['reads escaped slashes in a path', [{ op: 'add', path: '/a~1b', value: 1 }], { 'a/b': 1 }],
  ])('%s', async (_name, patch, result) => {
    const { jobs } = await openWithItem();

    const { statusCode } = await jobs.item('j1', 'a').patch(patch);

    expect(statusCode).toBe(200);
    expect(await stored(jobs, 'j1', 'a')).toMatchObject(result);
  });

  test('takes a removed property away', async () => {
    const { jobs } = await openWithItem();

    await jobs.item('j1', 'a').patch([{ op: 'remove', path: '/n' }]);

    expect(await stored(jobs, 'j1', 'a')).not.toHaveProperty('n');
  });

  test.each<[name: string, patch: PatchRequestBody]>([
    ['removing what is not there', [{ op: 'remove', path: '/nothing' }]],
    ['replacing what is not there', [{ op: 'replace', path: '/nothing', value: 1 }]],
    ['adding inside what is not there', [{ op: 'add', path: '/nothing/inside', value: 1 }]],
    ['an array index past its end', [{ op: 'add', path: '/tags/9', value: 1 }]],
    ['increasing a text', [{ op: 'incr', path: '/state', value: 1 }]],
    ['changing the id', [{ op: 'set', path: '/id', value: 'j2' }]],
    ['changing the partition key', [{ op: 'set', path: '/jobId', value: 'b' }]],
    ['changing what the service sets', [{ op: 'set', path: '/_etag', value: 'x' }]],
    [
      'more than ten operations',
      Array.from({ length: 11 }, () => ({ op: 'incr' as const, path: '/n', value: 1 })),
    ],
  ])('refuses %s with 400 and changes nothing', async (_name, patch) => {
    const { jobs } = await openWithItem();
    const before = await stored(jobs, 'j1', 'a');

    expect(await codeOf(jobs.item('j1', 'a').patch(patch))).toBe(400);
    expect(await stored(jobs, 'j1', 'a')).toEqual(before);
  });

  test('makes all of its operations or none', async () => {
    const { jobs } = await openWithItem();

    const patch = jobs.item('j1', 'a').patch([
      { op: 'set', path: '/n', value: 9 },
      { op: 'remove', path: '/nothing' },
    ]);

    expect(await codeOf(patch)).toBe(400);
    expect(await stored(jobs, 'j1', 'a')).toMatchObject({ n: 1 });
  });

  test('looks at its condition with case, and refuses with 412 when it does not hold', async () => {
    const { jobs } = await openWithItem();
    const operations: PatchRequestBody = [{ op: 'incr', path: '/n', value: 1 }];
    const item = jobs.item('j1', 'a');

    await item.patch({ operations, condition: "from c where c.state = 'Active'" });

    expect(await codeOf(item.patch({ operations, condition: "from c where c.state = 'active'" }))).toBe(412);
    expect(await stored(jobs, 'j1', 'a')).toMatchObject({ n: 2 });
  });

  test('takes a condition on the elements of an array', async () => {
    const { jobs } = await openWithItem();
    const operations: PatchRequestBody = [{ op: 'incr', path: '/n', value: 1 }];
    const item = jobs.item('j1', 'a');

    expect(await codeOf(item.patch({ operations, condition: "from c join t in c.tags where t = 'y'" }))).toBe(
      0,
    );
    expect(await codeOf(item.patch({ operations, condition: "from c join t in c.tags where t = 'z'" }))).toBe(
      412,
    );
  });

  test('refuses a stale ETag with 412', async () => {
    const { jobs } = await openWithItem();
    const item = jobs.item('j1', 'a');
    const { etag } = await item.patch([{ op: 'incr', path: '/n', value: 1 }]);
    await item.patch([{ op: 'incr', path: '/n', value: 1 }], ifMatch(etag));

    expect(await codeOf(item.patch([{ op: 'incr', path: '/n', value: 1 }], ifMatch(etag)))).toBe(412);
  });

  test('answers 404 for an item that is not there', async () => {
    const { jobs } = await openCosmos();

    expect(await codeOf(jobs.item('j1', 'a').patch([{ op: 'incr', path: '/n', value: 1 }]))).toBe(404);
  });
});

describe('the move operation', () => {
  // The service has it; the SDK's types do not, so it is tested without the wire.
  test('takes a value from one path to another', () => {
    const moved = applyPatch({ n: 1, policy: { retries: 2 } }, [
      { op: 'move', from: '/n', path: '/policy/n' },
    ]);

    expect(moved).toEqual({ policy: { retries: 2, n: 1 } });
  });

  test('refuses to move a value into itself', () => {
    expect(() => applyPatch({ a: {} }, [{ op: 'move', from: '/a', path: '/a/b' }])).toThrow('lies inside');
  });
});
