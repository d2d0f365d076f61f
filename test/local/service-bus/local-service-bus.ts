import {
  ServiceBusClient,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
} from '@azure/service-bus';
import { onTestFinished } from 'vitest';
import {
  type ServiceBusOptions,
  type ServiceBusServer,
  startServiceBus,
} from '../../../local/service-bus/start-service-bus.ts';
import { PATIENCE_MS } from '../../support/patience.ts';

export interface LocalServiceBus {
  readonly server: ServiceBusServer;
  readonly client: ServiceBusClient;
}

/** Runs `cleanUp` after the test, the last one asked for first. */
export function afterTest(cleanUp: () => Promise<unknown>): void {
  // Not a hook of this file, which several test files of one process share.
  onTestFinished(async () => {
    await cleanUp();
  });
}

/** A server with the queue `runs` (unless told otherwise) and a client, both gone after the test. */
export async function startLocal(options: Partial<ServiceBusOptions> = {}): Promise<LocalServiceBus> {
  const server = await startServiceBus({ queues: [{ name: 'runs' }], ...options });
  afterTest(() => server.stop());
  return { server, client: connect(server.connectionString) };
}

/** @param timeoutInMs how long the SDK waits for an answer before it tries again, once. */
export function connect(connectionString: string, timeoutInMs = 60_000): ServiceBusClient {
  const retryOptions = { maxRetries: 1, retryDelayInMs: 100, timeoutInMs };
  const client = new ServiceBusClient(connectionString, { retryOptions });
  afterTest(() => client.close());
  return client;
}

/** Exactly one message; fails when none comes. */
export async function receiveOne(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: PATIENCE_MS });
  if (message === undefined) throw new Error('No message came.');
  return message;
}
