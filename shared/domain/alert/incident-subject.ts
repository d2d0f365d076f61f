import type { AlertCause, AlertRecovery } from './alert-cause.ts';
import { MAX_RECENT, type Incident, type IncidentSubject } from './incident.ts';

/**
 * Whether a cause was counted before. The latest are known by name; what is earlier than all of those, once there are as many
 * as are kept, was either counted or is older than what is read twice.
 */
export function isCounted({ recent }: IncidentSubject, { causeId, at }: AlertCause): boolean {
  if (recent.some((known) => known.causeId === causeId)) return true;
  return recent.length >= MAX_RECENT && at <= (recent[0]?.at ?? -Infinity);
}

/** Whether the subject has recovered since the cause. */
export function isOver({ recoveredAt }: IncidentSubject, { at }: AlertCause): boolean {
  return recoveredAt !== undefined && at <= recoveredAt;
}

interface OneMore {
  readonly cause: AlertCause;
  /** It says nothing of now: the subject has recovered since. */
  readonly isStale: boolean;
  /** The subject within the incident. */
  readonly known: IncidentSubject | undefined;
  /** The same, or the subject within an earlier incident of the key: what was counted then is not counted again. */
  readonly earlier: IncidentSubject | undefined;
}

/** The subject of an incident with one more cause. */
export function withCause(
  { incidentId, key }: Incident,
  { cause, isStale, known, earlier }: OneMore,
): IncidentSubject {
  const { causeId, at, subject } = cause;
  const counted = [...(earlier?.recent ?? []), { causeId, at }];
  const recent = counted.sort((a, b) => a.at - b.at).slice(-MAX_RECENT);
  const recoveredAt = earlier?.recoveredAt;
  const since = recoveredAt === undefined ? {} : { recoveredAt };
  const state = isStale ? 'recovered' : 'failing';
  if (known === undefined) {
    const first = { firstAt: at, lastAt: at, causeCount: 1, last: cause };
    return { incidentId, key, subject, state, ...first, recent, ...since };
  }
  return {
    ...{ incidentId, key, subject, state: isStale ? known.state : state, recent, ...since },
    firstAt: Math.min(known.firstAt, at),
    lastAt: Math.max(known.lastAt, at),
    causeCount: known.causeCount + 1,
    last: known.last.at <= at ? cause : known.last,
  };
}

/** The subject, well again. */
export function recovered(subject: IncidentSubject, { at }: Pick<AlertRecovery, 'at'>): IncidentSubject {
  return { ...subject, state: 'recovered', recoveredAt: Math.max(subject.recoveredAt ?? at, at) };
}
