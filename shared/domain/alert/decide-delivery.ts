import type { AlertRule } from './alert-rule.ts';
import type { Delivery } from './delivery.ts';
import type { Incident } from './incident.ts';
import { openingIdOf } from './incident-deliveries.ts';
import { isMuted } from './muting.ts';

/** What is known when a delivery has been claimed. */
export interface DeliveryFacts {
  readonly incident: Incident | undefined;
  readonly rule: AlertRule | undefined;
  /** All deliveries of the incident; only looked at for other notices than the opening. */
  readonly deliveries: readonly Delivery[];
  readonly now: number;
}

export type DeliveryDecision = 'send' | 'withdraw' | 'mute' | { readonly putOffUntil: number };

/** After what its channel was told before is tried, epoch ms from then. */
const AFTER_OPENING_MS = 5000;

/**
 * What becomes of a claimed delivery. Nobody is told of the opening of what is over, unless an attempt before may have
 * arrived; nor of anything else before its opening, or that something is over that they have not heard of.
 */
export function decideDelivery(delivery: Delivery, facts: DeliveryFacts): DeliveryDecision {
  const { incident, rule, now } = facts;
  if (incident === undefined) return 'withdraw';
  if ([incident, rule].some((each) => each !== undefined && isMuted(each, now))) return 'mute';
  return isOutdated(delivery, incident, facts) ? 'withdraw' : inOrder(delivery, facts);
}

/** Whether what it was to tell is over, or is told by another one. */
function isOutdated(delivery: Delivery, { state }: Incident, facts: DeliveryFacts): boolean {
  switch (delivery.notice) {
    case 'opened':
      return state === 'resolved' && delivery.attempts === 1;
    case 'reminder':
      return state !== 'open' || isOvertaken(delivery, facts);
    case 'worsened':
      return state === 'resolved';
    case 'resolved':
    case 'test':
      return false;
  }
}

function inOrder(delivery: Delivery, facts: DeliveryFacts): DeliveryDecision {
  const isFirst = delivery.notice === 'opened' || delivery.notice === 'test';
  return isFirst ? 'send' : afterOpening(delivery, facts);
}

/** A later reminder tells the same. */
function isOvertaken(delivery: Delivery, { deliveries }: DeliveryFacts): boolean {
  const opening = openingIdOf(delivery);
  return deliveries.some(
    (each) =>
      each.notice === 'reminder' && openingIdOf(each) === opening && each.createdAt > delivery.createdAt,
  );
}

function afterOpening(delivery: Delivery, { deliveries, now }: DeliveryFacts): DeliveryDecision {
  const openingId = openingIdOf(delivery);
  const opening = deliveries.find(({ deliveryId }) => deliveryId === openingId);
  if (opening?.state === 'pending') {
    return { putOffUntil: Math.max(opening.dueAt, now) + AFTER_OPENING_MS };
  }
  if (delivery.notice === 'resolved') {
    const isTold = deliveries.some((each) => each.state === 'sent' && openingIdOf(each) === openingId);
    return isTold ? 'send' : 'withdraw';
  }
  // The opening was told late, and as things were by then.
  return (opening?.sentAt ?? 0) > delivery.createdAt ? 'withdraw' : 'send';
}
