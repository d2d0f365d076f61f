import { computed, signal } from '@angular/core';
import type { Page } from '../../api/api-call.ts';

/** Where the rows of a table come from: a list that is read in pages, and may be counted. */
export interface RowSource<Row, Query> {
  /** The page that the cursor names; the first one without. */
  read(query: Query, page: { cursor: string | undefined; abortSignal: AbortSignal }): Promise<Page<Row>>;
  /** How many rows there are on all pages. Asked once for a query, beside the first page. */
  count?(query: Query, abortSignal: AbortSignal): Promise<number | undefined>;
  keyOf(row: Row): string;
}

interface LoadedPage<Row> {
  /** What it was read with. */
  readonly cursor: string | undefined;
  readonly nextCursor: string | undefined;
  readonly items: readonly Row[];
  /** Something has happened since it was read; it is read again when it is seen. */
  readonly isStale: boolean;
}

type Work = 'show' | 'more' | 'reload';

/**
 * The rows of a list as far as they have been read. Rows stay in sight while others are read: those of a former query
 * are said to be old, and go when the new one cannot be answered. What happens to a row is put into it where it is known
 * (`patch`); `reload` reads the pages in sight again and leaves the others until they are seen.
 */
export class RowPages<Row, Query> {
  readonly #source: RowSource<Row, Query>;
  readonly #pages = signal<readonly LoadedPage<Row>[]>([]);
  readonly #total = signal<number | undefined>(undefined);
  readonly #busy = signal<Work | undefined>(undefined);
  readonly #failure = signal<{ readonly work: Work; readonly error: unknown } | undefined>(undefined);
  readonly #isOld = signal(false);
  #asked: { readonly query: Query; readonly abort: AbortController } | undefined;
  #isReloadWanted = false;
  #seen = { first: 0, last: 0 };

  constructor(source: RowSource<Row, Query>) {
    this.#source = source;
  }

  /** Each row once, however pages overlap after something was added or removed between them. */
  readonly #byKey = computed(() => {
    const rows = new Map<string, Row>();
    for (const { items } of this.#pages())
      for (const row of items) {
        const key = this.keyOf(row);
        if (!rows.has(key)) rows.set(key, row);
      }
    return rows;
  });

  readonly rows = computed<readonly Row[]>(() => [...this.#byKey().values()]);

  /** How many fit the query; undefined while it is not known. */
  readonly total = this.#total.asReadonly();
  readonly isBusy = computed(() => this.#busy() !== undefined);
  /** Whether the rows are those of a former query. */
  readonly isOld = this.#isOld.asReadonly();
  readonly error = computed(() => this.#failure()?.error);
  readonly hasMore = computed(() => this.#pages().at(-1)?.nextCursor !== undefined);
  /** Whether the query was answered, with or without rows. */
  readonly isRead = computed(() => this.#pages().length > 0 && !this.#isOld());

  keyOf(row: Row): string {
    return this.#source.keyOf(row);
  }

  get(key: string): Row | undefined {
    return this.#byKey().get(key);
  }

  /** Reads the first page of a query; what was asked before is given up. */
  async show(query: Query): Promise<void> {
    this.#asked?.abort.abort();
    const asked = { query, abort: new AbortController() };
    this.#asked = asked;
    this.#isReloadWanted = false;
    this.#isOld.set(this.#pages().length > 0);
    this.#total.set(undefined);
    void this.#count(asked);
    await this.#work('show', asked, async () => {
      const page = await this.#read(asked, undefined);
      return () => {
        this.#isOld.set(false);
        this.#pages.set([page]);
      };
    });
  }

  /** Reads the next page; nothing while something is read, nor after the last one. */
  async loadMore(): Promise<void> {
    const asked = this.#asked;
    if (asked === undefined || this.isBusy() || !this.hasMore() || this.#failure() !== undefined) return;
    const cursor = this.#pages().at(-1)?.nextCursor;
    await this.#work('more', asked, async () => {
      const page = await this.#read(asked, cursor);
      return () => {
        this.#pages.update((pages) => [...pages, page]);
      };
    });
  }

  /** Reads the pages in sight again, once more when it is asked for meanwhile; also counts anew. */
  async reload({ isCounted = false }: { isCounted?: boolean } = {}): Promise<void> {
    const asked = this.#asked;
    if (asked === undefined) return;
    // Nothing could be read yet: what is to be read anew is the first page.
    if (this.#failure()?.work === 'show') return this.show(asked.query);
    if (this.#pages().length === 0) return;
    if (isCounted) void this.#count(asked);
    if (this.isBusy()) {
      this.#isReloadWanted = true;
      return;
    }
    await this.#work('reload', asked, async () => {
      const { from, to } = this.#pagesInSight();
      const fresh = await this.#readAgain(asked, from, to);
      return () => {
        this.#pages.update((pages) => replaced(pages, from, fresh));
      };
    });
  }

  /** Does again what failed. */
  async retry(): Promise<void> {
    const work = this.#failure()?.work;
    this.#failure.set(undefined);
    if (work === 'show' && this.#asked !== undefined) await this.show(this.#asked.query);
    if (work === 'more') await this.loadMore();
    if (work === 'reload') await this.reload();
  }

  /** Says which rows are in sight, so that more are read before their end and stale ones again. */
  see(first: number, last: number): void {
    this.#seen = { first, last };
    const { from, to } = this.#pagesInSight();
    const isStale = this.#pages()
      .slice(from, to + 1)
      .some((page) => page.isStale);
    if (isStale && !this.isBusy() && this.#failure() === undefined) void this.reload();
  }

  /** Changes a row where it has been read. Whether it was. */
  patch(key: string, change: (row: Row) => Row): boolean {
    if (!this.#byKey().has(key)) return false;
    this.#pages.update((pages) =>
      pages.map((page) =>
        page.items.some((row) => this.keyOf(row) === key)
          ? { ...page, items: page.items.map((row) => (this.keyOf(row) === key ? change(row) : row)) }
          : page,
      ),
    );
    return true;
  }

  /** Takes a row out that is no more. */
  remove(key: string): void {
    if (!this.#byKey().has(key)) return;
    this.#total.update((total) => (total === undefined ? undefined : Math.max(0, total - 1)));
    this.#pages.update((pages) =>
      pages.map((page) => ({ ...page, items: page.items.filter((row) => this.keyOf(row) !== key) })),
    );
  }

  /** Gives up what is being read. */
  stop(): void {
    this.#asked?.abort.abort();
  }

  async #work(work: Work, asked: Asked<Query>, run: () => Promise<() => void>): Promise<void> {
    this.#busy.set(work);
    this.#failure.set(undefined);
    try {
      const commit = await run();
      if (this.#asked === asked) commit();
    } catch (error) {
      if (this.#asked === asked) this.#failed(work, error);
    } finally {
      if (this.#asked === asked) this.#ended();
    }
  }

  #failed(work: Work, error: unknown): void {
    this.#failure.set({ work, error });
    if (work !== 'show') return;
    // An old answer is not left standing as if it were the one to the new query.
    this.#pages.set([]);
    this.#isOld.set(false);
  }

  #ended(): void {
    this.#busy.set(undefined);
    if (!this.#isReloadWanted) return;
    this.#isReloadWanted = false;
    void this.reload();
  }

  async #read({ query, abort }: Asked<Query>, cursor: string | undefined): Promise<LoadedPage<Row>> {
    const { items, nextCursor } = await this.#source.read(query, { cursor, abortSignal: abort.signal });
    return { cursor, nextCursor, items, isStale: false };
  }

  async #readAgain(asked: Asked<Query>, from: number, to: number): Promise<readonly LoadedPage<Row>[]> {
    const fresh: LoadedPage<Row>[] = [];
    let cursor = this.#pages()[from]?.cursor;
    for (let index = from; index <= to; index += 1) {
      const page = await this.#read(asked, cursor);
      fresh.push(page);
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    return fresh;
  }

  async #count(asked: Asked<Query>): Promise<void> {
    try {
      const total = await this.#source.count?.(asked.query, asked.abort.signal);
      if (this.#asked === asked) this.#total.set(total);
    } catch {
      // The rows say more than their number: a list whose rows can be read is shown without it.
    }
  }

  /** The places of the pages that hold the rows in sight. */
  #pagesInSight(): { readonly from: number; readonly to: number } {
    const pages = this.#pages();
    const { first, last } = this.#seen;
    let start = 0;
    const ends = pages.map(({ items }) => (start += items.length));
    const holding = (row: number) => {
      const index = ends.findIndex((end) => row < end);
      return index === -1 ? Math.max(0, pages.length - 1) : index;
    };
    return { from: holding(first), to: holding(last) };
  }
}

interface Asked<Query> {
  readonly query: Query;
  readonly abort: AbortController;
}

/** Pages with fresh ones from a place on; those behind them stay while they still follow, to be read again when seen. */
function replaced<Row>(
  pages: readonly LoadedPage<Row>[],
  from: number,
  fresh: readonly LoadedPage<Row>[],
): readonly LoadedPage<Row>[] {
  const stale = (page: LoadedPage<Row>) => ({ ...page, isStale: true });
  const behind = pages.slice(from + fresh.length);
  const next = fresh.at(-1)?.nextCursor;
  const isFollowed = next !== undefined && behind[0]?.cursor === next;
  return [...pages.slice(0, from).map(stale), ...fresh, ...(isFollowed ? behind.map(stale) : [])];
}
