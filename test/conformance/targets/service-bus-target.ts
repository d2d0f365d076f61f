import { setTimeout as pause } from 'node:timers/promises';
import { ServiceBusClient } from '@azure/service-bus';
import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import { emptyQueue } from './empty-queue.ts';
import { LeapingClock } from './leaping-clock.ts';
import { readTarget } from './read-target.ts';

/** A namespace with a queue for each case in turn. */
export interface Namespace {
  readonly client: ServiceBusClient;
  /** Another client, to be closed by whoever asks for it. */
  readonly connect: () => ServiceBusClient;
  /** The service's time in epoch ms, for what is scheduled. */
  readonly now: () => number;
  readonly lockDurationMs: number;
  readonly maxDeliveryCount: number;
  /** The name of a queue that is empty, with the settings above and duplicate detection. */
  readonly emptyQueue: () => Promise<string>;
  /** Lets time pass for the service. */
  readonly pass: (ms: number) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** The shortest lock that Azure has, and its shortest memory of message ids. */
const LOCK_DURATION_MS = 5_000;
const DUPLICATE_DETECTION_WINDOW_MS = 20_000;
const MAX_DELIVERY_COUNT = 3;
const RETRIES = { maxRetries: 1, retryDelayInMs: 100, timeoutInMs: 10_000 };
const LOCAL_QUEUES = 40;

type Setting = 'CONFORMANCE_SERVICE_BUS' | 'CONFORMANCE_SERVICE_BUS_QUEUE';

export const serviceBusTarget = readTarget<Namespace, Setting>('Service Bus', {
  local,
  azure,
  settings: ['CONFORMANCE_SERVICE_BUS', 'CONFORMANCE_SERVICE_BUS_QUEUE'],
});

async function local(): Promise<Namespace> {
  const clock = new LeapingClock();
  const queues = Array.from({ length: LOCAL_QUEUES }, (_, index) => ({
    name: `conformance-${index}`,
    lockDurationMs: LOCK_DURATION_MS,
    maxDeliveryCount: MAX_DELIVERY_COUNT,
    duplicateDetectionWindowMs: DUPLICATE_DETECTION_WINDOW_MS,
  }));
  const server = await startServiceBus({ queues, now: clock.now, startTimer: clock.startTimer });
  const connect = () => new ServiceBusClient(server.connectionString, { retryOptions: RETRIES });
  const client = connect();
  const unused = queues.map(({ name }) => name);
  return {
    ...{
      client,
      connect,
      now: clock.now,
      lockDurationMs: LOCK_DURATION_MS,
      maxDeliveryCount: MAX_DELIVERY_COUNT,
    },
    emptyQueue: async () => {
      const name = unused.shift();
      if (name === undefined) throw new Error(`There are only ${LOCAL_QUEUES} queues.`);
      return name;
    },
    pass: async (ms) => {
      clock.leap(ms);
    },
    dispose: async () => {
      await client.close();
      await server.stop();
    },
  };
}

/** The queue is made by hand, with the settings of the local ones; see docs/local-stack.md. */
async function azure(setting: (name: Setting) => string): Promise<Namespace> {
  const connect = () => new ServiceBusClient(setting('CONFORMANCE_SERVICE_BUS'), { retryOptions: RETRIES });
  const client = connect();
  const queue = setting('CONFORMANCE_SERVICE_BUS_QUEUE');
  return {
    ...{ client, connect, lockDurationMs: LOCK_DURATION_MS, maxDeliveryCount: MAX_DELIVERY_COUNT },
    now: () => Date.now(),
    emptyQueue: async () => {
      await emptyQueue(connect, queue);
      return queue;
    },
    pass: async (ms) => pause(ms),
    dispose: async () => {
      await emptyQueue(connect, queue);
      await client.close();
    },
  };
}
