import type { Container, FeedOptions, SqlParameter } from '@azure/cosmos';
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
