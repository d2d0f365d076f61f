import type { AlertRecovery } from './alert-cause.ts';
import type { Delivery } from './delivery.ts';
import { resolved, type Resolution } from './incident-changes.ts';
import { recovered } from './incident-subject.ts';
import type { Incident, IncidentSubject } from './incident.ts';

const MAX_WRITES = 100;

/** A subject with what says that it is well again. */
export interface RecoveredSubject {
  readonly subject: IncidentSubject;
  readonly recovery: Pick<AlertRecovery, 'at'>;
}

export interface RecoveredSubjects {
  /** How many of the subjects are in it, the first ones. */
  readonly takenCount: number;
  readonly incident: Incident;
  readonly subjects: readonly IncidentSubject[];
  readonly deliveries: readonly Delivery[];
}

/**
 * The incident with the first of its failing subjects well again, as many as fit one transaction, and resolved when these
 * are all. Of one that is resolved already, by hand, only the subjects change: nobody is told again.
 */
export function recoverSubjects(
  incident: Incident,
  found: readonly RecoveredSubject[],
  { rule, now, before }: Pick<Resolution, 'rule' | 'now' | 'before'>,
): RecoveredSubjects {
  const isLast = endsWith(incident, found);
  const isTooMuch = isLast && 1 + found.length + incident.channels.length > MAX_WRITES;
  const room = isTooMuch ? MAX_WRITES - 1 - incident.channels.length : MAX_WRITES - 1;
  const taken = found.slice(0, room);
  const subjects = taken.map(({ subject, recovery }) => recovered(subject, recovery));
  const failingCount = Math.max(0, incident.failingCount - taken.length);
  const left = { ...incident, failingCount };
  if (incident.state === 'resolved' || failingCount > 0) {
    return { takenCount: taken.length, incident: left, subjects, deliveries: [] };
  }
  const resolution: Resolution = { resolution: 'recovered', rule, now, before };
  return { takenCount: taken.length, subjects, ...resolved(left, resolution) };
}

/** Whether nothing is failing in the incident but these. */
export function endsWith({ state, failingCount }: Incident, found: readonly unknown[]): boolean {
  return state !== 'resolved' && found.length >= failingCount;
}
