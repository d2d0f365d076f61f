import type { Container } from '@azure/cosmos';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TemplateStore } from '../../application/ports/template-store.ts';
import type { Page, PageRequest, Versioned } from '../../application/ports/versioned.ts';
import type { StreamTemplate } from '../../domain/fleet/stream-template.ts';
import { allOf, condition, oneOf } from './condition.ts';
import { instant, toInstant } from './instants.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { queryDocuments } from './query-documents.ts';
import { readDocument } from './read-document.ts';
import { createVersioned, deleteDocument, replaceDocument } from './write-document.ts';

const templateDocument = z.object({
  type: z.literal('stream-template'),
  schemaVersion: z.literal(1),
  valueStream: z.string(),
  description: z.string().exactOptional(),
  defaults: z.record(z.string(), z.unknown()),
  generation: z.int().min(1),
  createdAt: instant,
  updatedAt: instant,
});

/** Templates in the container `control`, each in a partition of its own. */
export class CosmosTemplateStore implements TemplateStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async get(valueStream: string): Promise<Versioned<StreamTemplate> | undefined> {
    const id = idOf(valueStream);
    return readDocument(this.#container, { id, partitionKey: id }, fromDocument);
  }

  async create(template: StreamTemplate): Promise<string | undefined> {
    return createVersioned(this.#container, toDocument(template));
  }

  async save(template: StreamTemplate, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    const document = toDocument(template);
    return replaceDocument(this.#container, { document, partitionKey: document.id, ifVersion });
  }

  async remove(valueStream: string, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    const id = idOf(valueStream);
    await deleteDocument(this.#container, { id, partitionKey: id, ifVersion });
  }

  async list(
    valueStreams: readonly string[] | undefined,
    { limit, cursor }: PageRequest,
  ): Promise<Page<StreamTemplate>> {
    const after = cursor === undefined ? '' : fromJsonCursor(cursor, z.string());
    const { text: where, parameters } = allOf([
      { text: "c.type = 'stream-template'", parameters: [] },
      condition('c.valueStream > @after', '@after', after),
      ...(valueStreams === undefined ? [] : [oneOf('c.valueStream', 'caller', valueStreams)]),
    ]);
    // One more than asked for tells whether there is a next page.
    const query = `SELECT * FROM c WHERE ${where} ORDER BY c.valueStream OFFSET 0 LIMIT ${limit + 1}`;
    const found = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    const items = found.slice(0, limit).map(fromDocument);
    const last = items.at(-1);
    return found.length > limit && last !== undefined
      ? { items, nextCursor: toJsonCursor(last.valueStream) }
      : { items };
  }
}

/** A value stream may have any signs; an id of Cosmos may not. */
function idOf(valueStream: string): string {
  return `stream-template:${createHash('sha256').update(valueStream).digest('base64url')}`;
}

function toDocument(template: StreamTemplate): { readonly id: string } & Readonly<Record<string, unknown>> {
  const { createdAt, updatedAt } = template;
  return {
    ...{ id: idOf(template.valueStream), type: 'stream-template', schemaVersion: 1, ...template },
    ...{ createdAt: toInstant(createdAt), updatedAt: toInstant(updatedAt) },
  };
}

function fromDocument(document: unknown): StreamTemplate {
  const { type: _type, schemaVersion: _version, ...template } = templateDocument.parse(document);
  return template;
}
