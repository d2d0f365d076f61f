import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { Versioned } from '../../application/ports/versioned.ts';
import { translated } from './cosmos-errors.ts';
import type { GroupedOperations } from './grouped-operations.ts';

const stamped = z.looseObject({ _etag: z.string() });

interface DocumentKey {
  readonly id: string;
  readonly partitionKey: string;
}

/** Point-reads a document; undefined when there is none. */
export async function readDocument<T>(
  container: Container,
  key: DocumentKey,
  parse: (document: unknown) => T,
): Promise<Versioned<T> | undefined> {
  const document = await pointRead(container, key);
  return document === undefined ? undefined : versioned(document, parse);
}

/** A container with the requests that are shared in it. */
export interface GroupedSource {
  readonly container: Container;
  readonly operations: GroupedOperations;
}

/** As `readDocument`, in one request with what else is asked for at the moment. */
export async function readGrouped<T>(
  { container, operations }: GroupedSource,
  key: DocumentKey,
  parse: (document: unknown) => T,
): Promise<Versioned<T> | undefined> {
  const { resourceBody } = await operations.perform({
    operation: { operationType: 'Read', ...key },
    alone: async () => {
      const document = await pointRead(container, key);
      return document === undefined ? { statusCode: 404 } : { statusCode: 200, resourceBody: document };
    },
  });
  return resourceBody === undefined ? undefined : versioned(resourceBody, parse);
}

async function pointRead(container: Container, { id, partitionKey }: DocumentKey): Promise<unknown> {
  const response: { readonly resource?: unknown } = await translated(() =>
    container.item(id, partitionKey).read(),
  );
  return response.resource;
}

/** A document's value with its ETag. */
export function versioned<T>(document: unknown, parse: (document: unknown) => T): Versioned<T> {
  return { value: parse(document), version: stamped.parse(document)._etag };
}
