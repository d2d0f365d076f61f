import { resolved } from '../../domain/alert/incident-changes.ts';
import type { AlertRule } from '../../domain/alert/alert-rule.ts';
import type { Delivery } from '../../domain/alert/delivery.ts';
import type { Incident } from '../../domain/alert/incident.ts';
import type { AlertRuleStore } from '../ports/alert-rule-store.ts';
import type { Clock, Log } from '../ports/environment.ts';
import type { IncidentStore } from '../ports/incident-store.ts';
import type { ExpectedVersions } from '../save-calendar.ts';
import type { IncidentRequest } from './acknowledge-incident.ts';
import { versionOf } from './end-incident.ts';
import {
  changeIncident,
  type ChangeIncidentDependencies,
  type ChangeIncidentOutcome,
} from './change-incident.ts';

export type ResolveIncident = (
  incidentId: string,
  request: IncidentRequest,
  expected: ExpectedVersions,
) => Promise<ChangeIncidentOutcome>;

interface Dependencies extends ChangeIncidentDependencies {
  readonly incidents: Pick<IncidentStore, 'get' | 'commit' | 'deliveriesOf'>;
  readonly alertRules: Pick<AlertRuleStore, 'get'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'event'>;
}

/**
 * Ends an incident, whatever is not well yet: the next cause of its kind opens another one. Those who were told of it are
 * told of its end, which is written with it.
 */
export function createResolveIncident(dependencies: Dependencies): ResolveIncident {
  const { alertRules, incidents, clock, log } = dependencies;
  return async (incidentId, { author, reason }, expected) => {
    const now = clock.now();
    const end = (incident: Incident, rule?: AlertRule, before: readonly Delivery[] = []) =>
      resolved(incident, { resolution: 'by-hand', resolvedBy: { author, reason }, rule, now, before });
    const asked = { incidentId, action: 'resolve', actor: { author, reason }, expected };
    const result = await changeIncident(dependencies, asked, {
      next: (incident) => (incident.state === 'resolved' ? 'same' : end(incident).incident),
      alongWith: async (before) => {
        const rule = (await alertRules.get(before.ruleId))?.value;
        const told = await incidents.deliveriesOf(before.incidentId, { reminders: 'none' });
        const { deliveries } = end(
          before,
          rule,
          told.map(({ value }) => value),
        );
        return {
          deliveries: deliveries.map((value) => ({ value, ifVersion: versionOf(value, told) })),
        };
      },
    });
    // Somebody else's end of it has another instant, and was told of then.
    if (result.outcome !== 'changed') return result;
    const { ruleId, valueStream, resolvedAt, resolvedBy } = result.value;
    if (resolvedAt === now && resolvedBy?.author === author) {
      log.event('AlertResolved', { ruleId, incidentId, valueStream, resolution: 'by-hand' });
    }
    return result;
  };
}
