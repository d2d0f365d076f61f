import type { AlertCause } from './alert-cause.ts';
import type { DirectChannel } from './alert-channel.ts';
import { ALERT_SEVERITIES, type AlertRule, type AlertSeverity } from './alert-rule.ts';
import { isAtLeast } from './stability-rank.ts';
import type { Delivery } from './delivery.ts';
import { deliveriesTo } from './incident-deliveries.ts';
import { incidentIdOf } from './incident-key.ts';
import { groupOf } from './incident-group.ts';
import { isCounted, isOver, withCause } from './incident-subject.ts';
import { isMuted } from './muting.ts';
import { MAX_CAUSES, MAX_TOLD, type Incident, type IncidentSubject } from './incident.ts';

/** As many writes as a transactional batch takes. */
const MAX_WRITES = 100;

/** A cause that a rule looks for, with the addresses that its job names. */
export interface MatchedCause {
  readonly cause: AlertCause;
  readonly recipients: readonly string[];
}

export interface CausesToAdd {
  readonly key: string;
  readonly rule: AlertRule;
  /** The latest incident of the key. */
  readonly latest: Incident | undefined;
  /** When the last opening before a new one was told that quiet is counted from, epoch ms. */
  readonly quietFrom: number | undefined;
  /** What is known of the subjects of the causes, of the latest incident or the ones before it. */
  readonly known: ReadonlyMap<string, IncidentSubject>;
  readonly causes: readonly MatchedCause[];
  readonly now: number;
}

/** What has to be written, with the first `takenCount` causes in it. */
export interface AddedCauses {
  readonly takenCount: number;
  /** Absent: nothing is new. */
  readonly change?: {
    readonly incident: Incident;
    readonly isNew: boolean;
    readonly subjects: readonly IncidentSubject[];
    readonly deliveries: readonly Delivery[];
  };
}

/**
 * Adds causes to the incident of their key, or opens one, as many as fit one transaction. A cause that was counted, in this
 * incident or one before, is not counted again; one that was over before it was read opens nothing.
 *
 * What is told: the opening, to every channel once, so far apart from the one before as the rule wants its quiet; to the
 * recipients of a job that joins, when it joins; and that it has become worse than it ever was.
 */
export function addCauses(request: CausesToAdd): AddedCauses {
  const start = { incident: undefined, subjects: new Map<string, IncidentSubject>(), counted: 0 };
  let draft: Draft = request.latest?.state === 'resolved' ? start : { ...start, incident: request.latest };
  let takenCount = 0;
  for (const matched of request.causes) {
    const next = withMatched(request, draft, matched);
    if (writesOf(request, next) > MAX_WRITES) break;
    draft = next;
    takenCount += 1;
  }
  const { incident, subjects } = draft;
  if (incident === undefined || draft.counted === 0) return { takenCount };
  const deliveries = tellingsOf(request, draft, incident);
  const isNew = isNewIn(request, incident);
  return { takenCount, change: { incident, isNew, subjects: [...subjects.values()], deliveries } };
}

interface Draft {
  readonly incident: Incident | undefined;
  /** Those that are to be written. */
  readonly subjects: ReadonlyMap<string, IncidentSubject>;
  readonly counted: number;
}

function withMatched(request: CausesToAdd, draft: Draft, matched: MatchedCause): Draft {
  const { cause } = matched;
  const before = draft.subjects.get(cause.subject) ?? request.known.get(cause.subject);
  if (before !== undefined && isCounted(before, cause)) return draft;
  const isStale = before !== undefined && isOver(before, cause);
  if (draft.incident === undefined && isStale) return draft;

  const base = draft.incident ?? opened(request, cause);
  const known = before?.incidentId === base.incidentId ? before : undefined;
  const subject = withCause(base, { cause, isStale, known, earlier: before });
  return {
    incident: withSubject(request, base, { matched, isStale, known, subject }),
    subjects: new Map([...draft.subjects, [subject.subject, subject]]),
    counted: draft.counted + 1,
  };
}

interface Counted {
  readonly matched: MatchedCause;
  readonly isStale: boolean;
  /** The subject within the incident before, and with the cause. */
  readonly known: IncidentSubject | undefined;
  readonly subject: IncidentSubject;
}

function withSubject({ rule }: CausesToAdd, base: Incident, counted: Counted): Incident {
  const { matched, isStale, known, subject } = counted;
  const { cause, recipients } = matched;
  const isFailingAnew = subject.state === 'failing' && known?.state !== 'failing';
  return {
    ...base,
    severity: higherOf(base.severity, rule.severity),
    ...(isStale ? {} : worstBandOf(base, cause)),
    lastCauseAt: Math.max(base.lastCauseAt, cause.at),
    causeCount: base.causeCount + 1,
    subjectCount: base.subjectCount + Number(known === undefined),
    failingCount: base.failingCount + Number(isFailingAnew),
    causes: [...base.causes.slice(0, 1), ...base.causes.slice(1).slice(2 - MAX_CAUSES), cause],
    channels: withRecipients(base.channels, rule, recipients),
  };
}

function opened({ key, rule, latest, quietFrom, now }: CausesToAdd, cause: AlertCause): Incident {
  const sequence = latest === undefined ? Math.floor(now / 1000) : latest.sequence + 1;
  const toldAt = quietFrom === undefined ? now : Math.max(now, quietFrom + rule.quietSeconds * 1000);
  return {
    ...{ incidentId: incidentIdOf(key, sequence), key, sequence, ruleId: rule.ruleId },
    ...{ valueStream: rule.valueStream, condition: cause.condition, group: groupOf(rule, cause) },
    ...{ severity: rule.severity, state: 'open', openedAt: now, lastCauseAt: cause.at },
    ...{ causeCount: 0, subjectCount: 0, failingCount: 0, causes: [], toldAt },
    channels: rule.channels.filter((channel) => channel.type !== 'recipients').slice(0, MAX_TOLD),
    ...(quietFrom === undefined ? {} : { quietFrom }),
    ...(rule.remindSeconds === undefined ? {} : { remindAt: toldAt + rule.remindSeconds * 1000 }),
  };
}

function higherOf(a: AlertSeverity, b: AlertSeverity): AlertSeverity {
  return ALERT_SEVERITIES.indexOf(b) > ALERT_SEVERITIES.indexOf(a) ? b : a;
}

function worstBandOf({ band }: Incident, { detail }: AlertCause): Pick<Incident, 'band'> {
  if (detail.type !== 'drift' || (band !== undefined && isAtLeast(band, detail.band))) return {};
  return { band: detail.band };
}

function withRecipients(
  channels: readonly DirectChannel[],
  rule: AlertRule,
  recipients: readonly string[],
): readonly DirectChannel[] {
  if (!rule.channels.some(({ type }) => type === 'recipients')) return channels;
  const told = new Set(channels.flatMap((channel) => (channel.type === 'email' ? channel.to : [])));
  const added = recipients.filter((address) => !told.has(address));
  const emails = added.map((address): DirectChannel => ({ type: 'email', to: [address] }));
  return emails.length === 0 ? channels : [...channels, ...emails].slice(0, MAX_TOLD);
}

/** The incident is one operation, that it is the first another, and so is each subject and each delivery. */
function writesOf(request: CausesToAdd, { incident, subjects }: Draft): number {
  if (incident === undefined) return 0;
  const before = isNewIn(request, incident) ? undefined : request.latest;
  const added = incident.channels.length - (before?.channels.length ?? 0);
  const worsened = before !== undefined && isWorse(before, incident) ? before.channels.length : 0;
  return 1 + Number(request.latest === undefined) + subjects.size + added + worsened;
}

function tellingsOf(request: CausesToAdd, _draft: Draft, incident: Incident): readonly Delivery[] {
  const { now, latest, rule } = request;
  const telling = { now, isMuted: isMuted(rule, now) || isMuted(incident, now) };
  if (latest === undefined || isNewIn(request, incident)) {
    return deliveriesTo(incident, { ...telling, notice: 'opened', tellAt: incident.toldAt });
  }
  const joined = { ...telling, notice: 'opened', tellAt: Math.max(now, incident.toldAt) } as const;
  const opening = deliveriesTo(incident, joined, latest.channels.length);
  if (!isWorse(latest, incident)) return opening;
  const which = [incident.severity, ...(incident.band === undefined ? [] : [incident.band])].join('-');
  const worsened = { ...telling, notice: 'worsened', which, tellAt: Math.max(now, incident.toldAt) } as const;
  const told = { ...incident, channels: latest.channels };
  return [...opening, ...deliveriesTo(told, worsened)];
}

function isWorse(before: Incident, after: Incident): boolean {
  return before.severity !== after.severity || before.band !== after.band;
}

function isNewIn({ latest }: CausesToAdd, { incidentId }: Incident): boolean {
  return latest?.incidentId !== incidentId;
}
