import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { GrantStore, PrincipalGrants } from '../../application/ports/grant-store.ts';
import type { Page, PageRequest, Versioned } from '../../application/ports/versioned.ts';
import { isPrincipal, type Principal } from '../../domain/access/principal.ts';
import { grantDocuments } from './grant-documents.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { queryDocuments } from './query-documents.ts';
import { readDocument } from './read-document.ts';
import { createVersioned, deleteDocument, replaceDocument } from './write-document.ts';

const grantsDocument = z.object({
  type: z.literal('grant'),
  schemaVersion: z.literal(1),
  principal: z.string().refine(isPrincipal),
  description: z.string().exactOptional(),
  grants: grantDocuments,
});

/** Grants in the container `control`, those of a principal in one document. */
export class CosmosGrantStore implements GrantStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async get(principal: Principal): Promise<Versioned<PrincipalGrants> | undefined> {
    const id = idOf(principal);
    return readDocument(this.#container, { id, partitionKey: id }, fromDocument);
  }

  async create(grants: PrincipalGrants): Promise<string | undefined> {
    return createVersioned(this.#container, toDocument(grants));
  }

  async save(grants: PrincipalGrants, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    const document = toDocument(grants);
    return replaceDocument(this.#container, { document, partitionKey: document.id, ifVersion });
  }

  async remove(principal: Principal, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    const id = idOf(principal);
    await deleteDocument(this.#container, { id, partitionKey: id, ifVersion });
  }

  // One that cannot be read is not left out here: who may do what must not look smaller than it is.
  async list({ limit, cursor }: PageRequest): Promise<Page<PrincipalGrants>> {
    // One more than asked for tells whether there is a next page.
    const query = `SELECT * FROM c WHERE c.type = 'grant' AND c.principal > @after ORDER BY c.principal OFFSET 0 LIMIT ${limit + 1}`;
    const after = cursor === undefined ? '' : fromJsonCursor(cursor, z.string());
    const parameters = [{ name: '@after', value: after }];
    const found = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }), fromDocument);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return found.length > limit && last !== undefined
      ? { items, nextCursor: toJsonCursor(last.principal) }
      : { items };
  }
}

function idOf(principal: Principal): string {
  return `grant:${principal}`;
}

function toDocument({
  grants,
  ...rest
}: PrincipalGrants): { readonly id: string } & Readonly<z.input<typeof grantsDocument>> {
  return { id: idOf(rest.principal), type: 'grant', schemaVersion: 1, ...rest, grants: [...grants] };
}

function fromDocument(document: unknown): PrincipalGrants {
  const { type: _type, schemaVersion: _version, ...grants } = grantsDocument.parse(document);
  return grants;
}
