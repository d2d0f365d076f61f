import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { operation } from '../../../../functions/http/api/operation.ts';
import { OPEN_GATE } from '../../../support/open-gate.ts';
import { registerOperations } from '../../../../functions/http/api/register-operations.ts';
import { httpHandler, SAME_ORIGIN } from '../../../../functions/http/handler.ts';
import { registerUnknownRoutes } from '../../../../functions/http/unknown-routes.ts';
import {
  jsonBody,
  NO_PARAMS,
  NO_QUERY,
  operationContract,
} from '../../../../shared/contracts/http/operation.ts';
import { HttpRequest, HttpResponse, InvocationContext } from '../../../support/azure-functions.ts';
import { memoryAccess, memoryGate } from '../../../support/memory/memory-gate.ts';
import { createMemoryWorld } from '../../../support/memory/memory-world.ts';
import { problemBody, RecordingRegistry } from '../../../support/recording-registry.ts';
import { guardedApp } from './guarded-app.ts';

const UI = 'https://ui.example';
const ANSWERING = { ...SAME_ORIGIN, allowedOrigins: [UI, 'http://localhost:4200'] };

describe('every answer', () => {
  test('has the headers that keep a browser from making more of it than it is', async () => {
    const { app } = await guardedApp();

    for (const answer of [
      await app.call('health'),
      await app.call('readMe'),
      await app.call('zUnknownRoute'),
    ]) {
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
      });
      expect(answer.headers.has('strict-transport-security')).toBe(false);
      expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    }
  });

  test('asks browsers to come by https when they have', async () => {
    const { app } = await guardedApp();
    const { headers } = await app.call('health', { headers: { 'x-forwarded-proto': 'https' } });

    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  });

  test('keeps what the operation says itself', async () => {
    const csp = "default-src 'self'";
    const handler = httpHandler(async () => ({
      headers: { 'cache-control': 'max-age=60', 'content-security-policy': csp },
    }));
    const request = new HttpRequest({ method: 'GET', url: 'http://localhost/api/x' });
    const answer = new HttpResponse(
      z
        .object({})
        .loose()
        .parse(await handler(request, context())),
    );

    expect(answer.headers.get('cache-control')).toBe('max-age=60');
    expect(answer.headers.get('content-security-policy')).toBe(csp);
  });

  test('comes in time, and says that what was asked for may still be done', async () => {
    const { promise, resolve } = Promise.withResolvers<{ status: number }>();
    const app = new RecordingRegistry();
    app.http('slow', { handler: httpHandler(() => promise, { ...SAME_ORIGIN, answerWithinMs: 5 }) });

    const answer = await app.call('slow');
    resolve({ status: 200 });

    expect(answer.status).toBe(503);
    expect(problemBody.parse(answer.json).type).toBe('urn:evenkeel:problem:timed-out');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

function context(): InstanceType<typeof InvocationContext> {
  return new InvocationContext({ functionName: 'test' });
}

describe('a page of another origin', () => {
  test('may read answers where it is listed, exactly', async () => {
    const { app } = await guardedApp({ answering: ANSWERING });
    const allowed = async (origin: string) => {
      const { headers } = await app.call('health', { headers: { origin } });
      return [headers.get('access-control-allow-origin'), headers.get('vary')];
    };

    expect(await allowed(UI)).toEqual([UI, 'Origin']);
    for (const origin of [
      'https://ui.example.evil',
      'http://ui.example',
      'https://ui.example:444',
      'null',
      '*',
    ]) {
      expect(await allowed(origin)).toEqual([null, 'Origin']);
    }
  });

  test('may read a refusal, and is never given credentials of the browser', async () => {
    const { app } = await guardedApp({ answering: ANSWERING });
    const { status, headers } = await app.call('readMe', { headers: { origin: UI } });

    expect(status).toBe(401);
    expect(headers.get('access-control-allow-origin')).toBe(UI);
    expect(headers.get('access-control-expose-headers')).toContain('ETag');
    expect(headers.has('access-control-allow-credentials')).toBe(false);
  });
});

const TAGGED = { tag: 'Test', summary: 'Test' };

describe('what no operation answers', () => {
  const app = new RecordingRegistry();
  const body = jsonBody(z.strictObject({}));
  const contract = {
    ...TAGGED,
    access: { role: 'anyone' },
    params: z.object({ jobId: z.string() }),
    query: NO_QUERY,
    body,
    answers: {},
  } as const;
  const operations = [
    operation(
      operationContract({ ...contract, operationId: 'a', method: 'GET', path: '/jobs/{jobId}' }),
      async () => ({}),
    ),
    operation(
      operationContract({ ...contract, operationId: 'b', method: 'PUT', path: '/jobs/{jobId}' }),
      async () => ({}),
    ),
    operation(
      operationContract({
        ...contract,
        params: NO_PARAMS,
        operationId: 'c',
        method: 'POST',
        path: '/jobs/schedule',
      }),
      async () => ({}),
    ),
  ];
  registerUnknownRoutes(app, operations, ANSWERING);

  async function ask(
    method: string,
    path: string,
    headers: Record<string, string> = {},
  ): Promise<InstanceType<typeof HttpResponse>> {
    const handler = app.https.get('zUnknownRoute')?.handler;
    const request = new HttpRequest({ method, url: `https://api.example/api${path}`, headers });
    return new HttpResponse(
      z
        .object({})
        .loose()
        .parse(await handler?.(request, context())),
    );
  }

  test.each(['/nothing', '/jobs', '/jobs/a/b', '/', '', '/jobs/'])('is 404 at %s', async (path) => {
    const answer = await ask('GET', path);

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(problemBody.parse(await answer.json()).type).toBe('urn:evenkeel:problem:not-found');
  });

  test.each(['/jobs/churn', '/JOBS/churn', '/jobs/a%2Fb'])(
    'is 405 at %s, with the methods that it has',
    async (path) => {
      const answer = await ask('DELETE', path);

      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('GET, PUT, OPTIONS');
      expect(problemBody.parse(await answer.json()).type).toBe('urn:evenkeel:problem:method-not-allowed');
    },
  );

  test('says of a path that a parameter fits too what both take', async () => {
    expect((await ask('DELETE', '/jobs/schedule')).headers.get('allow')).toBe('GET, PUT, POST, OPTIONS');
  });

  test('is what a listed page asks before it sends something', async () => {
    const headers = { origin: UI, 'access-control-request-method': 'PUT' };
    const answer = await ask('OPTIONS', '/jobs/churn', headers);

    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': UI,
      'access-control-allow-methods': 'GET, PUT, OPTIONS',
      'access-control-max-age': '600',
      vary: 'Origin',
    });
    const allowed = answer.headers.get('access-control-allow-headers')?.split(', ');
    expect(allowed).toEqual(
      expect.arrayContaining(['Authorization', 'If-Match', 'Idempotency-Key', 'Change-Reason']),
    );
  });

  test('allows nothing to another page', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' };
    const answer = await ask('OPTIONS', '/jobs/churn', headers);

    expect(answer.status).toBe(204);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

describe('a caller who sends too much', () => {
  test('is answered 429 with when to go on, over all instances', async () => {
    const { app, another, headersOf } = await guardedApp({ requestsPerMinute: 4 });
    const headers = await headersOf('a.Reader');
    const other = another();

    const answers = [];
    for (const one of [app, other, app, other, app, other])
      answers.push(await one.call('readAudit', { headers }));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
    const last = answers.at(-1);
    expect(last?.headers.get('retry-after')).toBe('60');
    expect(problemBody.parse(last?.json).type).toBe('urn:evenkeel:problem:rate-limited');
  });

  test('is counted only when it is known', async () => {
    const { app } = await guardedApp({ requestsPerMinute: 1 });

    const statuses = [];
    for (let turn = 0; turn < 3; turn += 1) statuses.push((await app.call('health')).status);

    expect(statuses).toEqual([200, 200, 200]);
  });
});

describe('an Idempotency-Key', () => {
  test('has the work of a request done once for a caller, and its answer given again', async () => {
    const world = createMemoryWorld('2026-03-01T12:00:00Z');
    const access = memoryAccess(world);
    const gate = memoryGate(world, access, { mode: 'open', allowedOrigins: [] });
    const app = new RecordingRegistry();
    let worked = 0;
    const contract = operationContract({
      ...{ operationId: 'work', method: 'POST', path: '/work', tag: 'Test', summary: 'Test' },
      ...{ access: { role: 'anyone' }, params: NO_PARAMS, query: NO_QUERY },
      body: jsonBody(z.strictObject({ amount: z.number() })),
      ...{ idempotency: 'stored', answers: {} },
    });
    const work = operation(contract, async () => {
      worked += 1;
      return { status: 201, headers: { location: '/api/things/1' }, jsonBody: { worked } };
    });
    registerOperations(app, [work], { ...OPEN_GATE, once: (...asked) => gate.once(...asked) });
    const call = (amount: number) =>
      app.call('work', {
        headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
        body: JSON.stringify({ amount }),
      });

    const [first, second, other] = [await call(1), await call(1), await call(2)];

    expect([first.status, second.status, other.status]).toEqual([201, 201, 422]);
    expect(second.json).toEqual({ worked: 1 });
    expect(second.headers.get('location')).toBe('/api/things/1');
    expect(first.headers.has('idempotency-replayed')).toBe(false);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(worked).toBe(1);
  });
});
