import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startStack, type Stack } from '../../local/stack.ts';
import { LocalTokens, type TokenRequest } from '../../local/token/local-tokens.ts';
import { storageAccount } from '../support/storage-account.ts';

const ADA = { name: 'ada', role: 'admin', expiresInSeconds: 600 } as const;
const UI = 'https://ui.example';

const created = z.object({ keyId: z.string(), key: z.string() });

describe('the local stack that asks who calls', () => {
  let folder: string;
  let tokens: LocalTokens;
  let stack: Stack;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-access-'));
    const opened = await Promise.all([LocalTokens.open(folder), LocalTokens.open(folder)]);
    // Two who make the key pair at once have the same.
    expect(opened[0].settings).toEqual(opened[1].settings);
    [tokens] = opened;
    const settings = {
      ...tokens.settings,
      CORS__allowedOrigins: UI,
      RATE_LIMIT__requestsPerMinute: '100000',
    };
    stack = await startStack({ storage: await storageAccount(), settings });
  });

  afterAll(async () => {
    await stack.stop();
    await rm(folder, { recursive: true });
  });

  function ask(request: string, headers: Record<string, string> = {}, body?: object): Promise<Response> {
    const [method = '', path = ''] = request.split(' ');
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    return fetch(`${stack.url}/api/${path}`, {
      ...{ method, headers: { ...json, ...headers } },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  async function as(request: TokenRequest): Promise<Record<string, string>> {
    return { authorization: `Bearer ${await tokens.issue(request)}` };
  }

  test('keeps the private key to itself', async () => {
    expect((await stat(join(folder, 'auth', 'private-key.json'))).mode & 0o077).toBe(0);
    expect(tokens.settings['AUTH__jwks']).not.toContain('"d"');
  });

  test('answers who it knows, and nobody else', async () => {
    expect((await ask('GET jobs')).status).toBe(401);
    expect((await ask('GET jobs', { authorization: 'Bearer x.y.z' })).status).toBe(401);
    expect((await ask('GET jobs', await as({ ...ADA, expiresInSeconds: -120 }))).status).toBe(401);
    expect((await ask('GET health')).status).toBe(200);
    expect((await ask('GET jobs', await as(ADA))).status).toBe(200);

    const me = await ask('GET me', await as({ ...ADA, role: 'operator', stream: 'retention' }));
    expect(await me.json()).toMatchObject({
      ...{ name: 'ada', isIdentified: true },
      grants: [{ role: 'operator', valueStream: 'retention' }],
    });
  });

  test('gives a machine a key, and takes it back', async () => {
    const grants = [{ role: 'reader', valueStream: 'retention' }];
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const made = await ask('POST keys', await as(ADA), { name: 'pipeline', grants, expiresAt });
    const { keyId, key } = created.parse(await made.json());

    expect((await ask('GET jobs', { 'x-api-key': key })).status).toBe(200);
    expect((await ask('POST keys', { 'x-api-key': key }, {})).status).toBe(403);
    expect((await ask(`DELETE keys/${keyId}`, await as(ADA))).status).toBe(204);
    expect((await ask('GET jobs', { 'x-api-key': key })).status).toBe(401);
  });

  test('gives a person more, and counts it in the store', async () => {
    const bob = await as({ name: 'bob', role: 'reader', stream: 'fraud', expiresInSeconds: 600 });
    const { id } = z.object({ id: z.string() }).parse(await (await ask('GET me', bob)).json());
    const grants = [{ role: 'admin', valueStream: 'retention' }];

    expect((await ask(`PUT grants/${id}`, bob, { grants })).status).toBe(403);
    expect((await ask(`PUT grants/${id}`, await as(ADA), { grants })).status).toBe(201);

    expect(await (await ask('GET me', bob)).json()).toMatchObject({
      grants: [{ role: 'reader', valueStream: 'fraud' }, ...grants],
    });
  });

  test('says what there is at a path, to a page of another origin too', async () => {
    const preflight = await ask('OPTIONS jobs/churn', { origin: UI, 'access-control-request-method': 'PUT' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(UI);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');

    expect((await ask('GET nothing')).status).toBe(404);
    const wrong = await ask('DELETE audit');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, OPTIONS']);
    expect(wrong.headers.get('content-type')).toBe('application/problem+json');
    expect(wrong.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
