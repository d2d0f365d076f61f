import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Role } from '../../../../shared/domain/access/role.ts';
import { problemBody, type Answer } from '../../../support/recording-registry.ts';
import { guardedApp, type GuardedApp } from './guarded-app.ts';

const EXPIRES_AT = '2026-06-01T00:00:00.000Z';

const created = z.looseObject({ keyId: z.string(), key: z.string() });

let guarded: GuardedApp;

beforeEach(async () => {
  guarded = await guardedApp();
});

interface Asked {
  readonly by?: readonly string[];
  readonly streams?: readonly string[];
  readonly role?: Role;
  readonly expiresAt?: string;
  readonly headers?: Record<string, string>;
}

async function create({
  by = ['retention.Admin'],
  streams = ['retention'],
  role = 'operator',
  expiresAt = EXPIRES_AT,
  headers,
}: Asked = {}): Promise<Answer> {
  const grants = streams.map((valueStream) => ({ role, valueStream }));
  const caller = headers ?? (await guarded.headersOf(...by));
  return guarded.app.call('createKey', {
    headers: { 'content-type': 'application/json', ...caller },
    body: JSON.stringify({ name: 'pipeline', grants, expiresAt }),
  });
}

async function list(...by: readonly string[]): Promise<string[]> {
  const { json } = await guarded.app.call('listKeys', { headers: await guarded.headersOf(...by) });
  return z
    .object({ items: z.array(z.looseObject({ keyId: z.string() })) })
    .parse(json)
    .items.map(({ keyId }) => keyId);
}

async function revoke(keyId: string, ...by: readonly string[]): Promise<number> {
  const headers = await guarded.headersOf(...by);
  return (await guarded.app.call('revokeKey', { params: { keyId }, headers })).status;
}

function bearer(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

describe('DELETE /api/keys/{keyId}', () => {
  test('revokes at any version, as a key has none, and at no other one', async () => {
    const { keyId } = created.parse((await create()).json);
    const headers = await guarded.headersOf('retention.Admin');
    const statusOf = async (ifMatch: string) => {
      const request = { params: { keyId }, headers: { ...headers, 'if-match': ifMatch } };
      return (await guarded.app.call('revokeKey', request)).status;
    };

    expect(await statusOf('"1"')).toBe(412);
    expect(await statusOf('*')).toBe(204);
  });
});

describe('POST /api/keys', () => {
  test('answers a key that opens what it was made for', async () => {
    const answer = await create();
    const { keyId, key } = created.parse(answer.json);

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/keys/${keyId}`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(key).toMatch(/^ek_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    for (const headers of [bearer(key), { 'x-api-key': key }]) {
      expect((await guarded.app.call('readMe', { headers })).json).toEqual({
        ...{ id: `key:${keyId}`, name: 'key:pipeline', isIdentified: true },
        grants: [{ role: 'operator', valueStream: 'retention' }],
      });
    }
  });

  test('keeps nothing that the key could be made from', async () => {
    const { keyId, key } = created.parse((await create()).json);
    const secret = key.slice(`ek_${keyId}_`.length);

    const kept = JSON.stringify([await guarded.world.keys.get(keyId), guarded.world.audit.entries]);
    expect(kept).toContain(keyId);
    expect(kept).not.toContain(secret);
  });

  test('does not count an Idempotency-Key: the secret is kept nowhere', async () => {
    const headers = { ...(await guarded.headersOf('retention.Admin')), 'idempotency-key': 'k' };
    const [first, second] = [await create({ headers }), await create({ headers })];

    expect(created.parse(first.json).key).not.toBe(created.parse(second.json).key);
  });

  test('is for administrators of every value stream that the key names', async () => {
    const both = { streams: ['retention', 'fraud'] };

    expect((await create({ by: ['retention.Operator'] })).status).toBe(403);
    expect((await create({ ...both, by: ['retention.Admin', 'fraud.Operator'] })).status).toBe(403);
    expect((await create({ streams: ['*'], by: ['retention.Admin'] })).status).toBe(403);
    expect((await create({ ...both, by: ['retention.Admin', 'fraud.Admin'] })).status).toBe(201);
    expect((await create({ streams: ['*'], by: ['Evenkeel.Admin'] })).status).toBe(201);
  });

  test('is not for keys: one that leaked must not outlive its end', async () => {
    const { key } = created.parse((await create({ role: 'admin' })).json);

    expect((await create({ headers: bearer(key) })).status).toBe(403);
  });

  test.each([
    ['the past', '2026-03-01T12:00:00Z', 'must be in the future'],
    ['more than a year ahead', '2027-03-02T12:00:01Z', 'must be at most 366 days from now'],
    ['no instant', 'tomorrow', 'must be an instant in UTC, such as 2026-12-31T00:00:00Z'],
  ])('refuses an end in %s', async (_what, expiresAt, detail) => {
    const answer = await create({ expiresAt });

    expect(answer.status).toBe(400);
    expect(problemBody.parse(answer.json).errors).toEqual([{ pointer: '/expiresAt', detail }]);
  });

  test('is in the audit log, before and after', async () => {
    const { keyId } = created.parse((await create()).json);

    expect(await guarded.world.audit.entriesOf(`key:${keyId}`, 'create')).toMatchObject([
      { outcome: 'asked', author: 'ada@example.com' },
      { outcome: 'done', after: { name: 'pipeline', expiresAt: EXPIRES_AT } },
    ]);
  });
});

describe('an API key', () => {
  test('is refused from the instant of its end', async () => {
    const { key } = created.parse((await create()).json);

    guarded.world.clock.moveTo(EXPIRES_AT);
    const answer = await guarded.app.call('readMe', { headers: bearer(key) });

    expect(answer.status).toBe(401);
    expect(problemBody.parse(answer.json).detail).toContain('The API key has expired.');
  });

  test('is refused with another secret, as one that is not known is', async () => {
    const { keyId, key } = created.parse((await create()).json);
    const other = `${key.slice(0, -2)}${key.endsWith('AA') ? 'BB' : 'AA'}`;
    const unknown = key.replace(keyId, 'f'.repeat(16));

    const answers = await Promise.all(
      [other, unknown].map((text) => guarded.app.call('readMe', { headers: bearer(text) })),
    );

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(answers[0]?.text).toBe(answers[1]?.text);
  });
});

describe('GET /api/keys', () => {
  test('lists those that the caller could have made, and never a secret', async () => {
    const { keyId: own } = created.parse((await create()).json);
    const { keyId: other } = created.parse((await create({ streams: ['fraud'], by: ['fraud.Admin'] })).json);
    await create({ streams: ['*'], by: ['Evenkeel.Admin'] });

    expect(await list('retention.Admin')).toEqual([own]);
    expect(await list('retention.Admin', 'fraud.Admin')).toEqual([own, other].toSorted());
    expect(await list('Evenkeel.Admin')).toHaveLength(3);
    const { text } = await guarded.app.call('listKeys', {
      headers: await guarded.headersOf('Evenkeel.Admin'),
    });
    expect(text).not.toMatch(/digest|ek_/);
  });
});

describe('DELETE /api/keys/{keyId}', () => {
  test('closes the key at once where it was revoked, and everywhere within 10 s', async () => {
    const { keyId, key } = created.parse((await create()).json);
    const other = guarded.another();
    await Promise.all([guarded.app, other].map((app) => app.call('readMe', { headers: bearer(key) })));

    expect(await revoke(keyId, 'retention.Admin')).toBe(204);

    expect((await guarded.app.call('readMe', { headers: bearer(key) })).status).toBe(401);
    expect((await other.call('readMe', { headers: bearer(key) })).status).toBe(200);
    guarded.world.clock.moveTo('2026-03-01T12:00:10Z');
    expect((await other.call('readMe', { headers: bearer(key) })).status).toBe(401);
  });

  test('knows no key of another value stream, and none that is gone', async () => {
    const { keyId } = created.parse((await create()).json);

    expect(await revoke(keyId, 'fraud.Admin')).toBe(404);
    expect(await revoke(keyId, 'retention.Admin')).toBe(204);
    expect(await revoke(keyId, 'retention.Admin')).toBe(404);
    expect(await revoke('../me', 'retention.Admin')).toBe(404);
    expect(await guarded.world.audit.entriesOf(`key:${keyId}`, 'revoke')).toMatchObject([
      { outcome: 'asked' },
      { outcome: 'done' },
    ]);
  });
});
