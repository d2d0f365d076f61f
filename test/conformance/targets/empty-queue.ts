import type { ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus';
import { peekAll } from './peek-all.ts';

/** Longer than a lock that an earlier case may still hold. */
const PATIENCE_MS = 10_000;

/** Removes whatever a queue and its dead letters hold: active, scheduled and deferred messages, and locked ones when free. */
export async function emptyQueue(connect: () => ServiceBusClient, queue: string): Promise<void> {
  const client = connect();
  try {
    for (const subQueue of [{}, { subQueueType: 'deadLetter' }] as const) {
      let messages = await peekAll(connect, queue, subQueue);
      while (messages.length > 0) {
        await removeAll(client, { queue, subQueue }, messages);
        messages = await peekAll(connect, queue, subQueue);
      }
    }
  } finally {
    await client.close();
  }
}

interface Place {
  readonly queue: string;
  readonly subQueue: { readonly subQueueType?: 'deadLetter' };
}

async function removeAll(
  client: ServiceBusClient,
  { queue, subQueue }: Place,
  messages: readonly ServiceBusReceivedMessage[],
): Promise<void> {
  const scheduled = numbersOf(messages, 'scheduled');
  if (scheduled.length > 0) await client.createSender(queue).cancelScheduledMessages(scheduled);
  const receiver = client.createReceiver(queue, { receiveMode: 'receiveAndDelete', ...subQueue });
  const deferred = numbersOf(messages, 'deferred');
  if (deferred.length > 0) await receiver.receiveDeferredMessages(deferred);
  const active = numbersOf(messages, 'active').length;
  if (active > 0) {
    const removed = await receiver.receiveMessages(active, { maxWaitTimeInMs: PATIENCE_MS });
    if (removed.length === 0) throw new Error(`${active} messages of '${queue}' cannot be removed.`);
  }
  await receiver.close();
}

function numbersOf(messages: readonly ServiceBusReceivedMessage[], state: string) {
  return messages
    .filter((message) => message.state === state)
    .map(({ sequenceNumber }) => sequenceNumber)
    .filter((number) => number !== undefined);
}
