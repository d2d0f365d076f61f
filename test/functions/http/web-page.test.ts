import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SAME_ORIGIN } from '../../../functions/http/handler.ts';
import { registerWebPage } from '../../../functions/http/web-page.ts';
import { HttpRequest, HttpResponse, InvocationContext } from '../../support/azure-functions.ts';
import { MemoryWebPage } from '../../support/memory/memory-web-page.ts';
import { RecordingRegistry } from '../../support/recording-registry.ts';

type Parts = Parameters<typeof registerWebPage>[1];

const NAVIGATION = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const PARTS: Parts = { webPage: new MemoryWebPage(), signIn: { mode: 'open' } };
const HASHED = '/main-ABCD1234.js';

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly parts?: Parts;
}

async function ask(
  path: string,
  { method = 'GET', headers = {}, parts = PARTS }: Asked = {},
): Promise<InstanceType<typeof HttpResponse>> {
  const app = new RecordingRegistry();
  registerWebPage(app, parts, SAME_ORIGIN);
  const request = new HttpRequest({ method, url: `https://app.example${path}`, headers });
  const context = new InvocationContext({ functionName: 'zWebPage' });
  return new HttpResponse(
    z.looseObject({}).parse(await app.https.get('zWebPage')?.handler(request, context)),
  );
}

describe('the web page', () => {
  test.each(['/', '/index.html', '/?theme=dark'])('is answered at %s', async (path) => {
    const answer = await ask(path);

    expect([answer.status, await answer.text()]).toEqual([200, 'index.html']);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  test.each(['/jobs', '/jobs/churn/runs/2026-03-01', '/jobs/churn-v1.2', '/models/a%2Fb', '/apis'])(
    'is answered to a browser that goes to %s',
    async (path) => {
      expect(await (await ask(path, { headers: NAVIGATION })).text()).toBe('index.html');
    },
  );

  test('is not answered to who asks for anything else there', async () => {
    for (const headers of [{}, { accept: '*/*' }, { accept: 'application/json' }]) {
      expect((await ask('/jobs', { headers })).status).toBe(404);
    }
  });

  test.each(['/main-GONE0000.js', '/favicon.ico', '/media/gone.woff2', '/robots933456.txt'])(
    'is not answered in place of %s, which is gone',
    async (path) => {
      expect((await ask(path, { headers: NAVIGATION })).status).toBe(404);
    },
  );

  test('may run code of ours alone, load nothing from elsewhere, and be framed by nobody', async () => {
    const policy = (await ask('/')).headers.get('content-security-policy') ?? '';

    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  });

  test('may ask for tokens where people are signed in', async () => {
    const authority = 'https://login.example/tenant';
    const page = { tenantId: 'tenant', clientId: 'page', authority, scope: 'api://app/.default' };
    const parts: Parts = { ...PARTS, signIn: { mode: 'required', page } };

    expect((await ask('/', { parts })).headers.get('content-security-policy')).toContain(
      "connect-src 'self' https://login.example;",
    );
  });

  test('has the headers that every answer has', async () => {
    const { headers } = await ask('/');

    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
    expect(headers.get('permissions-policy')).toContain('camera=()');
  });

  test('says how it is built where it has not been', async () => {
    const answer = await ask('/', { parts: { ...PARTS, webPage: { files: async () => undefined } } });

    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('npm run build:web');
  });
});

describe('a file of the web page', () => {
  test.each([
    ['/main-ABCD1234.js', 'text/javascript; charset=utf-8'],
    ['/media/inter-ABCD1234.woff2', 'font/woff2'],
  ])('whose name tells its content is kept for a year: %s', async (path, contentType) => {
    const { status, headers } = await ask(path);

    expect([status, headers.get('content-type')]).toEqual([200, contentType]);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('is asked for again where its name stays', async () => {
    expect((await ask('/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  test.each([
    [undefined, null, 'main-ABCD1234.js'],
    ['gzip, deflate, br, zstd', 'br', 'main-ABCD1234.js br'],
    ['gzip', 'gzip', 'main-ABCD1234.js gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip', 'main-ABCD1234.js gzip'],
    ['*', 'br', 'main-ABCD1234.js br'],
    ['*;q=0', null, 'main-ABCD1234.js'],
    ['zstd', null, 'main-ABCD1234.js'],
    ['br;q=nonsense', null, 'main-ABCD1234.js'],
  ])('is sent to who accepts %s as %s', async (accepted, encoding, content) => {
    const headers: Record<string, string> = accepted === undefined ? {} : { 'accept-encoding': accepted };
    const answer = await ask(HASHED, { headers });

    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('vary')).toBe('Accept-Encoding');
    expect(answer.headers.get('content-length')).toBe(String(content.length));
    expect(await answer.text()).toBe(content);
  });

  test('is not sent again to who has it, in this encoding', async () => {
    const headers = { 'accept-encoding': 'br' };
    const etag = (await ask('/', { headers })).headers.get('etag') ?? '';

    const again = await ask('/', { headers: { ...headers, 'if-none-match': etag } });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    expect(again.headers.get('content-security-policy')).not.toBeNull();
    expect((await ask('/', { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  test('has its length, and no body, in answer to HEAD', async () => {
    const answer = await ask(HASHED, { method: 'HEAD' });

    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([
      200,
      '16',
      '',
    ]);
  });
});

describe('what is neither a file nor a screen', () => {
  test.each([
    ...['/media/../../main.js', '/..%2fmain.js', '/%2e%2e/main.js', '/media%2f..%2findex.html', '/.env'],
    ...[
      '/index.html%00',
      '/media\\..\\main.js',
      '//index.html',
      '/INDEX.HTML',
      '/__proto__',
      '/manifest.json',
    ],
    ...['/main-ABCD1234.js.br', '/media/', '/constructor'],
  ])('is 404 at %s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  test.each(['/admin', '/admin/host/status', '/ADMIN/x', '/runtime/webhooks/other', '/runtime'])(
    'is 404 at %s, which is the host its own',
    async (path) => {
      expect((await ask(path, { headers: NAVIGATION })).status).toBe(404);
    },
  );

  test('is well where the platform warms an instance up', async () => {
    expect((await ask('/admin/warmup')).status).toBe(200);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('is 405 to %s', async (method) => {
    const answer = await ask('/', { method });

    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('tells OPTIONS what it takes', async () => {
    const answer = await ask('/', { method: 'OPTIONS' });

    expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'GET, HEAD']);
  });
});
