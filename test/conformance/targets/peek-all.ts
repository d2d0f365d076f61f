import type { ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus';

const PAGE = 100;

/** What a queue holds, taken or not, up to a page. The SDK peeks on from where a client was: a new one begins at the start. */
export async function peekAll(
  connect: () => ServiceBusClient,
  queue: string,
  subQueue: { readonly subQueueType?: 'deadLetter' } = {},
): Promise<readonly ServiceBusReceivedMessage[]> {
  const client = connect();
  try {
    return await client.createReceiver(queue, subQueue).peekMessages(PAGE);
  } finally {
    await client.close();
  }
}
