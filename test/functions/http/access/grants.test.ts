import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MemoryGrantStore } from '../../../support/memory/memory-access.ts';
import { createSaveGrants } from '../../../../shared/application/access/change-grants.ts';
import type { PrincipalGrants } from '../../../../shared/application/ports/grant-store.ts';
import { Unavailable } from '../../../../shared/domain/errors.ts';
import { principalFrom } from '../../../support/access/principal-from.ts';
import { createMemoryWorld } from '../../../support/memory/memory-world.ts';
import { problemBody, type Answer } from '../../../support/recording-registry.ts';
import { guardedApp, type GuardedApp } from './guarded-app.ts';

const GROUP = principalFrom('group', 3);
const READER = { role: 'reader', valueStream: 'retention' } as const;
const ADMIN = { role: 'admin', valueStream: 'retention' } as const;

let guarded: GuardedApp;
let headers: Record<string, string>;

beforeEach(async () => {
  guarded = await guardedApp();
  headers = { 'content-type': 'application/json', ...(await guarded.headersOf('Evenkeel.Admin')) };
});

function save(body: unknown, { principal = String(GROUP), ifMatch = '' } = {}): Promise<Answer> {
  const condition: Record<string, string> = ifMatch === '' ? {} : { 'if-match': ifMatch };
  return guarded.app.call('saveGrants', {
    ...{ params: { principal }, headers: { ...headers, ...condition }, body: JSON.stringify(body) },
  });
}

function call(name: string, principal: string = GROUP, others: Record<string, string> = {}): Promise<Answer> {
  return guarded.app.call(name, { params: { principal }, headers: { ...headers, ...others } });
}

describe('PUT /api/grants/{principal}', () => {
  test('gives grants, each once and in order, and says where they are', async () => {
    const answer = await save({ description: 'On call', grants: [READER, ADMIN, READER] });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/grants/${GROUP}`);
    expect(answer.json).toEqual({ principal: GROUP, description: 'On call', grants: [ADMIN, READER] });
    expect((await call('readGrants')).headers.get('etag')).toBe(answer.headers.get('etag'));
  });

  test('replaces the version that is named, and no other', async () => {
    const first = await save({ grants: [READER] });
    const ifMatch = first.headers.get('etag') ?? '';

    expect((await save({ grants: [ADMIN] })).status).toBe(428);
    expect((await save({ grants: [ADMIN] }, { ifMatch: '"other"' })).status).toBe(412);
    expect((await save({ grants: [ADMIN] }, { ifMatch })).status).toBe(200);
    expect((await save({ grants: [ADMIN] }, { ifMatch })).status).toBe(200);
    expect((await save({ grants: [READER] }, { ifMatch })).status).toBe(412);
  });

  test('makes nothing where something was to be replaced', async () => {
    expect((await save({ grants: [READER] }, { ifMatch: '*' })).status).toBe(412);
  });

  test.each([
    ['ada', '/principal'],
    ['user:ada', '/principal'],
    [principalFrom('user', 1).toUpperCase(), '/principal'],
  ])('knows no principal %s', async (principal, pointer) => {
    const answer = await save({ grants: [READER] }, { principal });

    expect(answer.status).toBe(400);
    expect(problemBody.parse(answer.json).errors?.map((fault) => fault.pointer)).toEqual([pointer]);
  });

  test('names every fault of the body', async () => {
    const answer = await save({
      ...{ principal: 'user:other', extra: 1, description: '' },
      grants: [{ role: 'owner', valueStream: '' }],
    });

    expect(
      problemBody
        .parse(answer.json)
        .errors?.map(({ pointer }) => pointer)
        .sort(),
    ).toEqual(['/description', '/extra', '/grants/0/role', '/grants/0/valueStream']);
    expect((await save({ principal: principalFrom('user', 9), grants: [READER] })).status).toBe(400);
    expect((await save({ grants: [] })).status).toBe(400);
  });

  test('lets one of ten who replace the same version at once win', async () => {
    const ifMatch = (await save({ grants: [READER] })).headers.get('etag') ?? '';

    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, number) =>
        save({ grants: [{ role: 'reader', valueStream: `stream-${number}` }] }, { ifMatch }),
      ),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([
      200,
      ...Array.from({ length: 9 }, () => 412),
    ]);
  });

  test('is in the audit log with what was before and after, and why', async () => {
    const ifMatch = (await save({ grants: [READER] })).headers.get('etag') ?? '';
    headers = { ...headers, 'change-reason': 'Holidays' };
    await save({ grants: [ADMIN] }, { ifMatch });

    const { items } = await guarded.world.audit.list(`grant:${GROUP}`, { limit: 9 });
    expect(items.map(({ outcome }) => outcome).sort()).toEqual(['asked', 'asked', 'done', 'done']);
    expect(items).toContainEqual(
      expect.objectContaining({
        ...{ outcome: 'done', author: 'ada@example.com', reason: 'Holidays' },
        ...{ before: { grants: [READER] }, after: { grants: [ADMIN] } },
      }),
    );
  });

  test('leaves what was asked in the audit log when it is killed before the write', async () => {
    class Away extends MemoryGrantStore {
      override async create(_grants: PrincipalGrants): Promise<never> {
        throw new Unavailable('The store did not answer.');
      }
    }
    const world = createMemoryWorld('2026-03-01T12:00:00Z');
    const saveGrants = createSaveGrants({ ...world, grants: new Away(), forget: () => undefined });
    const grants = { principal: GROUP, grants: [READER] };

    await expect(saveGrants({ grants, expected: undefined, actor: { author: 'ada' } })).rejects.toThrow(
      Unavailable,
    );

    expect(world.audit.entries.map(({ outcome }) => outcome)).toEqual(['asked']);
  });
});

describe('DELETE /api/grants/{principal}', () => {
  test('takes the grants, once', async () => {
    await save({ grants: [READER] });

    expect((await call('deleteGrants', GROUP, { 'if-match': '"other"' })).status).toBe(412);
    expect((await call('deleteGrants')).status).toBe(204);
    expect((await call('deleteGrants')).status).toBe(404);
    expect((await call('readGrants')).status).toBe(404);
  });
});

describe('GET /api/grants', () => {
  test('lists page after page', async () => {
    for (const number of [2, 1, 3]) {
      await save({ grants: [READER] }, { principal: principalFrom('app', number) });
    }
    const page = z.object({
      items: z.array(z.looseObject({ principal: z.string() })),
      nextCursor: z.string().optional(),
    });

    const first = page.parse((await guarded.app.call('listGrants', { headers, query: 'limit=2' })).json);
    const query = `limit=2&cursor=${encodeURIComponent(first.nextCursor ?? '')}`;
    const second = page.parse((await guarded.app.call('listGrants', { headers, query })).json);

    expect([...first.items, ...second.items].map(({ principal }) => principal)).toEqual(
      [1, 2, 3].map((number) => principalFrom('app', number)),
    );
    expect(second.nextCursor).toBeUndefined();
  });
});
