import { acknowledged } from '../../domain/alert/incident-changes.ts';
import type { Clock } from '../ports/environment.ts';
import type { ExpectedVersions } from '../save-calendar.ts';
import {
  changeIncident,
  type ChangeIncidentDependencies,
  type ChangeIncidentOutcome,
} from './change-incident.ts';

/** Who asks for something to be done about an incident, and why. */
export interface IncidentRequest {
  readonly author: string;
  readonly reason: string;
}

export type AcknowledgeIncident = (
  incidentId: string,
  request: IncidentRequest,
  expected: ExpectedVersions,
) => Promise<ChangeIncidentOutcome>;

/** Says that somebody sees to an incident. Of several who say so the first stays; for the others it is so already. */
export function createAcknowledgeIncident(
  dependencies: ChangeIncidentDependencies & { readonly clock: Clock },
): AcknowledgeIncident {
  return (incidentId, { author, reason }, expected) => {
    const acknowledgement = { author, reason, at: dependencies.clock.now() };
    const asked = { incidentId, action: 'acknowledge', actor: { author, reason }, expected };
    return changeIncident(dependencies, asked, {
      next: (incident) => {
        if (incident.state === 'resolved') return 'resolved';
        return incident.state === 'acknowledged' ? 'same' : acknowledged(incident, acknowledgement);
      },
    });
  };
}
