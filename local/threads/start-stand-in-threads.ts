import type { BlobOptions } from '../blob/start-blob.ts';
import type { CosmosOptions } from '../cosmos/start-cosmos.ts';
import type { PeekRange } from '../service-bus/admin/service-bus-admin.ts';
import type { ServiceBusOptions, ServiceBusServer } from '../service-bus/start-service-bus.ts';
import type { Stoppable } from '../started-parts.ts';
import type { BlobAddresses } from './blob-thread.ts';
import type { CosmosAddresses } from './cosmos-thread.ts';
import { countsSchema, messagesSchema, operationsSchema, type SeenMessage } from './queue-questions.ts';
import { Questions } from './question-line.ts';
import type { ServiceBusAddresses, ServiceBusThreadOptions } from './service-bus-thread.ts';
import { StandInThreads } from './stand-in-threads.ts';

/** The Service Bus stand-in as it is seen from another thread. */
export interface ServiceBusThread
  extends Stoppable, ServiceBusAddresses, Pick<ServiceBusServer, 'counts' | 'operations'> {
  /** Messages in any state, without touching them; see ServiceBusAdmin. */
  readonly peek: (queue: string, range: PeekRange) => readonly SeenMessage[];
}

const cosmosThreads = new StandInThreads<CosmosOptions, CosmosAddresses>({
  name: 'The Cosmos DB stand-in',
  entry: new URL('cosmos-thread.ts', import.meta.url),
});
const blobThreads = new StandInThreads<BlobOptions, BlobAddresses>({
  name: 'The blob service',
  entry: new URL('blob-thread.ts', import.meta.url),
});
const serviceBusThreads = new StandInThreads<ServiceBusThreadOptions, ServiceBusAddresses>({
  name: 'The Service Bus stand-in',
  entry: new URL('service-bus-thread.ts', import.meta.url),
});

/** As startCosmos, in a thread of its own. */
export async function startCosmosThread(
  options: Omit<CosmosOptions, 'now'>,
): Promise<CosmosAddresses & Stoppable> {
  const served = await cosmosThreads.start(options);
  return { ...served.addresses, stop: () => served.stop() };
}

/** As startBlob, in a thread of its own. */
export async function startBlobThread(options: BlobOptions): Promise<BlobAddresses & Stoppable> {
  const served = await blobThreads.start(options);
  return { ...served.addresses, stop: () => served.stop() };
}

/** As startServiceBus, in a thread of its own; looking into the queues waits for that thread at the spot. */
export async function startServiceBusThread(
  options: Pick<ServiceBusOptions, 'port' | 'dataDir' | 'queues'>,
): Promise<ServiceBusThread> {
  const questions = new Questions();
  const served = await serviceBusThreads.start(
    { ...options, questions: questions.line },
    { transfer: [questions.line.port] },
  );
  return {
    ...served.addresses,
    counts: (queue) => countsSchema.parse(questions.ask({ about: 'counts', queue })),
    operations: (queue) => operationsSchema.parse(questions.ask({ about: 'operations', queue })),
    peek: (queue, range) => messagesSchema.parse(questions.ask({ about: 'messages', queue, range })),
    stop: async () => {
      await served.stop();
      questions.close();
    },
  };
}
