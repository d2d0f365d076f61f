import type { Outcome } from './settlement-turns.ts';
import type { LockedMessage, QueueAddress } from './message-source.ts';

/*
 * What is said between the host and the thread that receives for it. A queue, a delivery, a message and a question are
 * each known by a number that is given once: by the host to queues and questions, by the thread to the others.
 */

/** What the host tells the thread of one queue. */
export type ReceiverOrder = { readonly queue: number } & (
  | { readonly kind: 'open'; readonly address: QueueAddress }
  | { readonly kind: 'subscribe'; readonly maxConcurrentCalls: number }
  | { readonly kind: 'subscribe-to-batches'; readonly maxMessageBatchSize: number }
  | { readonly kind: 'settle'; readonly message: number; readonly outcome: Outcome }
  /** Of a delivery that has been handled, but of which not every message is to be settled. */
  | { readonly kind: 'let-go'; readonly delivery: number }
  | { readonly kind: 'pause' | 'close'; readonly question: number }
);

/** What the thread tells the host of one queue. */
export type ReceiverReport = { readonly queue: number } & (
  | {
      readonly kind: 'delivered';
      readonly delivery: number;
      readonly messages: readonly PostedMessage[];
    }
  | { readonly kind: 'settled'; readonly message: number; readonly failure?: string }
  | { readonly kind: 'failed'; readonly failure: string }
  | { readonly kind: 'answered'; readonly question: number; readonly failure?: string }
);

/** A message without the ways to settle it, which are asked for by its number. */
export interface PostedMessage {
  readonly number: number;
  readonly contents: Omit<LockedMessage, 'complete' | 'abandon'>;
}

/** The part of a message that can go to another thread, in a form that can. */
export function toPosted(number: number, message: LockedMessage): PostedMessage {
  const { complete: _complete, abandon: _abandon, ...contents } = message;
  return { number, contents: { ...contents, body: toPostable(contents.body) } };
}

/** A view of a connection's buffer would take that buffer along; values of AMQP's own types have methods. */
function toPostable(body: unknown): unknown {
  if (body === undefined || body === null || typeof body === 'string') return body;
  if (body instanceof Uint8Array) return new Uint8Array(body);
  const json: unknown = JSON.parse(JSON.stringify(body));
  return json;
}
