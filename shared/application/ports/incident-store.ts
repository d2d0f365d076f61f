import type { AlertConditionType } from '../../domain/alert/alert-condition.ts';
import type { Delivery } from '../../domain/alert/delivery.ts';
import type { Incident, IncidentState, IncidentSubject } from '../../domain/alert/incident.ts';
import type { ConditionalWrite } from './job-store.ts';
import type { Page, PageRequest, Versioned } from './versioned.ts';

/** What a list of incidents is narrowed by; what is left out does not narrow it. */
export interface IncidentFilter {
  readonly states?: readonly IncidentState[];
  readonly valueStream?: string;
  /** Those that the caller may see. */
  readonly valueStreams?: readonly string[];
  readonly ruleId?: string;
  readonly condition?: AlertConditionType;
}

export interface IncidentKind {
  readonly ruleId: string;
  readonly condition: AlertConditionType;
}

/** What belongs together, all of one key, all or nothing; at most 100 writes. */
export interface IncidentWrite {
  readonly key: string;
  readonly incident: ConditionalWrite<Incident>;
  /**
   * There is no incident of the key yet. Of several that are opened then within an hour, of whatever sequences, one is
   * written; it counts as a write.
   */
  readonly isFirst?: boolean;
  readonly subjects?: readonly ConditionalWrite<IncidentSubject>[];
  readonly deliveries?: readonly ConditionalWrite<Delivery>[];
}

export interface WantedDeliveries {
  readonly reminders: 'none' | { readonly madeFrom: number };
}

/**
 * Holds incidents with their subjects and deliveries. Every change of an incident or a subject goes with a write of the incident at the
 * version read, so those of one key come one after the other. Every method may throw Unavailable.
 */
export interface IncidentStore {
  get(incidentId: string): Promise<Versioned<Incident> | undefined>;

  /** The incident of a key with the highest sequence. */
  latest(key: string): Promise<Versioned<Incident> | undefined>;

  /** The latest openings first. */
  list(filter: IncidentFilter, request: PageRequest): Promise<Page<Incident>>;

  /** The rules, and the conditions of theirs, that have incidents that are not resolved, each pair once. */
  unresolvedKinds(): Promise<readonly IncidentKind[]>;

  /** Those whose `remindAt` is at or before the instant (epoch ms), the longest due first. */
  dueReminders(until: number, limit: number): Promise<readonly Versioned<Incident>[]>;

  /** Those of these subjects that incidents of a key know; `incidentIds` are all of that key. */
  subjectsOf(
    key: string,
    incidentIds: readonly string[],
    subjects: readonly string[],
  ): Promise<readonly Versioned<IncidentSubject>[]>;

  /**
   * Those of these subjects that are failing, in whatever incidents. Its cost grows with what it finds, not with how many
   * subjects there have been.
   */
  failingSubjects(subjects: readonly string[]): Promise<readonly Versioned<IncidentSubject>[]>;

  /** The subjects of an incident, those that are failing first, in order of their names. */
  listSubjects(
    incidentId: string,
    request: PageRequest & { readonly state?: IncidentSubject['state'] },
  ): Promise<Page<IncidentSubject>>;

  /**
   * All deliveries of an incident, the first made first; without its reminders, or those made before an instant (epoch ms),
   * where that is asked for: of what stays open for months there are tens of thousands.
   */
  deliveriesOf(incidentId: string, wanted?: WantedDeliveries): Promise<readonly Versioned<Delivery>[]>;

  /** Pending ones that are due at the instant (epoch ms), those that have been due for longest first. */
  dueDeliveries(until: number, limit: number): Promise<readonly Versioned<Delivery>[]>;

  getDelivery(incidentId: string, deliveryId: string): Promise<Versioned<Delivery> | undefined>;

  /** Replaces a delivery. Throws VersionConflict when it is no longer at `ifVersion`. */
  saveDelivery(delivery: Delivery, condition: { readonly ifVersion: string }): Promise<string>;

  /** Nothing is written when something is no longer at the version named, or what was to be new exists. */
  commit(write: IncidentWrite): Promise<'committed' | 'conflict'>;
}
