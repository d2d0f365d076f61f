import type { QueueDepth, QueueDepths } from '../../application/ports/queue-depths.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { AdministrationAddress, QueueAdministration } from './queue-administration.ts';

/**
 * Counts messages by the administration of Service Bus, whose client is loaded at first use. On Azure the app needs the role
 * Azure Service Bus Data Owner for it: counts are the only thing that it reads there, and it can do without them.
 */
export class ServiceBusQueueDepths implements QueueDepths {
  readonly #queues: readonly string[];
  readonly #address: AdministrationAddress;
  readonly #timeoutMs: number;
  #administration: Promise<QueueAdministration> | undefined;

  constructor(queues: readonly string[], address: AdministrationAddress, timeoutMs = 4_000) {
    this.#queues = queues;
    this.#address = address;
    this.#timeoutMs = timeoutMs;
  }

  async read(): Promise<readonly QueueDepth[]> {
    const administration = await (this.#administration ??= this.#load());
    const until = AbortSignal.timeout(this.#timeoutMs);
    try {
      const each = this.#queues.map((queue) => depthsOf(administration, queue, until));
      return (await Promise.all(each)).flat();
    } catch (error) {
      if (until.aborted)
        throw new Unavailable('Service Bus did not tell its counts.', undefined, { cause: error });
      throw error;
    }
  }

  async #load(): Promise<QueueAdministration> {
    const { openAdministration } = await import('./queue-administration.ts');
    return openAdministration(this.#address);
  }
}

async function depthsOf(
  administration: QueueAdministration,
  queue: string,
  until: AbortSignal,
): Promise<readonly QueueDepth[]> {
  const counts = await administration.countsOf(queue, until);
  return [
    { queue, state: 'active', count: counts.active },
    { queue, state: 'scheduled', count: counts.scheduled },
    { queue, state: 'dead-letter', count: counts.deadLetters },
  ];
}
