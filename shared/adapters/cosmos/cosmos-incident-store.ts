import type { Container, OperationInput, SqlParameter } from '@azure/cosmos';
import { z } from 'zod';
import type { Log } from '../../application/ports/environment.ts';
import type {
  IncidentFilter,
  IncidentKind,
  IncidentStore,
  IncidentWrite,
  WantedDeliveries,
} from '../../application/ports/incident-store.ts';
import type { ConditionalWrite } from '../../application/ports/job-store.ts';
import type { Page, PageRequest, Versioned } from '../../application/ports/versioned.ts';
import { ALERT_CONDITIONS } from '../../domain/alert/alert-condition.ts';
import type { Delivery } from '../../domain/alert/delivery.ts';
import { keyOfIncident } from '../../domain/alert/incident-key.ts';
import type { Incident, IncidentSubject } from '../../domain/alert/incident.ts';
import { Unavailable } from '../../domain/errors.ts';
import { isTransientStatus, translated } from './cosmos-errors.ts';
import { deliveryFromDocument, deliveryToDocument } from './delivery-document.ts';
import { documentBody } from './document-body.ts';
import {
  incidentFromDocument,
  incidentToDocument,
  subjectFromDocument,
  subjectToDocument,
} from './incident-document.ts';
import { fromInstantCursor, toInstantCursor } from './instant-cursor.ts';
import { instant, toInstant } from './instants.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { firstOf, queryDocuments, readableOnly } from './query-documents.ts';
import { readDocument, versioned } from './read-document.ts';
import { replaceDocument } from './write-document.ts';

type StoredDocument = { readonly id: string } & Readonly<Record<string, unknown>>;

const kind = z.object({ ruleId: z.string(), condition: z.enum(ALERT_CONDITIONS) });

/**
 * Incidents in the container `alerts`, each with its subjects and deliveries in the partition of its key. What is over
 * expires: an incident `retentionSeconds` after it was resolved.
 */
export class CosmosIncidentStore implements IncidentStore {
  readonly #container: Container;
  readonly #log: Log;
  readonly #retentionSeconds: number;

  constructor(container: Container, log: Log, { retentionSeconds }: { readonly retentionSeconds: number }) {
    this.#container = container;
    this.#log = log;
    this.#retentionSeconds = retentionSeconds;
  }

  async get(incidentId: string): Promise<Versioned<Incident> | undefined> {
    const partitionKey = keyOfIncident(incidentId);
    return readDocument(this.#container, { id: incidentId, partitionKey }, incidentFromDocument);
  }

  async latest(key: string): Promise<Versioned<Incident> | undefined> {
    const query = "SELECT * FROM c WHERE c.type = 'incident' ORDER BY c.sequence DESC OFFSET 0 LIMIT 1";
    const [found] = await Array.fromAsync(this.#inPartition(key, query));
    return found === undefined ? undefined : versioned(found, incidentFromDocument);
  }

  async list(filter: IncidentFilter, { limit, cursor }: PageRequest): Promise<Page<Incident>> {
    const { before, seen } = fromInstantCursor(cursor);
    const conditions = [
      { text: "c.type = 'incident'", parameters: [] },
      where('c.openedAt <= @before', '@before', before),
      ...conditionsOf(filter),
    ];
    const text = conditions.map((each) => each.text).join(' AND ');
    const query = `SELECT * FROM c WHERE ${text} ORDER BY c.openedAt DESC OFFSET ${seen} LIMIT ${limit + 1}`;
    const parameters = conditions.flatMap((each) => each.parameters);
    const documents = queryDocuments(this.#container, { query, parameters });
    const found = await Array.fromAsync(documents);
    const page = found.slice(0, limit);
    const items = await this.#readable(page, incidentFromDocument);
    if (found.length <= limit) return { items };
    const instants = page.map((document) => opened.parse(document).openedAt);
    return { items, nextCursor: toInstantCursor(instants, { before, seen }) };
  }

  async unresolvedKinds(): Promise<readonly IncidentKind[]> {
    const query =
      "SELECT DISTINCT c.ruleId, c.condition FROM c WHERE c.type = 'incident' AND c.state IN ('open', 'acknowledged')";
    const found = queryDocuments(this.#container, { query, parameters: [] });
    return Array.fromAsync(readableOnly(found, (row) => kind.parse(row), this.#log));
  }

  async dueReminders(until: number, limit: number): Promise<readonly Versioned<Incident>[]> {
    const query = `SELECT * FROM c WHERE c.remindAt <= @until ORDER BY c.remindAt`;
    const parameters = [{ name: '@until', value: toInstant(until) }];
    return this.#first(limit, { query, parameters }, incidentFromDocument);
  }

  async subjectsOf(
    key: string,
    incidentIds: readonly string[],
    subjects: readonly string[],
  ): Promise<readonly Versioned<IncidentSubject>[]> {
    if (subjects.length === 0 || incidentIds.length === 0) return [];
    const { list, parameters } = listOf(subjects);
    const query = `SELECT * FROM c WHERE c.type = 'incident-subject' AND ARRAY_CONTAINS(@incidentIds, c.incidentId) AND c.subject IN (${list})`;
    const found = this.#inPartition(key, query, [
      { name: '@incidentIds', value: [...incidentIds] },
      ...parameters,
    ]);
    // One that cannot be read must not be taken for a new one.
    return Array.fromAsync(found, (document) => versioned(document, subjectFromDocument));
  }

  async failingSubjects(subjects: readonly string[]): Promise<readonly Versioned<IncidentSubject>[]> {
    if (subjects.length === 0) return [];
    const { list, parameters } = listOf(subjects);
    const query = `SELECT * FROM c WHERE c.failing IN (${list})`;
    return this.#versioned(queryDocuments(this.#container, { query, parameters }), subjectFromDocument);
  }

  async listSubjects(
    incidentId: string,
    { limit, cursor, state }: PageRequest & { readonly state?: IncidentSubject['state'] },
  ): Promise<Page<IncidentSubject>> {
    const only = state === undefined ? '' : ' AND c.state = @state';
    const query = `SELECT * FROM c WHERE c.type = 'incident-subject' AND c.incidentId = @incidentId AND c.place > @after${only} ORDER BY c.place OFFSET 0 LIMIT ${limit + 1}`;
    const found = await Array.fromAsync(
      this.#inPartition(keyOfIncident(incidentId), query, [
        { name: '@incidentId', value: incidentId },
        { name: '@after', value: cursor === undefined ? '' : fromJsonCursor(cursor, z.string()) },
        ...(state === undefined ? [] : [{ name: '@state', value: state }]),
      ]),
    );
    const page = found.slice(0, limit);
    const items = await this.#readable(page, subjectFromDocument);
    if (found.length <= limit) return { items };
    return { items, nextCursor: toJsonCursor(placed.parse(page.at(-1)).place) };
  }

  async deliveriesOf(
    incidentId: string,
    { reminders }: Partial<WantedDeliveries> = {},
  ): Promise<readonly Versioned<Delivery>[]> {
    const made = reminders === undefined || reminders === 'none' ? undefined : toInstant(reminders.madeFrom);
    const later = made === undefined ? '' : ' OR c.createdAt >= @madeFrom';
    const only = reminders === undefined ? '' : ` AND (c.notice != 'reminder'${later})`;
    const query = `SELECT * FROM c WHERE c.type = 'alert-delivery' AND c.incidentId = @incidentId${only} ORDER BY c.createdAt`;
    const parameters = [
      { name: '@incidentId', value: incidentId },
      ...(made === undefined ? [] : [{ name: '@madeFrom', value: made }]),
    ];
    const found = this.#inPartition(keyOfIncident(incidentId), query, parameters);
    return this.#versioned(found, deliveryFromDocument);
  }

  async dueDeliveries(until: number, limit: number): Promise<readonly Versioned<Delivery>[]> {
    const query = `SELECT * FROM c WHERE c.tryAt <= @until ORDER BY c.tryAt`;
    const parameters = [{ name: '@until', value: toInstant(until) }];
    return this.#first(limit, { query, parameters }, deliveryFromDocument);
  }

  async getDelivery(incidentId: string, deliveryId: string): Promise<Versioned<Delivery> | undefined> {
    const key = { id: deliveryId, partitionKey: keyOfIncident(incidentId) };
    const found = await readDocument(this.#container, key, parseTyped);
    if (found?.value.type !== 'alert-delivery' || found.value.incidentId !== incidentId) return undefined;
    return { value: deliveryFromDocument(found.value), version: found.version };
  }

  async saveDelivery(delivery: Delivery, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    const document = deliveryToDocument(delivery, this.#retentionSeconds);
    return replaceDocument(this.#container, { document, partitionKey: delivery.key, ifVersion });
  }

  async commit({
    key,
    incident,
    isFirst = false,
    subjects = [],
    deliveries = [],
  }: IncidentWrite): Promise<'committed' | 'conflict'> {
    const retention = this.#retentionSeconds;
    const operations = [
      ...(isFirst ? [firstIncidentOf(key)] : []),
      operationOf(incident, (value) => incidentToDocument(value, retention)),
      ...subjects.map((subject) => operationOf(subject, (value) => subjectToDocument(value, retention))),
      ...deliveries.map((delivery) => operationOf(delivery, (value) => deliveryToDocument(value, retention))),
    ];
    const statuses = await this.#write(operations, key);
    if (statuses.length === operations.length && statuses.every((each) => each >= 200 && each < 300)) {
      return 'committed';
    }
    // In a batch that failed, the operation that failed has its own status and the others have 424.
    if (statuses.some((status) => [404, 409, 412].includes(status))) return 'conflict';
    const message = `What belongs to '${key}' could not be stored (${[...new Set(statuses)].join(', ')}).`;
    // What is refused for good would be refused each time, and whoever tries again keep all others waiting.
    throw statuses.length === 0 || statuses.some(isTransientStatus)
      ? new Unavailable(message)
      : new Error(message);
  }

  async #write(operations: OperationInput[], key: string): Promise<readonly number[]> {
    const { result = [] } = await translated(() => this.#container.items.batch(operations, key));
    return result.map(({ statusCode }) => statusCode);
  }

  #inPartition(key: string, query: string, parameters: SqlParameter[] = []): AsyncGenerator {
    return queryDocuments(this.#container, { query, parameters }, { partitionKey: key });
  }

  /** The first that can be read: were the others counted, a hundred of them would hide all that is due behind them. */
  async #first<T>(
    limit: number,
    query: { readonly query: string; readonly parameters: SqlParameter[] },
    parse: (document: unknown) => T,
  ): Promise<readonly Versioned<T>[]> {
    const documents = queryDocuments(this.#container, query, { maxItemCount: limit });
    return firstOf(
      limit,
      readableOnly(documents, (document) => versioned(document, parse), this.#log),
    );
  }

  async #readable<T>(page: readonly unknown[], parse: (document: unknown) => T): Promise<readonly T[]> {
    return Array.fromAsync(readableOnly(listed(page), parse, this.#log));
  }

  async #versioned<T>(
    documents: AsyncIterable<unknown>,
    parse: (document: unknown) => T,
  ): Promise<readonly Versioned<T>[]> {
    return Array.fromAsync(readableOnly(documents, (document) => versioned(document, parse), this.#log));
  }
}

const opened = z.looseObject({ openedAt: instant });

const placed = z.looseObject({ place: z.string() });

async function* listed(documents: readonly unknown[]): AsyncGenerator {
  yield* documents;
}

const typed = z.looseObject({ type: z.string(), incidentId: z.string().optional() });

function parseTyped(document: unknown): z.output<typeof typed> {
  return typed.parse(document);
}

/** Passes that open the first incident of a key at the same time do not see each other's; an hour later all see it. */
const FIRST_TTL_SECONDS = 60 * 60;

function firstIncidentOf(key: string): OperationInput {
  const document = {
    id: `${key}.first`,
    key,
    type: 'incident-first',
    schemaVersion: 1,
    ttl: FIRST_TTL_SECONDS,
  };
  return { operationType: 'Create', resourceBody: documentBody(document) };
}

function operationOf<T>(
  { value, ifVersion }: ConditionalWrite<T>,
  toDocument: (value: T) => StoredDocument,
): OperationInput {
  const document = toDocument(value);
  const resourceBody = documentBody(document);
  return ifVersion === undefined
    ? { operationType: 'Create', resourceBody }
    : { operationType: 'Replace', id: document.id, ifMatch: ifVersion, resourceBody };
}

interface Condition {
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
}

function conditionsOf(filter: IncidentFilter): readonly Condition[] {
  const { states, valueStream, valueStreams, ruleId, condition } = filter;
  return [
    ...(states === undefined ? [] : [where('ARRAY_CONTAINS(@states, c.state)', '@states', [...states])]),
    ...(valueStream === undefined
      ? []
      : [where('c.valueStream = @valueStream', '@valueStream', valueStream)]),
    ...(valueStreams === undefined
      ? []
      : [where('ARRAY_CONTAINS(@valueStreams, c.valueStream)', '@valueStreams', [...valueStreams])]),
    ...(ruleId === undefined ? [] : [where('c.ruleId = @ruleId', '@ruleId', ruleId)]),
    ...(condition === undefined ? [] : [where('c.condition = @condition', '@condition', condition)]),
  ];
}

function where(text: string, name: string, value: string | string[]): Condition {
  return { text, parameters: [{ name, value }] };
}

/** The texts as the parameters of an IN, which reads the index for each. */
function listOf(texts: readonly string[]): { readonly list: string; readonly parameters: SqlParameter[] } {
  const parameters = texts.map((value, index) => ({ name: `@s${index}`, value }));
  return { list: parameters.map(({ name }) => name).join(', '), parameters };
}
