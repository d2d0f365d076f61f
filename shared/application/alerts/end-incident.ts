import type { Delivery } from '../../domain/alert/delivery.ts';
import { resolved, type Resolution } from '../../domain/alert/incident-changes.ts';
import type { Incident } from '../../domain/alert/incident.ts';
import type { IncidentStore } from '../ports/incident-store.ts';
import type { Versioned } from '../ports/versioned.ts';

/**
 * Resolves an incident at the version read, with all that follows for what is told of it, in one transaction. `conflict`: it,
 * or a delivery of it, has changed meanwhile; read it again. Throws Unavailable: it may have been done or not.
 */
export async function endIncident(
  incidents: Pick<IncidentStore, 'deliveriesOf' | 'commit'>,
  { value, version }: Versioned<Incident>,
  resolution: Omit<Resolution, 'before'>,
): Promise<'committed' | 'conflict'> {
  const told = await incidents.deliveriesOf(value.incidentId, { reminders: 'none' });
  const before = told.map((each) => each.value);
  const { incident, deliveries } = resolved(value, { ...resolution, before });
  return incidents.commit({
    key: value.key,
    incident: { value: incident, ifVersion: version },
    deliveries: deliveries.map((delivery) => ({ value: delivery, ifVersion: versionOf(delivery, told) })),
  });
}

/** The version that a delivery has now; undefined: it is new. */
export function versionOf(
  { deliveryId }: Delivery,
  known: readonly Versioned<Delivery>[],
): string | undefined {
  return known.find(({ value }) => value.deliveryId === deliveryId)?.version;
}
