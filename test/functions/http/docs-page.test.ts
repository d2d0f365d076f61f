import { describe, expect, test } from 'vitest';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld } from '../../support/memory/memory-world.ts';
import type { Answer } from '../../support/recording-registry.ts';

const app = registerIn(createMemoryWorld('2026-03-01T00:00:00Z'));

function asset(name: string, headers: Record<string, string> = {}): Promise<Answer> {
  return app.call('readDocsAsset', { params: { asset: name }, headers });
}

describe('GET /api/docs', () => {
  test('answers a page that may load and ask nothing but what we serve', async () => {
    const { status, headers, text } = await app.call('readDocsPage');

    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(text).not.toMatch(/<script>|<style|\son\w+=|https?:/);
  });

  test('names no asset that is not served', async () => {
    const { text } = await app.call('readDocsPage');
    const named = [...text.matchAll(/(?:src|href)="docs\/([^"]+)"/g)].map(([, name = '']) => name);

    const statuses = await Promise.all(named.map(async (name) => (await asset(name)).status));
    expect(statuses).toEqual([200, 200, 200, 200]);
  });
});

describe('GET /api/docs/{asset}', () => {
  test.each([
    ['swagger-ui.css', 'text/css; charset=utf-8'],
    ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
    ['favicon-32x32.png', 'image/png'],
    ['initializer.js', 'text/javascript; charset=utf-8'],
  ])('answers %s as %s', async (name, contentType) => {
    const { status, headers } = await asset(name);

    expect([status, headers.get('content-type')]).toEqual([200, contentType]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('answers 304 to who has the file already', async () => {
    const etag = (await asset('swagger-ui.css')).headers.get('etag') ?? '';

    for (const version of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      expect(await asset('swagger-ui.css', { 'if-none-match': version })).toMatchObject({
        status: 304,
        text: '',
      });
    }
    expect((await asset('swagger-ui.css', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test.each(['main.js', 'LICENSE', '../main.js', '..%2fmain.js', 'swagger-ui.css/..', '', '__proto__'])(
    'answers 404 for %s',
    async (name) => {
      expect((await asset(name)).status).toBe(404);
    },
  );
});

describe('GET /api/openapi.json', () => {
  test('answers 304 to who has the document already', async () => {
    const first = await app.call('readOpenApi');
    const again = await app.call('readOpenApi', {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    });

    expect(first.json).toMatchObject({ openapi: '3.1.1', servers: [{ url: '/api' }] });
    expect([first.status, again.status]).toEqual([200, 304]);
    expect(first.headers.get('cache-control')).toBe('public, no-cache');
  });
});
