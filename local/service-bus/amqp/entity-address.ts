import type { Broker } from '../broker/broker.ts';
import { BrokerError, notImplemented } from '../broker/broker-error.ts';
import type { Queue } from '../broker/queue.ts';

/** What a link can be attached to. */
export type Entity =
  | { readonly kind: 'cbs' }
  | { readonly kind: 'management'; readonly queue: Queue }
  | { readonly kind: 'queue'; readonly queue: Queue };

const MANAGEMENT_SUFFIX = '/$management';

/** Finds what an address names. @throws BrokerError amqp:not-found, or amqp:not-implemented naming the feature. */
export function resolveEntity(broker: Broker, address: string | undefined): Entity {
  if (address === undefined || address === '') {
    throw notImplemented('links without an address (transactions, dynamic nodes)');
  }
  const path = address.replace(/^\//, '');
  const lower = path.toLowerCase();
  if (lower === '$cbs') return { kind: 'cbs' };
  if (lower.includes('/subscriptions/')) throw notImplemented('topics and subscriptions');
  if (lower.includes('/$transfer/')) throw notImplemented('transfer dead-letter queues');
  if (!lower.endsWith(MANAGEMENT_SUFFIX)) return { kind: 'queue', queue: findQueue(broker, path) };
  return { kind: 'management', queue: findQueue(broker, path.slice(0, -MANAGEMENT_SUFFIX.length)) };
}

function findQueue(broker: Broker, path: string): Queue {
  const queue = broker.find(path);
  if (queue !== undefined) return queue;
  // The SDK recognises the missing queue by these very words.
  throw new BrokerError('amqp:not-found', `The messaging entity '${path}' could not be found.`);
}
