import type { AlertRuleFilter, AlertRuleStore } from '../../../shared/application/ports/alert-rule-store.ts';
import type {
  IncidentFilter,
  IncidentKind,
  IncidentStore,
  IncidentWrite,
  WantedDeliveries,
} from '../../../shared/application/ports/incident-store.ts';
import type { ExpectationStore } from '../../../shared/application/ports/expectation-store.ts';
import type { ConditionalWrite } from '../../../shared/application/ports/job-store.ts';
import type { Page, PageRequest, Versioned } from '../../../shared/application/ports/versioned.ts';
import type { AlertRule } from '../../../shared/domain/alert/alert-rule.ts';
import type { Delivery } from '../../../shared/domain/alert/delivery.ts';
import type { Incident, IncidentSubject } from '../../../shared/domain/alert/incident.ts';
import type { Expectation } from '../../../shared/domain/alert/expectation.ts';
import { VersionConflict } from '../../../shared/domain/errors.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import { fromCursor, page } from './memory-jobs.ts';

/** As many operations as a transactional batch takes. */
const MAX_WRITES = 100;

/** Values by name, each with a version that every write changes. */
class VersionedValues<V> {
  readonly #values = new Map<string, Versioned<V>>();
  #writes = 0;

  get(name: string): Versioned<V> | undefined {
    return this.#values.get(name);
  }

  all(): Versioned<V>[] {
    return [...this.#values.values()];
  }

  set(name: string, value: V): string {
    this.#writes += 1;
    const version = `"i${this.#writes}"`;
    this.#values.set(name, { value: structuredClone(value), version });
    return version;
  }

  delete(name: string): void {
    this.#values.delete(name);
  }

  isAt(name: string, version: string | undefined): boolean {
    return this.#values.get(name)?.version === version;
  }

  assertAt(name: string, version: string): void {
    if (!this.isAt(name, version)) throw new VersionConflict(name);
  }
}

export class MemoryAlertRuleStore implements AlertRuleStore {
  readonly #rules = new VersionedValues<AlertRule>();

  async get(ruleId: string): Promise<Versioned<AlertRule> | undefined> {
    return this.#rules.get(ruleId);
  }

  async create(rule: AlertRule): Promise<string | undefined> {
    return this.#rules.get(rule.ruleId) === undefined ? this.#rules.set(rule.ruleId, rule) : undefined;
  }

  async save(rule: AlertRule, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    this.#rules.assertAt(rule.ruleId, ifVersion);
    return this.#rules.set(rule.ruleId, rule);
  }

  async remove(ruleId: string, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    this.#rules.assertAt(ruleId, ifVersion);
    this.#rules.delete(ruleId);
  }

  async list(filter: AlertRuleFilter, { limit, cursor }: PageRequest): Promise<Page<AlertRule>> {
    const after = cursor === undefined ? '' : fromCursor(cursor);
    const rules = (await this.all())
      .filter((rule) => isInStreams(rule, filter) && rule.ruleId > after)
      .sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
    return page(rules, limit, ({ ruleId }) => ruleId);
  }

  async all(): Promise<readonly AlertRule[]> {
    return this.#rules.all().map(({ value }) => value);
  }
}

export class MemoryExpectationStore implements ExpectationStore {
  readonly expectations = new VersionedValues<Expectation>();

  async ofJobs(jobIds: readonly JobId[]): Promise<readonly Versioned<Expectation>[]> {
    return this.expectations.all().filter(({ value }) => jobIds.includes(value.jobId));
  }

  async due(until: number, limit: number): Promise<readonly Versioned<Expectation>[]> {
    return this.expectations
      .all()
      .filter(({ value }) => value.expectBy <= until)
      .sort((a, b) => a.value.expectBy - b.value.expectBy)
      .slice(0, limit);
  }

  async save(
    expectation: Expectation,
    { ifVersion }: { readonly ifVersion: string | undefined },
  ): Promise<'saved' | 'conflict'> {
    const name = `${expectation.ruleId} ${expectation.jobId}`;
    if (!this.expectations.isAt(name, ifVersion)) return 'conflict';
    this.expectations.set(name, expectation);
    return 'saved';
  }

  async remove({ ruleId, jobId }: Expectation, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    const name = `${ruleId} ${jobId}`;
    if (this.expectations.isAt(name, ifVersion)) this.expectations.delete(name);
  }
}

/** The conditions that writes are made under; a test that switches one off shows that it is needed. */
export interface IncidentGuards {
  /** An incident is replaced only at the version that was read, and made only where there is none. */
  readonly incidentVersion: boolean;
  /** A delivery is replaced only at the version that was read. */
  readonly deliveryVersion: boolean;
}

/** The container `alerts` in memory, with a commit as one step. */
export class MemoryIncidentStore implements IncidentStore {
  readonly incidents = new VersionedValues<Incident>();
  readonly subjects = new VersionedValues<IncidentSubject>();
  readonly deliveries = new VersionedValues<Delivery>();
  readonly #guards: IncidentGuards;
  readonly #begun = new Set<string>();

  constructor(guards: IncidentGuards = { incidentVersion: true, deliveryVersion: true }) {
    this.#guards = guards;
  }

  async get(incidentId: string): Promise<Versioned<Incident> | undefined> {
    return this.incidents.get(incidentId);
  }

  async latest(key: string): Promise<Versioned<Incident> | undefined> {
    return this.incidents
      .all()
      .filter(({ value }) => value.key === key)
      .sort((a, b) => b.value.sequence - a.value.sequence)[0];
  }

  async list(filter: IncidentFilter, { limit, cursor }: PageRequest): Promise<Page<Incident>> {
    const found = this.incidents
      .all()
      .map(({ value }) => value)
      .filter((incident) => matches(incident, filter))
      .sort((a, b) => b.openedAt - a.openedAt);
    const after = cursor === undefined ? undefined : fromCursor(cursor);
    const start = found.findIndex(({ incidentId }) => incidentId === after) + 1;
    return page(found.slice(start), limit, ({ incidentId }) => incidentId);
  }

  async unresolvedKinds(): Promise<readonly IncidentKind[]> {
    const kinds = this.incidents
      .all()
      .filter(({ value }) => value.state !== 'resolved')
      .map(({ value: { ruleId, condition } }): [string, IncidentKind] => [
        `${ruleId} ${condition}`,
        { ruleId, condition },
      ]);
    return [...new Map(kinds).values()];
  }

  async dueReminders(until: number, limit: number): Promise<readonly Versioned<Incident>[]> {
    return this.incidents
      .all()
      .filter(({ value }) => value.remindAt !== undefined && value.remindAt <= until)
      .sort((a, b) => (a.value.remindAt ?? 0) - (b.value.remindAt ?? 0))
      .slice(0, limit);
  }

  async subjectsOf(
    _key: string,
    incidentIds: readonly string[],
    subjects: readonly string[],
  ): Promise<readonly Versioned<IncidentSubject>[]> {
    return incidentIds.flatMap((incidentId) =>
      subjects.flatMap((subject) => this.subjects.get(nameOf({ incidentId, subject })) ?? []),
    );
  }

  async failingSubjects(subjects: readonly string[]): Promise<readonly Versioned<IncidentSubject>[]> {
    const asked = new Set(subjects);
    return this.subjects.all().filter(({ value }) => value.state === 'failing' && asked.has(value.subject));
  }

  async listSubjects(
    incidentId: string,
    { limit, cursor, state }: PageRequest & { readonly state?: IncidentSubject['state'] },
  ): Promise<Page<IncidentSubject>> {
    const after = cursor === undefined ? '' : fromCursor(cursor);
    const found = this.subjects
      .all()
      .map(({ value }) => value)
      .filter((subject) => subject.incidentId === incidentId && placeOf(subject) > after)
      .filter((subject) => state === undefined || subject.state === state)
      .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
    return page(found, limit, placeOf);
  }

  async deliveriesOf(
    incidentId: string,
    { reminders }: Partial<WantedDeliveries> = {},
  ): Promise<readonly Versioned<Delivery>[]> {
    const isWanted = ({ notice, createdAt }: Delivery): boolean =>
      notice !== 'reminder' ||
      reminders === undefined ||
      (reminders !== 'none' && createdAt >= reminders.madeFrom);
    return this.deliveries
      .all()
      .filter(({ value }) => value.incidentId === incidentId && isWanted(value))
      .sort((a, b) => a.value.createdAt - b.value.createdAt);
  }

  async dueDeliveries(until: number, limit: number): Promise<readonly Versioned<Delivery>[]> {
    return this.deliveries
      .all()
      .filter(({ value }) => value.state === 'pending' && value.dueAt <= until)
      .sort((a, b) => a.value.dueAt - b.value.dueAt)
      .slice(0, limit);
  }

  async getDelivery(incidentId: string, deliveryId: string): Promise<Versioned<Delivery> | undefined> {
    const found = this.deliveries.get(deliveryId);
    return found?.value.incidentId === incidentId ? found : undefined;
  }

  async saveDelivery(delivery: Delivery, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    if (this.#guards.deliveryVersion) this.deliveries.assertAt(delivery.deliveryId, ifVersion);
    return this.deliveries.set(delivery.deliveryId, delivery);
  }

  async commit(write: IncidentWrite): Promise<'committed' | 'conflict'> {
    const { key, incident, isFirst = false, subjects = [], deliveries = [] } = write;
    if (1 + Number(isFirst) + subjects.length + deliveries.length > MAX_WRITES) {
      throw new RangeError(`A batch takes at most ${MAX_WRITES} writes.`);
    }
    if (!this.#isAtVersions(write)) return 'conflict';
    if (isFirst) this.#begun.add(key);
    this.incidents.set(incident.value.incidentId, incident.value);
    for (const { value } of subjects) this.subjects.set(nameOf(value), value);
    for (const { value } of deliveries) this.deliveries.set(value.deliveryId, value);
    return 'committed';
  }

  #isAtVersions({ key, isFirst = false, incident, subjects = [], deliveries = [] }: IncidentWrite): boolean {
    const { incidentVersion, deliveryVersion } = this.#guards;
    const isIncidentAt =
      !(isFirst && this.#begun.has(key)) &&
      isAt(this.incidents, incident, ({ incidentId }) => incidentId) &&
      subjects.every((subject) => isAt(this.subjects, subject, nameOf));
    const areDeliveriesAt = deliveries.every((each) =>
      isAt(this.deliveries, each, ({ deliveryId }) => deliveryId),
    );
    return (isIncidentAt || !incidentVersion) && (areDeliveriesAt || !deliveryVersion);
  }
}

function isAt<V>(
  values: VersionedValues<V>,
  { value, ifVersion }: ConditionalWrite<V>,
  name: (value: V) => string,
): boolean {
  return values.isAt(name(value), ifVersion);
}

function nameOf({ incidentId, subject }: Pick<IncidentSubject, 'incidentId' | 'subject'>): string {
  return `${incidentId} ${subject}`;
}

function placeOf({ state, subject }: IncidentSubject): string {
  return `${state === 'failing' ? 0 : 1}.${subject}`;
}

function matches(incident: Incident, { states, ruleId, condition, ...streams }: IncidentFilter): boolean {
  return (
    isInStreams(incident, streams) &&
    (states === undefined || states.includes(incident.state)) &&
    (ruleId === undefined || incident.ruleId === ruleId) &&
    (condition === undefined || incident.condition === condition)
  );
}

function isInStreams(
  thing: { readonly valueStream: string },
  { valueStream, valueStreams }: AlertRuleFilter,
): boolean {
  return (
    (valueStream === undefined || thing.valueStream === valueStream) &&
    (valueStreams === undefined || valueStreams.includes(thing.valueStream))
  );
}
