import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { FleetFilter, FleetStore } from '../../application/ports/fleet-store.ts';
import type { Page, PageRequest, Versioned } from '../../application/ports/versioned.ts';
import { UNMATCHED_POLICIES, type Fleet } from '../../domain/fleet/fleet.ts';
import { allOf, condition, oneOf } from './condition.ts';
import { instant, toInstant } from './instants.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { queryDocuments } from './query-documents.ts';
import { readDocument } from './read-document.ts';
import { createVersioned, deleteDocument, replaceDocument } from './write-document.ts';

const text = z.record(z.string(), z.unknown());

const names = z.array(z.string()).exactOptional();

const fleetDocument = z.object({
  type: z.literal('fleet'),
  schemaVersion: z.literal(1),
  fleetId: z.string(),
  valueStream: z.string(),
  description: z.string().exactOptional(),
  selector: z.object({
    ...{ tags: names, owner: z.string().exactOptional(), modelIds: names },
    ...{ idPrefix: z.string().exactOptional(), exceptModelIds: names },
  }),
  template: text,
  overrides: z.record(z.string(), text),
  whenUnmatched: z.enum(UNMATCHED_POLICIES),
  generation: z.int().min(1),
  state: z.enum(['active', 'deleting']),
  updatedBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
});

/** Fleets in the container `control`, each in a partition of its own. */
export class CosmosFleetStore implements FleetStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async get(fleetId: string): Promise<Versioned<Fleet> | undefined> {
    const id = idOf(fleetId);
    return readDocument(this.#container, { id, partitionKey: id }, fromDocument);
  }

  async create(fleet: Fleet): Promise<string | undefined> {
    return createVersioned(this.#container, toDocument(fleet));
  }

  async save(fleet: Fleet, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    const document = toDocument(fleet);
    return replaceDocument(this.#container, { document, partitionKey: document.id, ifVersion });
  }

  async remove(fleetId: string, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    const id = idOf(fleetId);
    await deleteDocument(this.#container, { id, partitionKey: id, ifVersion });
  }

  async list(filter: FleetFilter, { limit, cursor }: PageRequest): Promise<Page<Fleet>> {
    const { valueStream, valueStreams } = filter;
    const { text: where, parameters } = allOf([
      { text: "c.type = 'fleet'", parameters: [] },
      condition(
        'c.fleetId > @after',
        '@after',
        cursor === undefined ? '' : fromJsonCursor(cursor, z.string()),
      ),
      ...(valueStream === undefined ? [] : [condition('c.valueStream = @stream', '@stream', valueStream)]),
      ...(valueStreams === undefined ? [] : [oneOf('c.valueStream', 'caller', valueStreams)]),
    ]);
    // One more than asked for tells whether there is a next page.
    const query = `SELECT * FROM c WHERE ${where} ORDER BY c.fleetId OFFSET 0 LIMIT ${limit + 1}`;
    const found = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    const items = found.slice(0, limit).map(fromDocument);
    const last = items.at(-1);
    return found.length > limit && last !== undefined
      ? { items, nextCursor: toJsonCursor(last.fleetId) }
      : { items };
  }
}

function idOf(fleetId: string): string {
  return `fleet:${fleetId}`;
}

function toDocument(fleet: Fleet): { readonly id: string } & Readonly<Record<string, unknown>> {
  const { createdAt, updatedAt } = fleet;
  return {
    ...{ id: idOf(fleet.fleetId), type: 'fleet', schemaVersion: 1, ...fleet },
    ...{ createdAt: toInstant(createdAt), updatedAt: toInstant(updatedAt) },
  };
}

function fromDocument(document: unknown): Fleet {
  const { type: _type, schemaVersion: _version, ...fleet } = fleetDocument.parse(document);
  return fleet;
}
