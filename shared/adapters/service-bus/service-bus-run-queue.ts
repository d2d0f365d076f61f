import {
  isServiceBusError,
  type ServiceBusMessage,
  type ServiceBusMessageBatch,
  type ServiceBusSender,
} from '@azure/service-bus';
import { Unavailable } from '../../domain/errors.ts';
import { attemptIdOf } from '../../domain/run/run-id.ts';
import type { EnqueueRequest, RunQueue } from '../../application/ports/run-queue.ts';

interface Senders {
  readonly live: ServiceBusSender;
  readonly bulk: ServiceBusSender;
}

/**
 * The Service Bus queues of due runs; the message id names run and attempt, so that a sending repeated soon is
 * dropped.
 */
export class ServiceBusRunQueue implements RunQueue {
  readonly #senders: Senders;

  constructor(senders: Senders) {
    this.#senders = senders;
  }

  async enqueue(requests: readonly EnqueueRequest[]): Promise<void> {
    const bulk = requests.filter(({ priority }) => priority === 'bulk');
    const live = requests.filter(({ priority }) => priority !== 'bulk');
    try {
      await Promise.all([
        send(this.#senders.live, live.map(toMessage)),
        send(this.#senders.bulk, bulk.map(toMessage)),
      ]);
    } catch (error) {
      if (isServiceBusError(error) && !error.retryable) throw error;
      throw new Unavailable('Service Bus did not take the runs.', undefined, { cause: error });
    }
  }
}

async function send(sender: ServiceBusSender, messages: readonly ServiceBusMessage[]): Promise<void> {
  let batch: ServiceBusMessageBatch | undefined;
  for (const message of messages) {
    batch ??= await sender.createMessageBatch();
    if (batch.tryAddMessage(message)) continue;
    await sender.sendMessages(batch);
    batch = await sender.createMessageBatch();
    batch.tryAddMessage(message);
  }
  if (batch !== undefined) await sender.sendMessages(batch);
}

function toMessage({ runId, attempt, effectiveAt, resend }: EnqueueRequest): ServiceBusMessage {
  const name = attemptIdOf(runId, attempt);
  return {
    body: { runId, attempt },
    contentType: 'application/json',
    messageId: resend === undefined ? name : `${name}~resend-${resend}`,
    scheduledEnqueueTimeUtc: new Date(effectiveAt),
  };
}
