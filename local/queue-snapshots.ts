import type { QueueSnapshot } from './functions-host/admin/queue-snapshot.ts';
import { QUEUES } from './resources.ts';
import type { QueueViews } from './stand-ins.ts';

/** Dead letters shown of each queue. */
const DEAD_LETTERS = 20;

/** The app's queues as the host's admin page shows them. */
export function queueSnapshots(serviceBus: QueueViews): readonly QueueSnapshot[] {
  return QUEUES.map(({ name }) => ({
    name,
    ...serviceBus.counts(name),
    deadLetters: serviceBus
      .peek(`${name}/$DeadLetterQueue`, { count: DEAD_LETTERS })
      .map(
        ({ messageId, deadLetterReason, deadLetterErrorDescription, deliveryCount, enqueuedAt, body }) => ({
          messageId,
          reason: deadLetterReason,
          description: deadLetterErrorDescription,
          deliveryCount,
          enqueuedAt: new Date(enqueuedAt),
          body,
        }),
      ),
  }));
}
