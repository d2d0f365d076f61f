import type { Actor } from '../../domain/access/actor.ts';
import type { AlertMute } from '../../domain/alert/alert-rule.ts';
import { muted, unmuted } from '../../domain/alert/incident-changes.ts';
import type { Incident } from '../../domain/alert/incident.ts';
import { sameJson } from '../../domain/job/same-json.ts';
import type { ExpectedVersions } from '../save-calendar.ts';
import {
  changeIncident,
  type ChangeIncidentDependencies,
  type ChangeIncidentOutcome,
} from './change-incident.ts';

export type MuteIncident = (
  incidentId: string,
  mute: AlertMute,
  expected: ExpectedVersions,
) => Promise<ChangeIncidentOutcome>;

export type UnmuteIncident = (
  incidentId: string,
  actor: Actor,
  expected: ExpectedVersions,
) => Promise<ChangeIncidentOutcome>;

/** Has nobody told of an incident until an instant; a later mute takes the place of an earlier one. */
export function createMuteIncident(dependencies: ChangeIncidentDependencies): MuteIncident {
  return (incidentId, mute, expected) => {
    const { author, reason } = mute;
    const asked = { incidentId, action: 'mute', actor: { author, reason }, expected };
    return changeIncident(dependencies, asked, {
      next: (incident) => {
        if (incident.state === 'resolved') return 'resolved';
        return sameJson(incident.mute, mute) ? 'same' : muted(incident, mute);
      },
    });
  };
}

/** Has people told again from now on, of what comes from now on. */
export function createUnmuteIncident(dependencies: ChangeIncidentDependencies): UnmuteIncident {
  return (incidentId, actor, expected) =>
    changeIncident(dependencies, { incidentId, action: 'unmute', actor, expected }, { next: nextUnmuted });
}

function nextUnmuted(incident: Incident): Incident | 'same' | 'resolved' {
  if (incident.mute === undefined) return 'same';
  return incident.state === 'resolved' ? 'resolved' : unmuted(incident);
}
