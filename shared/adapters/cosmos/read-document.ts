import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { Versioned } from '../../application/ports/versioned.ts';
import { translated } from './cosmos-errors.ts';

const stamped = z.looseObject({ _etag: z.string() });

/** Point-reads a document; undefined when there is none. */
export async function readDocument<T>(
  container: Container,
  key: { readonly id: string; readonly partitionKey: string },
  parse: (document: unknown) => T,
): Promise<Versioned<T> | undefined> {
  const response: { readonly resource?: unknown } = await translated(() =>
    container.item(key.id, key.partitionKey).read(),
  );
  return response.resource === undefined ? undefined : versioned(response.resource, parse);
}

/** A document's value with its ETag. */
export function versioned<T>(document: unknown, parse: (document: unknown) => T): Versioned<T> {
  return { value: parse(document), version: stamped.parse(document)._etag };
}
