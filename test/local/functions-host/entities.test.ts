import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';
import { DurableHttp } from './support/durable-http.ts';

const anyText: unknown = expect.any(String);

let app: BuiltApp;
let host: FunctionsHost;
let durable: DurableHttp;

beforeAll(async () => {
  app = await buildApp('entities');
  host = await startFunctionsHost({ appDirectory: app.appDirectory, dataDir: app.dataDir, settings: {} });
  durable = new DurableHttp(host.url);
});

afterAll(async () => {
  await host.stop();
  app.remove();
});

async function signal(key: string, operation: string, input?: unknown): Promise<void> {
  const response = await durable.post(`entities/counter/${key}?op=${operation}`, input);
  expect(response.status).toBe(202);
  await host.whenIdle();
}

async function stateOf(key: string): Promise<unknown> {
  const response = await durable.get(`entities/counter/${key}`);
  return response.status === 200 ? response.json() : response.status;
}

describe('an orchestration', () => {
  test('signals and calls an entity in its own order', async () => {
    const { output } = await durable.run('addsAndReads', 'adds', 'ordered');

    expect(output).toBe(11);
  });

  test('gets each answer of several calls for its own call', async () => {
    expect((await durable.run('readsManyAtOnce', 'many')).output).toEqual([1, 2, 3]);
  });

  test.each([
    ['returns', 'signalsAndReturns', 'last'],
    ['throws', 'signalsAndThrows', 'thrown'],
  ])('still sends the signal of the moment in which it %s', async (_how, name, key) => {
    await durable.run(name, name);
    await host.whenIdle();

    expect(await stateOf(key)).toBe(2);
  });

  test('can catch the error of an entity, whose state stays as it was', async () => {
    expect((await durable.run('callsFailing', 'catches')).output).toEqual(['caught', 0]);
  });

  test('fails by name when there is no such entity function', async () => {
    const { runtimeStatus, output } = await durable.run('callsMissing', 'missing');

    expect(runtimeStatus).toBe('Failed');
    expect(output).toContain("The entity function 'nothing' doesn't exist.");
  });

  test('cannot lock entities, and is told so', async () => {
    expect((await durable.run('locks', 'locks')).output).toContain('lock requires');
  });

  test('shows its calls in its history', async () => {
    await durable.run('addsAndReads', 'history', 'shown');

    const body: unknown = await (await durable.get('instances/history?showHistory=true')).json();
    expect(JSON.stringify(body)).toContain(
      '"EventType":"EventSent","InstanceId":"@counter@shown","Name":"get"',
    );
  });
});

describe('an entity', () => {
  test('adds up the signals that come at once', async () => {
    await Promise.all(Array.from({ length: 20 }, async () => durable.post('entities/Counter/sum?op=add', 1)));
    await host.whenIdle();

    expect(await stateOf('sum')).toBe(20);
  });

  test('signals another', async () => {
    await signal('from', 'add', 7);
    await signal('from', 'forward', 'to');

    expect(await stateOf('to')).toBe(7);
  });

  test('is gone when it destroys itself', async () => {
    await signal('short-lived', 'add', 1);
    expect(await stateOf('short-lived')).toBe(1);

    await signal('short-lived', 'delete');
    expect(await stateOf('short-lived')).toBe(404);
  });

  test('that does not exist cannot be signalled', async () => {
    expect((await durable.post('entities/nothing/x?op=add', 1)).status).toBe(400);
  });

  test('keeps its state over a restart', async () => {
    await signal('kept', 'add', 5);

    await host.stop();
    host = await startFunctionsHost({ appDirectory: app.appDirectory, dataDir: app.dataDir, settings: {} });
    durable = new DurableHttp(host.url);

    expect(await stateOf('kept')).toBe(5);
  });

  test('is listed page by page, with its state when asked for', async () => {
    for (const key of ['list-1', 'list-2']) await signal(key, 'add', 3);

    const all = await durable.get('entities/counter?fetchState=true');
    expect(await all.json()).toContainEqual({
      entityId: { name: 'counter', key: 'list-1' },
      lastOperationTime: anyText,
      state: 3,
    });
    const first = await durable.get('entities/?top=1');
    expect(await first.json()).toHaveLength(1);
    expect(first.headers.get('x-ms-continuation-token')).not.toBe('');
  });
});

describe('the durable client', () => {
  test('signals an entity and reads its state', async () => {
    await fetch(`${host.url}/api/entity/client`, { method: 'POST' });
    await host.whenIdle();

    const response = await fetch(`${host.url}/api/entity/client`);
    expect(await response.json()).toEqual({ entityExists: true, entityState: 10 });
  });

  test('finds no state of an entity that is not there', async () => {
    expect(await (await fetch(`${host.url}/api/entity/nobody`)).json()).toEqual({ entityExists: false });
  });
});
