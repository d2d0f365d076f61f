import { DestroyRef, effect, inject, untracked } from '@angular/core';
import { CallFailed } from '../../api/problem.ts';
import { RowPages, type RowSource } from './row-pages.ts';

/** What may be there again by itself is asked for again after so long. */
const AGAIN_AFTER_MS = 10_000;

/**
 * The rows of a query, read anew whenever it changes, and again by themselves after a failure that may pass. Called in a
 * component's field or constructor.
 */
export function pagedRows<Row, Query>(
  source: RowSource<Row, Query>,
  query: () => Query,
): RowPages<Row, Query> {
  const pages = new RowPages(source);
  effect(() => {
    const asked = query();
    untracked(() => {
      void pages.show(asked);
    });
  });
  effect((onCleanup) => {
    const error = pages.error();
    if (!(error instanceof CallFailed && error.isTemporary)) return;
    const timer = setTimeout(() => void pages.retry(), AGAIN_AFTER_MS);
    onCleanup(() => {
      clearTimeout(timer);
    });
  });
  inject(DestroyRef).onDestroy(() => {
    pages.stop();
  });
  return pages;
}
