import type { Container, FeedOptions, SqlParameter } from '@azure/cosmos';
import { z } from 'zod';
import type { Log } from '../../application/ports/environment.ts';
import { translated } from './cosmos-errors.ts';

interface DocumentQuery {
  readonly query: string;
  readonly parameters: SqlParameter[];
}

/** Documents a page; without it the SDK asks for ten at a time when it merges an ordered query. */
const PAGE = 1000;

/** The documents of a query, page by page as they are asked for. */
export async function* queryDocuments(
  container: Container,
  query: DocumentQuery,
  options: FeedOptions = {},
): AsyncGenerator {
  const pages = container.items.query(query, { maxItemCount: PAGE, ...options });
  while (pages.hasMoreResults()) {
    const page: { readonly resources?: unknown } = await translated(() => pages.fetchNext());
    // The type says that there always is a list; an empty last page comes without one.
    yield* Array.isArray(page.resources) ? page.resources : [];
  }
}

/**
 * The values of documents. One that cannot be read (written by a newer version, or by hand) is reported and left
 * out, so that it does not stop the others.
 */
export async function* readableOnly<T>(
  documents: AsyncIterable<unknown>,
  parse: (document: unknown) => T,
  log: Log,
): AsyncGenerator<T> {
  for await (const document of documents) {
    const value = parseOrReport(document, parse, log);
    if (value !== undefined) yield value;
  }
}

/** So many of the values at most; no more of them are asked for. */
export async function firstOf<T>(limit: number, values: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const value of values) {
    found.push(value);
    if (found.length >= limit) break;
  }
  return found;
}

function parseOrReport<T>(document: unknown, parse: (document: unknown) => T, log: Log): T | undefined {
  try {
    return parse(document);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    log.error('A document cannot be read and is left out.', error, { id: idOf(document) });
    return undefined;
  }
}

function idOf(document: unknown): unknown {
  return typeof document === 'object' && document !== null && 'id' in document ? document.id : undefined;
}
