import type { Delivery } from '../../domain/alert/delivery.ts';
import { InvalidInput } from '../../domain/errors.ts';
import type { IncidentStore } from '../ports/incident-store.ts';
import type { Page, PageRequest } from '../ports/versioned.ts';

export type ListDeliveries = (incidentId: string, request: PageRequest) => Promise<Page<Delivery>>;

/** The deliveries of an incident, the first made first. */
export function createListDeliveries({
  incidents,
}: {
  readonly incidents: Pick<IncidentStore, 'deliveriesOf'>;
}): ListDeliveries {
  return async (incidentId, { limit, cursor }) => {
    const all = (await incidents.deliveriesOf(incidentId)).map(({ value }) => value);
    const start = cursor === undefined ? 0 : all.findIndex(({ deliveryId }) => deliveryId === cursor) + 1;
    if (cursor !== undefined && start === 0) {
      const message = 'must be the "nextCursor" of the page before';
      throw new InvalidInput('The cursor is not one that a page gave.', [{ pointer: '/cursor', message }]);
    }
    const items = all.slice(start, start + limit);
    const last = items.at(-1);
    return start + limit < all.length && last !== undefined
      ? { items, nextCursor: last.deliveryId }
      : { items };
  };
}
