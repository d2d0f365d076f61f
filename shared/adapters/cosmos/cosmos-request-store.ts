import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { RequestStore, StoredRequest } from '../../application/ports/request-store.ts';
import type { Versioned } from '../../application/ports/versioned.ts';
import { instant, toInstant } from './instants.ts';
import { readDocument } from './read-document.ts';
import { createVersioned, deleteDocument, replaceDocument } from './write-document.ts';

const requestDocument = z.object({
  type: z.literal('request'),
  schemaVersion: z.literal(1),
  content: z.string(),
  begunAt: instant,
  answer: z
    .object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.string() })
    .exactOptional(),
});

/** What came under idempotency keys, in the container `requests`, whose documents expire after a day. */
export class CosmosRequestStore implements RequestStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async get(id: string): Promise<Versioned<StoredRequest> | undefined> {
    const key = { id: documentId(id), partitionKey: documentId(id) };
    return readDocument(this.#container, key, (document) => {
      const { type: _type, schemaVersion: _version, ...request } = requestDocument.parse(document);
      return { id, ...request };
    });
  }

  async create(request: StoredRequest): Promise<string | undefined> {
    return createVersioned(this.#container, toDocument(request));
  }

  async save(request: StoredRequest, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    const document = toDocument(request);
    return replaceDocument(this.#container, { document, partitionKey: document.id, ifVersion });
  }

  async remove(id: string, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    await deleteDocument(this.#container, { id: documentId(id), partitionKey: documentId(id), ifVersion });
  }
}

function documentId(id: string): string {
  return `request:${id}`;
}

function toDocument({
  id,
  begunAt,
  ...request
}: StoredRequest): { readonly id: string } & Readonly<z.input<typeof requestDocument>> {
  const { answer, ...rest } = request;
  return {
    ...{ id: documentId(id), type: 'request', schemaVersion: 1, ...rest, begunAt: toInstant(begunAt) },
    ...(answer !== undefined && { answer: { ...answer, headers: { ...answer.headers } } }),
  };
}
