import { afterAll, beforeAll, expect, test } from 'vitest';

import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { VirtualClock } from '../../../local/functions-host/virtual-clock.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';
import { DurableHttp } from './support/durable-http.ts';

const clock = new VirtualClock('2026-03-01T00:00:00Z');
let app: BuiltApp;
let host: FunctionsHost;
let durable: DurableHttp;

beforeAll(async () => {
  app = await buildApp('entities');
  host = await startFunctionsHost({ appDirectory: app.appDirectory, settings: {}, clock });
  durable = new DurableHttp(host.url);
});

afterAll(async () => {
  await host.stop();
  app.remove();
});

/** Starts an orchestration and lets two minutes pass. */
async function run(name: string, id: string, input: unknown) {
  await durable.start(name, id, input);
  await clock.run(120_000, async () => host.whenIdle());
  return durable.status(id);
}

async function calls(): Promise<unknown> {
  return (await fetch(`${host.url}/api/calls`)).json();
}

test('callHttp asks again at the Location after Retry-After, without the function key, until it is done', async () => {
  const input = { url: `${host.url}/api/slow/start?retryAfter=5`, method: 'POST' };

  const { output } = await run('fetches', 'polls', input);

  expect(output).toEqual({ status: 200, content: '"done"', waitedMs: 35_000 });
  expect(await calls()).toEqual([
    { url: '/api/slow/start', method: 'POST', headers: { key: 'secret', trace: '1' } },
    { url: '/api/slow/status-2', method: 'GET', headers: { key: null, trace: '1' } },
    { url: '/api/slow/status-1', method: 'GET', headers: { key: null, trace: '1' } },
  ]);
});

test('callHttp without polling gives the 202 to the orchestrator', async () => {
  const input = { url: `${host.url}/api/slow/start`, method: 'POST', enablePolling: false };

  expect((await run('fetches', 'does-not-poll', input)).output).toMatchObject({ status: 202, waitedMs: 0 });
  await calls();
});

test('callHttp gives an answer of an error to the orchestrator', async () => {
  const input = { url: `${host.url}/api/nothing`, method: 'POST' };

  expect((await run('fetches', 'not-found', input)).output).toMatchObject({ status: 404 });
});

test('callHttp fails when nobody answers', async () => {
  const { runtimeStatus, output } = await run('fetches', 'nobody', {
    url: 'http://127.0.0.1:1/',
    method: 'POST',
  });

  expect(runtimeStatus).toBe('Failed');
  expect(output).toContain('HTTP request failed');
});

test('tasks beside a request that is polled keep their own results', async () => {
  const { output } = await run('fetchesAmongOthers', 'among', `${host.url}/api/slow/start?retryAfter=1`);

  expect(output).toMatchObject(['before', 'between', { statusCode: 200, content: '"done"' }, 'after']);
});

test('callHttp with a managed identity is refused by name', async () => {
  expect((await run('fetchesWithToken', 'token', null)).output).toContain('callHttp with a tokenSource');
});
