import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { Log } from '../../application/ports/environment.ts';
import type { KeyStore } from '../../application/ports/key-store.ts';
import type { Page, PageRequest } from '../../application/ports/versioned.ts';
import type { ApiKey } from '../../domain/access/api-key.ts';
import { statusOf, translated } from './cosmos-errors.ts';
import { grantDocuments } from './grant-documents.ts';
import { instant, toInstant } from './instants.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';
import { readDocument } from './read-document.ts';
import { createDocument } from './write-document.ts';

const keyDocument = z.object({
  type: z.literal('api-key'),
  schemaVersion: z.literal(1),
  keyId: z.string(),
  name: z.string(),
  grants: grantDocuments,
  createdAt: instant,
  createdBy: z.string(),
  expiresAt: instant,
  digest: z.string(),
});

const named = z.looseObject({ keyId: z.string() });

/** API keys in the container `control`, each in a partition of its own. */
export class CosmosKeyStore implements KeyStore {
  readonly #container: Container;
  readonly #log: Log;

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async get(keyId: string): Promise<ApiKey | undefined> {
    const id = idOf(keyId);
    return (await readDocument(this.#container, { id, partitionKey: id }, fromDocument))?.value;
  }

  async create(key: ApiKey): Promise<'created' | 'already-exists'> {
    return createDocument(this.#container, toDocument(key));
  }

  async remove(keyId: string): Promise<'removed' | 'not-found'> {
    const id = idOf(keyId);
    try {
      await translated(() => this.#container.item(id, id).delete());
      return 'removed';
    } catch (error) {
      if (statusOf(error) === 404) return 'not-found';
      throw error;
    }
  }

  async list({ limit, cursor }: PageRequest): Promise<Page<ApiKey>> {
    // One more than asked for tells whether there is a next page.
    const query = `SELECT * FROM c WHERE c.type = 'api-key' AND c.keyId > @after ORDER BY c.keyId OFFSET 0 LIMIT ${limit + 1}`;
    const after = cursor === undefined ? '' : fromJsonCursor(cursor, z.string());
    const parameters = [{ name: '@after', value: after }];
    const found = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    const page = found.slice(0, limit);
    const items = await Array.fromAsync(readableOnly(listed(page), fromDocument, this.#log));
    if (found.length <= limit) return { items };
    return { items, nextCursor: toJsonCursor(named.parse(page.at(-1)).keyId) };
  }
}

async function* listed(documents: readonly unknown[]): AsyncGenerator {
  yield* documents;
}

function idOf(keyId: string): string {
  return `key:${keyId}`;
}

function toDocument({
  grants,
  ...key
}: ApiKey): { readonly id: string } & Readonly<z.input<typeof keyDocument>> {
  return {
    ...{ id: idOf(key.keyId), type: 'api-key', schemaVersion: 1, ...key, grants: [...grants] },
    ...{ createdAt: toInstant(key.createdAt), expiresAt: toInstant(key.expiresAt) },
  };
}

function fromDocument(document: unknown): ApiKey {
  const { type: _type, schemaVersion: _version, ...key } = keyDocument.parse(document);
  return key;
}
