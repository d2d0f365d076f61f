import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { LogEntry } from '../../../local/functions-host/host-log.ts';
import type { FunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';
import { VirtualClock } from '../../../local/functions-host/virtual-clock.ts';
import type { BuiltApp } from './support/built-app.ts';
import { buildApp } from './support/built-app.ts';
import { DurableHttp } from './support/durable-http.ts';

const clock = new VirtualClock('2026-03-01T00:00:00Z');
const log: LogEntry[] = [];
let app: BuiltApp;
let host: FunctionsHost;
let durable: DurableHttp;

beforeAll(async () => {
  app = await buildApp('cancellation');
  host = await startFunctionsHost({
    appDirectory: app.appDirectory,
    settings: {},
    clock,
    log: (entry) => log.push(entry),
  });
  durable = new DurableHttp(host.url);
});

afterAll(async () => {
  await host.stop();
  app.remove();
});

async function client(id: string, wish: string): Promise<string> {
  return (await fetch(`${host.url}/api/client/${id}/${wish}`)).text();
}

async function answer(id: string, text: string): Promise<void> {
  await expect.poll(async () => (await fetch(`${host.url}/api/answer/${id}/${text}`)).status).toBe(200);
}

describe('an orchestration that stops waiting for its activity', () => {
  test('goes on at once when an event tells it to', async () => {
    await durable.start('cancellable', 'a1');
    await client('a1', 'cancel');

    expect(await durable.until('a1', ({ customStatus }) => customStatus !== null)).toMatchObject({
      customStatus: 'cancelled',
    });
    await answer('a1', 'late');
  });

  test('is Running until the activity has answered, as it is on the platform', async () => {
    await durable.start('cancellable', 'a2');
    await client('a2', 'cancel');
    await durable.until('a2', ({ customStatus }) => customStatus !== null);
    expect(await durable.status('a2')).toMatchObject({ runtimeStatus: 'Running', output: null });
    await answer('a2', 'late');

    expect(await durable.finished('a2')).toMatchObject({ runtimeStatus: 'Completed', output: 'cancelled' });
  });

  test('does so as well when its time is over', async () => {
    await durable.start('cancellable', 'a3');
    await expect.poll(() => clock.waiting).toBeGreaterThan(0);
    clock.advance(60_000);
    await durable.until('a3', ({ customStatus }) => customStatus !== null);
    await answer('a3', 'late');

    expect(await durable.finished('a3')).toMatchObject({ runtimeStatus: 'Completed', output: 'timed out' });
  });

  test('has nothing open when the activity wins: the cancelled timer does not keep it', async () => {
    await durable.start('cancellable', 'a4');
    await answer('a4', 'in-time');

    expect(await durable.finished('a4')).toMatchObject({ runtimeStatus: 'Completed', output: 'in-time' });
    expect(log.filter(({ message }) => message.includes('a timer open'))).toEqual([]);
  });
});

describe('an orchestration that is terminated', () => {
  test('has ended at once, whatever runs, and ignores the late answer', async () => {
    await durable.start('cancellable', 't1');
    await durable.until('t1', ({ runtimeStatus }) => runtimeStatus === 'Running');
    await client('t1', 'terminate');
    expect(await durable.finished('t1')).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
    await answer('t1', 'late');
    await host.whenIdle();

    expect(await durable.status('t1')).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
  });

  test('can be started again before the late answer, which the new one does not get', async () => {
    await durable.start('cancellable', 't2');
    await durable.until('t2', ({ runtimeStatus }) => runtimeStatus === 'Running');
    await client('t2', 'terminate');
    await durable.finished('t2');
    await durable.start('cancellable', 't2');
    await answer('t2', 'late');
    await answer('t2', 'new');

    expect(await durable.finished('t2')).toMatchObject({ runtimeStatus: 'Completed', output: 'new' });
  });
});

describe('an event', () => {
  test('for an unknown instance is refused by the client', async () => {
    expect(await client('nobody', 'cancel')).toBe("Error: No instance with ID 'nobody' found.");
    expect((await durable.post('instances/nobody/raiseEvent/cancel', 1)).status).toBe(404);
  });

  test('for an instance that has ended is dropped without an error, as is its termination', async () => {
    await durable.start('cancellable', 'e1');
    await answer('e1', 'done');
    await durable.finished('e1');

    expect(await client('e1', 'cancel')).toBe('done');
    expect(await client('e1', 'terminate')).toBe('done');
    expect((await durable.post('instances/e1/raiseEvent/cancel', 1)).status).toBe(410);
    expect(await durable.status('e1')).toMatchObject({ runtimeStatus: 'Completed', output: 'done' });
  });

  test('that comes after the activity has answered changes nothing', async () => {
    await durable.start('cancellable', 'e2');
    await answer('e2', 'first');
    await client('e2', 'cancel');

    expect(await durable.finished('e2')).toMatchObject({ runtimeStatus: 'Completed', output: 'first' });
  });
});
