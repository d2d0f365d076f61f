import type { Delivery, Receiver } from 'rhea';
import { BrokerError } from '../broker/broker-error.ts';
import type { Queue } from '../broker/queue.ts';
import type { IncomingMessage } from '../broker/queued-message.ts';
import type { Turn } from '../broker/turn.ts';
import { readBatch, readIncoming } from '../codec/read-incoming.ts';
import { toAmqpError } from './outcomes.ts';
import { tellApart } from './rhea-internals.ts';

/** The message format of a transfer that carries several messages (Microsoft's, not in the AMQP specification). */
const BATCH_FORMAT = 0x80013700;
const CREDIT = 1_000;

/** Takes in what a client's sender sends, and accepts each transfer once its messages are on disk. */
export function openIncomingLink(receiver: Receiver, queue: Queue, turn: Turn): void {
  grantCredit(receiver);
  receiver.on('message', ({ message, delivery }: { message?: unknown; delivery?: Delivery }) => {
    if (delivery === undefined || !Buffer.isBuffer(message)) return;
    try {
      queue.faults.refuseSend();
      queue.send(readTransfer(message, delivery.format, queue));
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      turn.afterCommit(() => {
        tellApart(receiver, () => {
          delivery.reject(toAmqpError(error));
        });
      });
      return;
    }
    turn.afterCommit(() => {
      delivery.accept();
    });
  });
}

/**
 * Lets a client send without end: half of the credit is given anew when it has been used. The first is given in the
 * same tick as the attach, because the SDK sleeps a second when it finds none.
 */
export function grantCredit(receiver: Receiver): void {
  let used = 0;
  receiver.add_credit(CREDIT);
  receiver.on('message', () => {
    used += 1;
    if (used < CREDIT / 2) return;
    receiver.add_credit(used);
    used = 0;
  });
}

function readTransfer(bytes: Buffer, format: number, queue: Queue): readonly IncomingMessage[] {
  const { maxMessageBytes, maxBatchBytes, name } = queue.settings;
  const isBatch = format === BATCH_FORMAT;
  const limit = isBatch ? maxBatchBytes : maxMessageBytes;
  if (bytes.length > limit) {
    const what = isBatch ? 'batch' : 'message';
    const description = `A ${what} of ${bytes.length} bytes for '${name}' is larger than the limit of ${limit}.`;
    throw new BrokerError('amqp:link:message-size-exceeded', description);
  }
  return isBatch ? readBatch(bytes) : [readIncoming(bytes)];
}
