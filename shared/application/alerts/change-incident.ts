import type { Actor } from '../../domain/access/actor.ts';
import type { Incident } from '../../domain/alert/incident.ts';
import { sameJson } from '../../domain/job/same-json.ts';
import type { AuditedChange } from '../audited-change.ts';
import type { AuditedState } from '../ports/audit-log.ts';
import type { UniqueId } from '../ports/environment.ts';
import type { IncidentStore, IncidentWrite } from '../ports/incident-store.ts';
import type { Versioned } from '../ports/versioned.ts';
import { isExpected, type ExpectedVersions } from '../save-calendar.ts';
import { auditedMute } from './audited-alert-rule.ts';

export type ChangeIncidentOutcome =
  /** Also when it was so already. */
  | ({ readonly outcome: 'changed' } & Versioned<Incident>)
  | { readonly outcome: 'not-found' | 'version-mismatch' | 'resolved' };

export interface ChangeIncidentDependencies {
  readonly incidents: Pick<IncidentStore, 'get' | 'commit'>;
  readonly auditedChange: AuditedChange;
  readonly uniqueId: UniqueId;
}

export interface AskedOfIncident {
  readonly incidentId: string;
  readonly action: string;
  readonly actor: Actor;
  readonly expected: ExpectedVersions;
}

/** What is to become of an incident. */
type Next = (incident: Incident) => Incident | 'same' | 'resolved';

/** What else is written with the change of an incident that was so before. */
export type AlongWith = (before: Incident) => Promise<Pick<IncidentWrite, 'subjects' | 'deliveries'>>;

/**
 * Writes what `next` makes of an incident. Whatever else is written to it meanwhile, by the pass that adds causes or by
 * another person, it begins from that again: nobody's write is lost. Only a caller who names a version is refused then.
 */
export async function changeIncident(
  dependencies: ChangeIncidentDependencies,
  asked: AskedOfIncident,
  { next, alongWith = async () => ({}) }: { readonly next: Next; readonly alongWith?: AlongWith },
): Promise<ChangeIncidentOutcome> {
  const { auditedChange, uniqueId } = dependencies;
  const seen = await look(dependencies, asked, next);
  if (seen.outcome !== 'to-change') return seen;
  const { action, actor, incidentId } = asked;
  const subject = incidentSubject(incidentId);
  const change = { subject, changeId: uniqueId(), action, actor, before: auditedIncident(seen.before) };
  const { result } = await auditedChange(change, async () => {
    const { isOurs, ...made } = await commit(dependencies, { asked, next, alongWith }, seen);
    if (!isOurs || made.result.outcome !== 'changed') return { ...made, outcome: 'refused' };
    const { value, version } = made.result;
    return { ...made, outcome: 'done', after: auditedIncident(value), version };
  });
  return result;
}

/** What the audit log calls an incident. */
export function incidentSubject(incidentId: string): string {
  return `incident:${incidentId}`;
}

interface ToChange {
  readonly outcome: 'to-change';
  readonly before: Incident;
  readonly after: Incident;
  readonly ifVersion: string;
}

async function look(
  { incidents }: ChangeIncidentDependencies,
  { incidentId, expected }: AskedOfIncident,
  next: Next,
): Promise<ChangeIncidentOutcome | ToChange> {
  const stored = await incidents.get(incidentId);
  if (stored === undefined) return { outcome: 'not-found' };
  const { value: before, version: ifVersion } = stored;
  const after = next(before);
  if (after === 'same') return { outcome: 'changed', ...stored };
  if (after === 'resolved') return { outcome: 'resolved' };
  if (expected !== undefined && !isExpected(ifVersion, expected)) return { outcome: 'version-mismatch' };
  return { outcome: 'to-change', before, after, ifVersion };
}

interface Work {
  readonly asked: AskedOfIncident;
  readonly next: Next;
  readonly alongWith: AlongWith;
}

interface Committed {
  readonly result: ChangeIncidentOutcome;
  readonly isOurs: boolean;
}

async function commit(
  dependencies: ChangeIncidentDependencies,
  { asked, next, alongWith }: Work,
  first: ToChange,
): Promise<Committed> {
  const { incidents } = dependencies;
  let toChange = first;
  for (;;) {
    const { before, after, ifVersion } = toChange;
    const others = await alongWith(before);
    const write = { key: after.key, incident: { value: after, ifVersion }, ...others };
    if ((await incidents.commit(write)) === 'committed') {
      return { result: await asItIs(dependencies, after.incidentId), isOurs: true };
    }
    const now = await look(dependencies, asked, next);
    if (now.outcome !== 'to-change') {
      // A write whose answer was lost is a conflict when it is sent again, and ours all the same.
      const isOurs = now.outcome === 'changed' && isSameToPeople(now.value, after);
      return { result: now, isOurs };
    }
    toChange = now;
  }
}

/** With the causes that may have come since. */
async function asItIs(
  { incidents }: ChangeIncidentDependencies,
  incidentId: string,
): Promise<ChangeIncidentOutcome> {
  const stored = await incidents.get(incidentId);
  return stored === undefined ? { outcome: 'not-found' } : { outcome: 'changed', ...stored };
}

function isSameToPeople(one: Incident, other: Incident): boolean {
  return sameJson(auditedIncident(one), auditedIncident(other));
}

/** What people change of an incident, as the audit log has it. */
function auditedIncident({ state, acknowledgement, mute, resolution, resolvedBy }: Incident): AuditedState {
  return {
    state,
    ...(acknowledgement === undefined
      ? {}
      : { acknowledgement: { ...acknowledgement, at: new Date(acknowledgement.at).toISOString() } }),
    ...(mute === undefined ? {} : { mute: auditedMute(mute) }),
    ...(resolution === undefined ? {} : { resolution }),
    ...(resolvedBy === undefined ? {} : { resolvedBy }),
  };
}
