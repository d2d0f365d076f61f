import type { Actor } from '../../domain/access/actor.ts';
import type { Delivery } from '../../domain/alert/delivery.ts';
import { VersionConflict } from '../../domain/errors.ts';
import type { AuditedChange } from '../audited-change.ts';
import type { Clock, UniqueId } from '../ports/environment.ts';
import type { IncidentStore } from '../ports/incident-store.ts';
import { incidentSubject } from './change-incident.ts';

export type RetryDeliveryOutcome =
  /** It is tried as soon as the sender comes to it. */
  | { readonly outcome: 'pending'; readonly delivery: Delivery }
  /** It was sent, or nobody is to be told any more. */
  | { readonly outcome: 'not-retryable'; readonly delivery: Delivery }
  | { readonly outcome: 'not-found' };

interface Dependencies {
  readonly incidents: Pick<IncidentStore, 'getDelivery' | 'saveDelivery'>;
  readonly auditedChange: AuditedChange;
  readonly clock: Clock;
  readonly uniqueId: UniqueId;
}

export type RetryDelivery = (
  incidentId: string,
  deliveryId: string,
  actor: Actor,
) => Promise<RetryDeliveryOutcome>;

/**
 * Has a delivery that was given up tried again, for as long as a new one. One that is pending already stays so: it is tried by itself, and a sender
 * may be at it.
 */
export function createRetryDelivery({
  incidents,
  auditedChange,
  clock,
  uniqueId,
}: Dependencies): RetryDelivery {
  return async (incidentId, deliveryId, actor) => {
    for (;;) {
      const stored = await incidents.getDelivery(incidentId, deliveryId);
      if (stored === undefined) return { outcome: 'not-found' };
      const { value: delivery, version: ifVersion } = stored;
      if (delivery.state === 'pending') return { outcome: 'pending', delivery };
      if (delivery.state !== 'given-up') return { outcome: 'not-retryable', delivery };
      const subject = incidentSubject(incidentId);
      const before = { deliveryId, state: delivery.state };
      const asked = { subject, changeId: uniqueId(), action: 'retry-delivery', actor, before };
      const now = clock.now();
      const pending: Delivery = { ...delivery, state: 'pending', dueAt: now, tellAt: now };
      try {
        await auditedChange(asked, async () => {
          await incidents.saveDelivery(pending, { ifVersion });
          return { result: undefined, outcome: 'done', after: { deliveryId, state: 'pending' } };
        });
        return { outcome: 'pending', delivery: pending };
      } catch (error) {
        if (!(error instanceof VersionConflict)) throw error;
      }
    }
  };
}
