import {
  isServiceBusError,
  type ServiceBusMessage,
  type ServiceBusMessageBatch,
  type ServiceBusSender,
} from '@azure/service-bus';
import { Unavailable } from '../../domain/errors.ts';
import type { EnqueueRequest, RunQueue } from '../../application/ports/run-queue.ts';

/** The Service Bus queue of due runs; the message id is the run id, so that a sending repeated soon is dropped. */
export class ServiceBusRunQueue implements RunQueue {
  readonly #sender: ServiceBusSender;

  constructor(sender: ServiceBusSender) {
    this.#sender = sender;
  }

  async enqueue(requests: readonly EnqueueRequest[]): Promise<void> {
    if (requests.length === 0) return;
    try {
      await this.#send(requests.map(toMessage));
    } catch (error) {
      if (isServiceBusError(error) && !error.retryable) throw error;
      throw new Unavailable('Service Bus did not take the runs.', undefined, { cause: error });
    }
  }

  async #send(messages: readonly ServiceBusMessage[]): Promise<void> {
    let batch: ServiceBusMessageBatch | undefined;
    for (const message of messages) {
      batch ??= await this.#sender.createMessageBatch();
      if (batch.tryAddMessage(message)) continue;
      await this.#sender.sendMessages(batch);
      batch = await this.#sender.createMessageBatch();
      batch.tryAddMessage(message);
    }
    if (batch !== undefined) await this.#sender.sendMessages(batch);
  }
}

function toMessage({ runId, effectiveAt, resend }: EnqueueRequest): ServiceBusMessage {
  return {
    body: { runId },
    contentType: 'application/json',
    messageId: resend === undefined ? runId : `${runId}~${resend}`,
    scheduledEnqueueTimeUtc: new Date(effectiveAt),
  };
}
