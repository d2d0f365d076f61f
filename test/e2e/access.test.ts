import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request as sendRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startStack, type Stack } from '../../local/stack.ts';
import { LocalTokens, type TokenRequest } from '../../local/token/local-tokens.ts';
import { EntraSession } from '../../web/sign-in/entra-session.ts';
import { startEntra, type Entra } from '../support/entra/start-entra.ts';
import { storageAccount } from '../support/storage-account.ts';

const ADA = { name: 'ada', role: 'admin', expiresInSeconds: 600 } as const;
const UI = 'https://ui.example';

const created = z.object({ keyId: z.string(), key: z.string() });

describe('the local stack that asks who calls', () => {
  let folder: string;
  let tokens: LocalTokens;
  let stack: Stack;
  let entra: Entra;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-access-'));
    const opened = await Promise.all([LocalTokens.open(folder), LocalTokens.open(folder)]);
    // Two who make the key pair at once have the same.
    expect(opened[0].settings).toEqual(opened[1].settings);
    [tokens] = opened;
    entra = await startEntra(tokens, 'ada');
    const settings = {
      ...tokens.settings,
      AUTH__pageClientId: '00000000-0000-4000-8000-000000000004',
      AUTH__authority: entra.authority,
      CORS__allowedOrigins: UI,
      RATE_LIMIT__requestsPerMinute: '100000',
    };
    stack = await startStack({ storage: await storageAccount(), settings });
  });

  afterAll(async () => {
    await stack.stop();
    await entra.stop();
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

  describe('and the web page', () => {
    const navigation = { accept: 'text/html' };

    /** Sent as it is: fetch would take the dots out, and the encoding off. */
    async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
      return new Promise<{ status: number | undefined; headers: Headers; body: Buffer }>(
        (resolve, reject) => {
          const { hostname, port } = new URL(stack.url);
          const sent = sendRequest({ hostname, port, path, method, headers }, (answer) => {
            text(answer.setEncoding('latin1')).then((body) => {
              const answered = new Headers();
              for (const [name, value] of Object.entries(answer.headers)) answered.set(name, String(value));
              resolve({ status: answer.statusCode, headers: answered, body: Buffer.from(body, 'latin1') });
            }, reject);
          });
          sent.once('error', reject).end();
        },
      );
    }

    test('give anyone the page, at its own address and at those of its screens', async () => {
      const page = await get('/');

      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.body.toString()).toContain('<ek-app>');
      expect(page.headers.get('content-security-policy')).toContain(
        `connect-src 'self' ${new URL(entra.authority).origin};`,
      );
      for (const path of ['/jobs/churn', '/jobs/churn-v1.2', '/sign-in']) {
        expect((await get(path, navigation)).body.equals(page.body), path).toBe(true);
      }
    });

    test('give its code compressed, and for ever', async () => {
      const name = /src="(main-[A-Z0-9]{8}\.js)"/.exec((await get('/')).body.toString())?.[1] ?? '';
      const plain = await get(`/${name}`);
      const small = await get(`/${name}`, { 'accept-encoding': 'gzip, br' });

      expect(small.headers.get('content-encoding')).toBe('br');
      expect(small.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(small.headers.get('content-length')).toBe(String(small.body.byteLength));
      expect(small.body.byteLength).toBeLessThan(plain.body.byteLength);
      expect(brotliDecompressSync(small.body).equals(plain.body)).toBe(true);
    });

    test('say to who has it that it is the same, and to HEAD how long it is', async () => {
      const { headers, body } = await get('/');
      const again = await get('/', { 'if-none-match': headers.get('etag') ?? '' });
      const head = await get('/', {}, 'HEAD');

      expect([again.status, again.body.byteLength]).toEqual([304, 0]);
      expect([head.status, head.body.byteLength]).toEqual([200, 0]);
      expect(head.headers.get('content-length')).toBe(String(body.byteLength));
    });

    test.each([
      ...[
        '/../package.json',
        '/%2e%2e/%2e%2e/package.json',
        '/..%2f..%2fpackage.json',
        '/..\\..\\package.json',
      ],
      ...[
        '/manifest.json',
        '/index.html.br',
        '/main.js',
        '/package.json',
        '/media/..%5cmanifest.json',
        '/x%00.js',
      ],
    ])('give nothing at %s', async (path) => {
      expect((await get(path)).status).toBe(404);
    });

    test('leave the API and the host what is theirs', async () => {
      for (const path of ['/api', '/api/', '/api/nothing', '/API/nothing']) {
        const { status, headers } = await get(path, navigation);
        expect([status, headers.get('content-type')], path).toEqual([404, 'application/problem+json']);
      }
      expect((await get('/api/jobs', navigation)).status).toBe(401);
      expect((await get('/runtime/nothing', navigation)).status).toBe(404);
      expect((await get('/admin')).body.toString()).not.toContain('<ek-app>');
    });

    test('sign a person in by what the API says', async () => {
      const offer = z.object({
        mode: z.literal('required'),
        methods: z.tuple([
          z.object({
            ...{ type: z.literal('entra'), tenantId: z.string(), clientId: z.string() },
            authority: z.string(),
            scope: z.string(),
          }),
          z.object({ type: z.literal('token') }),
        ]),
      });
      const { methods } = offer.parse(await (await ask('GET sign-in')).json());
      const kept = new Map<string, string>();
      const session = new EntraSession({
        at: methods[0],
        kept: {
          getItem: (name) => kept.get(name) ?? null,
          setItem: (name, value) => void kept.set(name, value),
          removeItem: (name) => void kept.delete(name),
        },
        now: () => Date.now(),
      });
      const redirectUri = `${stack.url}/sign-in`;
      const away = await fetch(await session.begin({ redirectUri, returnTo: '/jobs' }), {
        redirect: 'manual',
      });
      await session.finish(new URL(away.headers.get('location') ?? ''));

      const me = await ask('GET me', { authorization: `Bearer ${(await session.token()) ?? ''}` });
      expect(await me.json()).toMatchObject({ name: 'ada', isIdentified: true });
    });
  });
});
