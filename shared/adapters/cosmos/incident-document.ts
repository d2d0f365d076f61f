import { z } from 'zod';
import { ALERT_CONDITIONS } from '../../domain/alert/alert-condition.ts';
import { ALERT_SEVERITIES } from '../../domain/alert/alert-rule.ts';
import { INCIDENT_STATES, type Incident, type IncidentSubject } from '../../domain/alert/incident.ts';
import { causeInDocument } from './alert-cause-document.ts';
import { directChannelInDocument } from './alert-channel-document.ts';
import { instant, toInstant } from './instants.ts';

type StoredDocument = { readonly id: string } & Readonly<Record<string, unknown>>;

const YEAR_SECONDS = 365 * 24 * 60 * 60;

const person = { author: z.string(), reason: z.string() };

const incidentDocument = z.object({
  type: z.literal('incident'),
  schemaVersion: z.literal(1),
  incidentId: z.string(),
  key: z.string(),
  sequence: z.number(),
  ruleId: z.string(),
  valueStream: z.string(),
  condition: z.enum(ALERT_CONDITIONS),
  group: z.string(),
  severity: z.enum(ALERT_SEVERITIES),
  band: z.enum(['stable', 'moderate-shift', 'significant-shift']).exactOptional(),
  state: z.enum(INCIDENT_STATES),
  openedAt: instant,
  lastCauseAt: instant,
  resolvedAt: instant.exactOptional(),
  resolution: z.enum(['recovered', 'by-hand', 'rule-gone']).exactOptional(),
  resolvedBy: z.object(person).exactOptional(),
  causeCount: z.number(),
  subjectCount: z.number(),
  failingCount: z.number(),
  causes: z.array(causeInDocument),
  acknowledgement: z.object({ at: z.number(), ...person }).exactOptional(),
  mute: z.object({ until: z.number(), ...person }).exactOptional(),
  channels: z.array(directChannelInDocument),
  toldAt: instant,
  quietFrom: instant.exactOptional(),
  remindAt: instant.exactOptional(),
});

/** The incident in a document. Throws ZodError when it is none. */
export function incidentFromDocument(document: unknown): Incident {
  const { type: _type, schemaVersion: _version, ...incident } = incidentDocument.parse(document);
  return incident;
}

/** The document of an incident; it expires so long after it was resolved. */
export function incidentToDocument(incident: Incident, retentionSeconds: number): StoredDocument {
  const { openedAt, lastCauseAt, toldAt, resolvedAt, quietFrom, remindAt } = incident;
  return {
    ...{ id: incident.incidentId, type: 'incident', schemaVersion: 1, ...incident },
    ...{ openedAt: toInstant(openedAt), lastCauseAt: toInstant(lastCauseAt), toldAt: toInstant(toldAt) },
    ...(resolvedAt === undefined ? {} : { resolvedAt: toInstant(resolvedAt) }),
    ...(quietFrom === undefined ? {} : { quietFrom: toInstant(quietFrom) }),
    ...(remindAt === undefined ? {} : { remindAt: toInstant(remindAt) }),
    ...(incident.state === 'resolved' ? { ttl: retentionSeconds } : {}),
  };
}

const subjectDocument = z.object({
  type: z.literal('incident-subject'),
  schemaVersion: z.literal(1),
  incidentId: z.string(),
  key: z.string(),
  subject: z.string(),
  state: z.enum(['failing', 'recovered']),
  firstAt: instant,
  lastAt: instant,
  causeCount: z.number(),
  last: causeInDocument,
  recent: z.array(z.object({ causeId: z.string(), at: z.number() })),
  recoveredAt: z.number().exactOptional(),
});

/** The subject in a document. Throws ZodError when it is none. */
export function subjectFromDocument(document: unknown): IncidentSubject {
  const { type: _type, schemaVersion: _version, ...subject } = subjectDocument.parse(document);
  return subject;
}

/** The document of a subject, in the partition of its incident. */
export function subjectToDocument(value: IncidentSubject, retentionSeconds: number): StoredDocument {
  const { incidentId, subject, state, firstAt, lastAt } = value;
  return {
    ...{ id: subjectDocumentId(incidentId, subject), type: 'incident-subject', schemaVersion: 1, ...value },
    ...{ firstAt: toInstant(firstAt), lastAt: toInstant(lastAt) },
    place: placeOf(value),
    // Only what is failing has it: an index of what is failing, whatever there has been.
    ...(state === 'failing' ? { failing: subject } : {}),
    // What was resolved by hand may never recover: a year after its last cause nobody waits for that.
    ttl: retentionSeconds + (state === 'failing' ? YEAR_SECONDS : 0),
  };
}

function subjectDocumentId(incidentId: string, subject: string): string {
  return `${incidentId}.subject.${subject}`;
}

/** Its place in the list of its incident: what is failing comes first. */
function placeOf({ state, subject }: Pick<IncidentSubject, 'state' | 'subject'>): string {
  return `${state === 'failing' ? 0 : 1}.${subject}`;
}
