import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type ServiceBusOptions, startServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import { afterTest, connect, receiveOne, startLocal } from './local-service-bus.ts';
import { ManualClock } from './manual-clock.ts';

const MINUTE_MS = 60_000;

async function makeDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'service-bus-'));
  afterTest(() => rm(dataDir, { recursive: true }));
  return dataDir;
}

async function restartable(queue: ServiceBusOptions['queues'][number]) {
  const clock = new ManualClock();
  const dataDir = await makeDataDir();
  const options = { queues: [queue], dataDir, now: clock.now, startTimer: clock.startTimer };
  const first = await startLocal(options);
  const restart = async () => {
    await first.client.close();
    await first.server.stop();
    return startLocal(options);
  };
  return { ...first, clock, restart };
}

describe('restarting', () => {
  test('keeps messages with their numbers, properties and order', async () => {
    const { client, restart } = await restartable({ name: 'runs' });
    await client
      .createSender('runs')
      .sendMessages([{ body: 'a', applicationProperties: { n: 1 } }, { body: 'b' }]);

    const later = await restart();

    const receiver = later.client.createReceiver('runs');
    const first = await receiveOne(receiver);
    expect(first).toMatchObject({ body: 'a', applicationProperties: { n: 1 }, deliveryCount: 0 });
    expect(first.sequenceNumber?.toNumber()).toBe(1);
    expect((await receiveOne(receiver)).body).toBe('b');
  });

  test('never gives a sequence number twice', async () => {
    const { client, restart } = await restartable({ name: 'runs' });
    await client.createSender('runs').sendMessages({ body: 'a' });
    await receiveOne(client.createReceiver('runs', { receiveMode: 'receiveAndDelete' }));

    const later = await restart();

    await later.client.createSender('runs').sendMessages({ body: 'b' });
    const message = await receiveOne(later.client.createReceiver('runs'));
    expect(message.sequenceNumber?.toNumber()).toBeGreaterThan(1);
  });

  test('keeps scheduled messages, and enqueues those whose time came meanwhile', async () => {
    const { client, clock, restart } = await restartable({ name: 'runs' });
    const sender = client.createSender('runs');
    await sender.scheduleMessages({ body: 'soon' }, new Date(clock.now() + MINUTE_MS));
    await sender.scheduleMessages({ body: 'later' }, new Date(clock.now() + 3 * MINUTE_MS));
    clock.advance(0);

    await client.close();
    clock.advance(MINUTE_MS - 1);
    const later = await restart();
    expect(later.server.counts('runs')).toMatchObject({ scheduled: 2, active: 0 });
    clock.advance(1);

    expect(later.server.counts('runs')).toMatchObject({ scheduled: 1, active: 1 });
  });

  test('counts a held message as a failed delivery', async () => {
    const { client, restart } = await restartable({ name: 'runs', maxDeliveryCount: 2 });
    await client.createSender('runs').sendMessages({ body: 'x' });
    await receiveOne(client.createReceiver('runs'));

    const later = await restart();

    expect(await receiveOne(later.client.createReceiver('runs'))).toMatchObject({ deliveryCount: 1 });
  });

  test('dead-letters a held message that fails for the last time', async () => {
    const { client, restart } = await restartable({ name: 'runs', maxDeliveryCount: 1 });
    await client.createSender('runs').sendMessages({ body: 'x' });
    await receiveOne(client.createReceiver('runs'));

    const later = await restart();

    expect(later.server.counts('runs')).toMatchObject({ active: 0, deadLettered: 1 });
  });

  test('keeps dead letters with their reason, and deferred messages', async () => {
    const { client, restart } = await restartable({ name: 'runs' });
    await client.createSender('runs').sendMessages([{ body: 'dead' }, { body: 'deferred' }]);
    const receiver = client.createReceiver('runs');
    await receiver.deadLetterMessage(await receiveOne(receiver), {
      deadLetterReason: 'r',
      deadLetterErrorDescription: 'd',
      custom: 'c',
    });
    await receiver.deferMessage(await receiveOne(receiver), { note: 'n' });

    const later = await restart();

    expect(later.server.counts('runs')).toMatchObject({ active: 0, deadLettered: 1, deferred: 1 });
    const deadLetters = later.client.createReceiver('runs', { subQueueType: 'deadLetter' });
    expect(await receiveOne(deadLetters)).toMatchObject({
      deadLetterReason: 'r',
      applicationProperties: { custom: 'c' },
    });
    expect(await later.client.createReceiver('runs').peekMessages(1)).toMatchObject([
      { body: 'deferred', state: 'deferred', applicationProperties: { note: 'n' } },
    ]);
  });

  test('still knows which message ids it has accepted', async () => {
    const { client, restart } = await restartable({ name: 'runs', duplicateDetectionWindowMs: MINUTE_MS });
    await client.createSender('runs').sendMessages({ body: 1, messageId: 'run-1' });

    const later = await restart();

    await later.client.createSender('runs').sendMessages({ body: 2, messageId: 'run-1' });
    expect(later.server.counts('runs').active).toBe(1);
  });

  test('keeps sessions with their state and their messages in order', async () => {
    const { client, restart } = await restartable({ name: 'runs', requiresSession: true });
    await client.createSender('runs').sendMessages([1, 2].map((body) => ({ body, sessionId: 'a' })));
    const receiver = await client.acceptSession('runs', 'a');
    await receiver.setSessionState({ step: 1 });

    const later = await restart();

    const again = await later.client.acceptNextSession('runs');
    expect(await again.getSessionState()).toEqual({ step: 1 });
    expect(await receiveOne(again)).toMatchObject({ body: 1, deliveryCount: 0 });
    expect(await receiveOne(again)).toMatchObject({ body: 2 });
  });

  test('refuses to give sessions to a queue that holds messages without one', async () => {
    const dataDir = await makeDataDir();
    const first = await startLocal({ dataDir });
    await first.client.createSender('runs').sendMessages({ body: 1 });
    await first.client.close();
    await first.server.stop();

    const starting = startServiceBus({ dataDir, queues: [{ name: 'runs', requiresSession: true }] });

    await expect(starting).rejects.toThrow(/holds messages without one/);
  });

  test('opens a data folder made before there were sessions', async () => {
    const dataDir = await makeDataDir();
    const { server, client } = await startLocal({ dataDir });
    await client.createSender('runs').sendMessages({ body: 'old' });
    await client.close();
    await server.stop();
    const database = new DatabaseSync(join(dataDir, 'service-bus.db'));
    database.exec('ALTER TABLE messages DROP COLUMN session_id');
    database.close();

    const later = await startLocal({ dataDir });

    expect(await receiveOne(later.client.createReceiver('runs'))).toMatchObject({ body: 'old' });
  });

  test('two servers cannot share a data folder', async () => {
    const dataDir = await makeDataDir();
    const child = startChild(dataDir);
    await portOf(child);

    const second = startServiceBus({ dataDir, queues: [] });

    await expect(second).rejects.toThrow(/another process/);
  });
});

describe('a service that goes away', () => {
  test('stops at once with clients connected, and their subscriptions come back', async () => {
    const { client, server } = await startLocal();
    const bodies: unknown[] = [];
    client.createReceiver('runs').subscribe({
      processMessage: async ({ body }: { body: unknown }) => {
        bodies.push(body);
      },
      processError: async () => undefined,
    });
    await client.createSender('runs').sendMessages({ body: 'before' });
    await expect.poll(() => bodies).toEqual(['before']);
    const start = performance.now();

    await server.stop();

    // It would be the minutes of an idle connection.
    expect(performance.now() - start).toBeLessThan(5_000);
    const later = await startLocal({ port: server.port });
    await later.client.createSender('runs').sendMessages({ body: 'after' });
    await expect.poll(() => bodies).toEqual(['before', 'after']);
  });
});

describe('kill -9', () => {
  test('loses nothing that was acknowledged, and the clients come back', async () => {
    const dataDir = await makeDataDir();
    const child = startChild(dataDir);
    const port = await portOf(child);
    const client = connect(connectionStringOf(port), 3_000);
    const sender = client.createSender('runs');
    let acknowledged = 0;
    const sending = (async () => {
      for (;;) {
        await sender.sendMessages({ body: acknowledged, messageId: `run-${acknowledged}` });
        acknowledged += 1;
        if (acknowledged === 50) child.kill('SIGKILL');
      }
    })();
    await expect(sending).rejects.toThrow();

    await portOf(startChild(dataDir, port));

    const seen = new Set<number>();
    await new Promise<void>((resolve) => {
      client.createReceiver('runs').subscribe({
        processMessage: async ({ body }: { body: number }) => {
          seen.add(body);
          if (seen.size >= acknowledged) resolve();
        },
        processError: async () => undefined,
      });
    });
    expect(acknowledged).toBeGreaterThanOrEqual(50);
    expect([...seen].sort((a, b) => a - b).slice(0, acknowledged)).toEqual([...Array(acknowledged).keys()]);
  });
});

function startChild(dataDir: string, port = 0): ChildProcess {
  const script = fileURLToPath(new URL('./killable-server.ts', import.meta.url));
  const child = spawn(process.execPath, [script, dataDir, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  afterTest(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return child;
}

async function portOf(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('The server has no output.');
  const output: readonly unknown[] = await once(child.stdout, 'data');
  return Number(String(output[0]));
}

function connectionStringOf(port: number): string {
  return `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=local-development-only;UseDevelopmentEmulator=true;`;
}
