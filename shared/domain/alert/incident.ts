import type { StabilityBand } from '../stability/stability-band.ts';
import type { AlertCause } from './alert-cause.ts';
import type { DirectChannel } from './alert-channel.ts';
import type { AlertConditionType } from './alert-condition.ts';
import type { AlertMute, AlertSeverity } from './alert-rule.ts';

export const INCIDENT_STATES = ['open', 'acknowledged', 'resolved'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** That a person has seen to an incident: reminders end. */
export interface Acknowledgement {
  readonly at: number;
  readonly author: string;
  readonly reason: string;
}

/** One trouble, of however many jobs, from its first cause until all of them are well again. */
export interface Incident {
  /** `<key>-<sequence>`. */
  readonly incidentId: string;
  /** Names rule, kind of condition and group; at most one incident of a key is not resolved. */
  readonly key: string;
  /** Rises with each incident of the key; the first one has the second in which it was opened, so that none comes again. */
  readonly sequence: number;
  readonly ruleId: string;
  readonly valueStream: string;
  readonly condition: AlertConditionType;
  /** As in its causes; for people. */
  readonly group: string;
  /** The highest that its rule has had meanwhile. */
  readonly severity: AlertSeverity;
  /** Of drift: the highest that was measured. */
  readonly band?: StabilityBand;
  readonly state: IncidentState;
  /** Epoch ms. */
  readonly openedAt: number;
  readonly lastCauseAt: number;
  readonly resolvedAt?: number;
  readonly resolution?: 'recovered' | 'by-hand' | 'rule-gone';
  readonly resolvedBy?: { readonly author: string; readonly reason: string };
  readonly causeCount: number;
  /** Jobs, models and locks that it has touched, and that are not well yet. */
  readonly subjectCount: number;
  readonly failingCount: number;
  /** The first cause, and the worst or latest; at most ten. */
  readonly causes: readonly AlertCause[];
  readonly acknowledgement?: Acknowledgement;
  readonly mute?: AlertMute;
  /** Where it is told; where a job's recipients are, each address for itself. At most MAX_TOLD. */
  readonly channels: readonly DirectChannel[];
  /** When its opening is told, or was. Epoch ms. */
  readonly toldAt: number;
  /** When the opening before it was told that quiet is counted from, where there is one. Epoch ms. */
  readonly quietFrom?: number;
  /** When the next reminder is due, while it is open and not acknowledged. */
  readonly remindAt?: number;
}

/** One job, model or lock within an incident. */
export interface IncidentSubject {
  readonly incidentId: string;
  readonly key: string;
  readonly subject: string;
  readonly state: 'failing' | 'recovered';
  readonly firstAt: number;
  readonly lastAt: number;
  readonly causeCount: number;
  /** The latest one. */
  readonly last: AlertCause;
  /** The latest that were counted, the earliest first, at most MAX_RECENT: what is read again is not counted again. */
  readonly recent: readonly { readonly causeId: string; readonly at: number }[];
  /** What it recovered by, in the order of the causes' `at`: an earlier cause says nothing any more. */
  readonly recoveredAt?: number;
}

/** Channels of one incident: so many are told of in one transaction with it. */
export const MAX_TOLD = 60;

/** Causes of a subject that are known by name. */
export const MAX_RECENT = 20;

/** Causes that an incident shows: the first one, and the latest. */
export const MAX_CAUSES = 10;
