import type { DirectChannel } from './alert-channel.ts';
import type { AlertNotice, Delivery } from './delivery.ts';
import type { Incident } from './incident.ts';

interface Telling {
  readonly notice: AlertNotice;
  /** Tells notices of one kind apart: a severity and band, or an instant. */
  readonly which?: string;
  /** Epoch ms. */
  readonly tellAt: number;
  readonly isMuted: boolean;
  readonly now: number;
}

/**
 * What takes a notice to the channels of an incident, from the channel number `from` on. The ids follow from incident,
 * notice and channel, so that what is made again after a lost answer is the same.
 */
export function deliveriesTo(incident: Incident, telling: Telling, from = 0): readonly Delivery[] {
  return incident.channels
    .slice(from)
    .map((channel, index) => toDelivery(incident, telling, { channel, number: from + index }));
}

/** The delivery of the opening to the same channel. */
export function openingIdOf({ incidentId, deliveryId }: Delivery): string {
  return `${incidentId}.opened.${deliveryId.slice(deliveryId.lastIndexOf('.') + 1)}`;
}

function toDelivery(
  { incidentId, key, ruleId, valueStream }: Incident,
  { notice, which, tellAt, isMuted, now }: Telling,
  { channel, number }: { readonly channel: DirectChannel; readonly number: number },
): Delivery {
  const name = which === undefined ? notice : `${notice}-${which}`;
  return {
    ...{ deliveryId: `${incidentId}.${name}.${number}`, incidentId, key, ruleId, valueStream },
    ...{ notice, channel, state: isMuted ? 'muted' : 'pending', attempts: 0 },
    ...{ dueAt: tellAt, createdAt: now, tellAt },
  };
}
