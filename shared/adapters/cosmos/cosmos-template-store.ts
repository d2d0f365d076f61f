import type { Container } from '@azure/cosmos';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TemplateStore } from '../../application/ports/template-store.ts';
import type { Versioned } from '../../application/ports/versioned.ts';
import type { StreamTemplate } from '../../domain/fleet/stream-template.ts';
import { instant, toInstant } from './instants.ts';
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
