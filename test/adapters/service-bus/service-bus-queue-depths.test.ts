import { createServer } from 'node:http';
import { ServiceBusClient } from '@azure/service-bus';
import { PATIENCE_MS } from '../../support/patience.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServiceBus, type ServiceBusServer } from '../../../local/service-bus/start-service-bus.ts';
import { ServiceBusQueueDepths } from '../../../shared/adapters/service-bus/service-bus-queue-depths.ts';

let server: ServiceBusServer;
let client: ServiceBusClient;

beforeAll(async () => {
  server = await startServiceBus({ queues: [{ name: 'runs' }, { name: 'runs-bulk' }], admin: true });
  client = new ServiceBusClient(server.connectionString);
});

afterAll(async () => {
  await client.close();
  await server.stop();
});

function depths(
  queues: readonly string[],
  { endpoint = `http://127.0.0.1:${server.adminPort ?? 0}/`, timeoutMs = PATIENCE_MS } = {},
) {
  return new ServiceBusQueueDepths(
    queues,
    { connectionString: server.connectionString, endpoint },
    timeoutMs,
  );
}

describe('ServiceBusQueueDepths', () => {
  test('counts active, scheduled and dead messages, those that a receiver holds among the active ones', async () => {
    const sender = client.createSender('runs');
    await sender.sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
    await sender.scheduleMessages({ body: 4 }, new Date('2100-01-01T00:00:00Z'));
    const receiver = client.createReceiver('runs');
    const [first] = await receiver.receiveMessages(2, { maxWaitTimeInMs: 10_000 });
    if (first === undefined) throw new Error('No message came.');
    await receiver.deadLetterMessage(first);

    expect(await depths(['runs', 'runs-bulk']).read()).toEqual([
      { queue: 'runs', state: 'active', count: 2 },
      { queue: 'runs', state: 'scheduled', count: 1 },
      { queue: 'runs', state: 'dead-letter', count: 1 },
      { queue: 'runs-bulk', state: 'active', count: 0 },
      { queue: 'runs-bulk', state: 'scheduled', count: 0 },
      { queue: 'runs-bulk', state: 'dead-letter', count: 0 },
    ]);
  });

  test('fails for a queue that is not there', async () => {
    await expect(depths(['none']).read()).rejects.toThrow();
  });

  test('fails where the app may not ask, and where there is no answer', async () => {
    const refusing = createServer((_request, response) => response.writeHead(401).end());
    const silent = createServer(() => undefined);
    const places = await Promise.all(
      [refusing, silent].map(async (each) => {
        await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
        const address = each.address();
        return `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}/`;
      }),
    );

    for (const endpoint of places)
      await expect(depths(['runs'], { endpoint, timeoutMs: 300 }).read()).rejects.toThrow();
    for (const each of [refusing, silent]) {
      each.closeAllConnections();
      each.close();
    }
  });
});
