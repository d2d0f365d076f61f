import { request } from 'node:http';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { VirtualClock } from '../../../local/functions-host/virtual-clock.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';
import { DurableHttp } from './support/durable-http.ts';

const HOSTILE = '<script>alert(1)</script>';

let app: BuiltApp;
let host: FunctionsHost;

beforeAll(async () => {
  app = await buildApp('minutes');
  host = await startFunctionsHost({
    appDirectory: app.appDirectory,
    settings: {},
    clock: new VirtualClock('2026-03-01T00:00:30Z'),
    queues: () => [
      {
        name: 'runs',
        active: 3,
        scheduled: 2,
        locked: 1,
        deferred: 0,
        deadLettered: 1,
        deadLetters: [{ messageId: 'm1', reason: 'MaxDeliveryCountExceeded', body: HOSTILE }],
      },
    ],
  });
  await new DurableHttp(host.url).start('sixtyMinutes', 'hour', HOSTILE);
  await host.whenIdle();
});

afterAll(async () => {
  await host.stop();
  app.remove();
});

/** `fetch` does not let a caller choose the Host header. */
async function send(method: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${host.url}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.once('error', reject);
    sent.end();
  });
}

async function pageOf(path: string): Promise<string> {
  const response = await fetch(`${host.url}${path}`);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  return response.text();
}

describe('the admin state', () => {
  test('lists functions, timers, orchestrations and queues', async () => {
    expect(await (await fetch(`${host.url}/admin/state.json`)).json()).toMatchObject({
      functions: [
        { name: 'echo' },
        { name: 'sixtyMinutes' },
        { name: 'everyMinute', trigger: 'timerTrigger', detail: '0 * * * * *' },
        { name: 'minutes' },
      ],
      timers: [{ name: 'everyMinute', lastAt: null, nextAt: '2026-03-01T00:01:00.000Z', isRunning: false }],
      instances: [{ instanceId: 'hour', name: 'sixtyMinutes', status: 'Running' }],
      queues: [{ name: 'runs', active: 3, deadLetters: [{ messageId: 'm1' }] }],
    });
  });

  test('shows one orchestration with its history and what it waits for', async () => {
    expect(await (await fetch(`${host.url}/admin/instances/hour/state.json`)).json()).toMatchObject({
      status: { name: 'sixtyMinutes', input: HOSTILE },
      open: ['task 0: a timer due 2026-03-01T00:01:30.000Z'],
      history: [{ EventType: 'ExecutionStarted' }, { EventType: 'TimerCreated' }],
    });
  });

  test('can be narrowed to a status', async () => {
    const response = await fetch(`${host.url}/admin/state.json?runtimeStatus=Failed`);

    expect(await response.json()).toMatchObject({ instances: [] });
  });

  test('has no instance that is not there', async () => {
    expect((await fetch(`${host.url}/admin/instances/nobody/state.json`)).status).toBe(404);
  });
});

describe('the admin page', () => {
  test('shows timers, queues, dead letters and orchestrations', async () => {
    const page = await pageOf('/admin');

    for (const text of ['everyMinute', 'MaxDeliveryCountExceeded', '/admin/instances/hour', 'Run now'])
      expect(page).toContain(text);
  });

  test.each(['/admin', '/admin/instances/hour'])('escapes what it shows: %s', async (path) => {
    const page = await pageOf(path);

    expect(page).toContain('&#60;script&#62;');
    expect(page).not.toContain('<script');
  });

  test('loads nothing, and lets nothing be loaded', async () => {
    const response = await fetch(`${host.url}/admin`);

    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).not.toMatch(/(src|href)="?https?:/);
  });

  test('refreshes itself when asked to', async () => {
    expect(await pageOf('/admin?refresh=5')).toContain('<meta http-equiv="refresh" content="5"');
  });
});

describe('running a timer by hand', () => {
  test('runs it and says so', async () => {
    const response = await fetch(`${host.url}/admin/timers/everyMinute/run`, { method: 'POST' });

    expect(await response.json()).toEqual({ name: 'everyMinute', outcome: 'succeeded' });
    expect(await (await fetch(`${host.url}/api/minutes`)).json()).toHaveLength(1);
  });

  test('leads a browser back to the page', async () => {
    const response = await fetch(`${host.url}/admin/timers/everyMinute/run`, {
      method: 'POST',
      headers: { accept: 'text/html', origin: host.url },
      redirect: 'manual',
    });

    expect([response.status, response.headers.get('location')]).toEqual([303, '/admin']);
  });

  test('is not found for another function', async () => {
    expect((await fetch(`${host.url}/admin/timers/minutes/run`, { method: 'POST' })).status).toBe(404);
  });
});

describe('refuses', () => {
  test.each(['evil.example', '127.0.0.1.evil.example', '192.168.1.5:80'])(
    'the host name %s',
    async (name) => {
      expect(await send('GET', '/admin', { host: name })).toBe(403);
    },
  );

  test.each(['localhost:7071', '127.0.0.1', '[::1]:80'])('not the host name %s', async (name) => {
    expect(await send('GET', '/admin', { host: name })).toBe(200);
  });

  test.each(['http://evil.example', 'null', 'http://127.0.0.1:1'])(
    'a post from the origin %s',
    async (origin) => {
      expect(await send('POST', '/admin/timers/everyMinute/run', { origin })).toBe(403);
    },
  );
});
