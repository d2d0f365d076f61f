import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import { type ServiceBusServer, startServiceBus } from '../local/service-bus/start-service-bus.ts';

export interface ServiceBusFigures {
  /** Bytes of each message's JSON body. */
  readonly bodyBytes: number;
  readonly messages: number;
  /** Sent in arrays of 100. */
  readonly sentPerSecond: number;
  /** Received 500 at a time and completed one by one. */
  readonly completedPerSecond: number;
  /** From the call that sends one message to the start of its handler, with nothing else to do. */
  readonly latencyP50Ms: number;
  readonly latencyP99Ms: number;
}

const BATCH = 100;
const RECEIVE = 500;
const LATENCY_SAMPLES = 500;
const BODY = { jobId: 'job-1', padding: 'x'.repeat(300) };

/**
 * Measures the local Service Bus through the SDK, both in this process, with its messages on disk.
 *
 * @param messages how many are sent, received and completed.
 */
export async function measureServiceBus(messages: number): Promise<ServiceBusFigures> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-service-bus-'));
  const server = await startServiceBus({
    dataDir,
    queues: [{ name: 'warm-up' }, { name: 'load' }, { name: 'one' }],
  });
  const client = new ServiceBusClient(server.connectionString);
  try {
    // The first thousands run before the compiler has caught up.
    await send(client, 'warm-up', 2_000);
    await complete(client, 'warm-up', 2_000);
    const sentPerSecond = await rate(messages, () => send(client, 'load', messages));
    const completedPerSecond = await rate(messages, () => complete(client, 'load', messages));
    assertEmpty(server, 'load');
    const latencies = await measureLatencies(client, 'one');
    return {
      bodyBytes: JSON.stringify(BODY).length,
      messages,
      sentPerSecond,
      completedPerSecond,
      latencyP50Ms: latencies[latencies.length >>> 1] ?? NaN,
      latencyP99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? NaN,
    };
  } finally {
    await client.close();
    await server.stop();
    await rm(dataDir, { recursive: true });
  }
}

async function rate(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round((count * 1_000) / (performance.now() - start));
}

async function send(client: ServiceBusClient, queue: string, count: number): Promise<void> {
  const sender = client.createSender(queue);
  for (let sent = 0; sent < count; sent += BATCH) {
    await sender.sendMessages(Array.from({ length: Math.min(BATCH, count - sent) }, () => ({ body: BODY })));
  }
  await sender.close();
}

async function complete(client: ServiceBusClient, queue: string, count: number): Promise<void> {
  const receiver = client.createReceiver(queue);
  for (let done = 0; done < count;) {
    // Never more than there are: for a part of what it asked for the SDK waits a second.
    const messages = await receiver.receiveMessages(Math.min(RECEIVE, count - done));
    await Promise.all(messages.map((message) => receiver.completeMessage(message)));
    done += messages.length;
  }
  await receiver.close();
}

function assertEmpty(server: ServiceBusServer, queue: string): void {
  const { active, locked } = server.counts(queue);
  if (active + locked > 0) throw new Error(`${active + locked} messages of '${queue}' were left.`);
}

/** In ascending order. */
async function measureLatencies(client: ServiceBusClient, queue: string): Promise<readonly number[]> {
  const sender = client.createSender(queue);
  let handled = (_at: number): void => undefined;
  const receiver = client.createReceiver(queue);
  receiver.subscribe({
    processMessage: async () => {
      handled(performance.now());
    },
    processError: async ({ error }) => {
      throw error;
    },
  });
  const latencies: number[] = [];
  for (let sample = 0; sample < LATENCY_SAMPLES; sample += 1) {
    const handling = new Promise<number>((resolve) => (handled = resolve));
    const start = performance.now();
    await sender.sendMessages({ body: BODY });
    latencies.push((await handling) - start);
  }
  await receiver.close();
  return latencies.sort((a, b) => a - b);
}
