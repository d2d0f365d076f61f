import type { Delivery } from './delivery.ts';
import type { Incident } from './incident.ts';

/**
 * When people were last told of an opening of the key of an incident that is over: of its own, unless that was withdrawn,
 * muted or refused before anybody heard of it. One that may have arrived counts as told.
 */
export function quietFromOf(incident: Incident, deliveries: readonly Delivery[]): number | undefined {
  const isTold = deliveries.some((delivery) => delivery.notice === 'opened' && mayHaveArrived(delivery));
  return isTold ? incident.toldAt : incident.quietFrom;
}

function mayHaveArrived({ state, attempts, lastFailure }: Delivery): boolean {
  switch (state) {
    case 'sent':
      return true;
    case 'given-up':
      return false;
    case 'pending':
      return attempts > 0;
    case 'withdrawn':
    case 'muted':
      // The claim that found nothing to be told is an attempt as well.
      return attempts > 1 || lastFailure !== undefined;
  }
}
