import { describe, expect, test } from 'vitest';
import type { Page } from '../../../../web/api/api-call.ts';
import { RowPages, type RowSource } from '../../../../web/kit/table/row-pages.ts';

interface Row {
  readonly id: string;
  readonly text?: string;
  /** Where it is not its id, which is its place. */
  readonly key?: string;
}

/** A list whose pages hold two rows and whose cursors are places; answers when it is told to. */
class ListOfRows implements RowSource<Row, string> {
  rows: Row[] = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
  failWith: Error | undefined;
  readonly asked: string[] = [];
  readonly #gates: (() => void)[] = [];
  isHeld = false;

  async read(
    query: string,
    { cursor }: { readonly cursor: string | undefined; readonly abortSignal: AbortSignal },
  ): Promise<Page<Row>> {
    this.asked.push(`${query}@${cursor ?? ''}`);
    if (this.isHeld) await new Promise<void>((resolve) => this.#gates.push(resolve));
    if (this.failWith !== undefined) throw this.failWith;
    const fitting = this.rows.filter(({ id }) => query === '' || query.includes(id));
    const from = cursor === undefined ? 0 : fitting.findIndex(({ id }) => id > cursor);
    const items = from === -1 ? [] : fitting.slice(from, from + 2);
    const last = items.at(-1)?.id;
    const isEnd = last === undefined || fitting.at(-1)?.id === last;
    return isEnd ? { items } : { items, nextCursor: last };
  }

  async count(query: string): Promise<number> {
    return this.rows.filter(({ id }) => query === '' || query.includes(id)).length;
  }

  keyOf({ id, key = id }: Row): string {
    return key;
  }

  release(): void {
    this.#gates.shift()?.();
  }
}

function ids(pages: RowPages<Row, string>): string {
  return pages
    .rows()
    .map(({ id }) => id)
    .join('');
}

async function shown(query = ''): Promise<{ list: ListOfRows; pages: RowPages<Row, string> }> {
  const list = new ListOfRows();
  const pages = new RowPages(list);
  await pages.show(query);
  return { list, pages };
}

describe('RowPages', () => {
  test('reads the first page, and how many there are on all of them', async () => {
    const { pages } = await shown();

    expect(ids(pages)).toBe('ab');
    expect(pages.total()).toBe(5);
    expect(pages.hasMore()).toBe(true);
  });

  test('reads on until there is no more', async () => {
    const { pages } = await shown();

    await pages.loadMore();
    await pages.loadMore();
    await pages.loadMore();

    expect(ids(pages)).toBe('abcde');
    expect(pages.hasMore()).toBe(false);
  });

  test('reads a page once however often it is asked for meanwhile', async () => {
    const { list, pages } = await shown();

    await Promise.all([pages.loadMore(), pages.loadMore()]);

    expect(list.asked).toEqual(['@', '@b']);
  });

  test('keeps the rows of the former query, called old, until the new one is answered', async () => {
    const { list, pages } = await shown();
    list.isHeld = true;

    const showing = pages.show('cd');

    expect([ids(pages), pages.isOld(), pages.isRead()]).toEqual(['ab', true, false]);
    list.release();
    await showing;
    expect([ids(pages), pages.isOld()]).toEqual(['cd', false]);
  });

  test('shows the query asked last when the one before is answered after it', async () => {
    const { list, pages } = await shown();
    list.isHeld = true;
    const slow = pages.show('ab');
    const quick = pages.show('cd');
    list.isHeld = false;

    list.release();
    list.release();
    await Promise.all([slow, quick]);

    expect([ids(pages), pages.isBusy()]).toEqual(['cd', false]);
  });

  test('lets the rows of a former query go when the new one cannot be answered', async () => {
    const { list, pages } = await shown();
    list.failWith = new Error('No answer.');

    await pages.show('cd');

    expect([ids(pages), pages.error()]).toEqual(['', list.failWith]);
  });

  test('keeps the rows when a further page cannot be read, and reads it when it is tried again', async () => {
    const { list, pages } = await shown();
    list.failWith = new Error('No answer.');
    await pages.loadMore();
    expect(ids(pages)).toBe('ab');
    list.failWith = undefined;

    await pages.retry();

    expect([ids(pages), pages.error()]).toEqual(['abcd', undefined]);
  });

  test('does not go on asking by itself after a failure', async () => {
    const { list, pages } = await shown();
    list.failWith = new Error('No answer.');
    await pages.loadMore();

    await pages.loadMore();

    expect(list.asked).toHaveLength(2);
  });

  test('reads only the pages in sight again, and those behind them when they are seen', async () => {
    const { list, pages } = await shown();
    await pages.loadMore();
    await pages.loadMore();
    list.rows = list.rows.map(({ id }) => ({ id, text: 'changed' }));
    pages.see(0, 1);

    await pages.reload();

    expect(pages.rows().map(({ text }) => text)).toEqual([
      'changed',
      'changed',
      undefined,
      undefined,
      undefined,
    ]);
    pages.see(2, 3);
    await expect.poll(() => pages.get('d')?.text).toBe('changed');
  });

  test('lets go what no longer follows, and reads it on', async () => {
    const { list, pages } = await shown();
    await pages.loadMore();
    pages.see(0, 1);
    list.rows = list.rows.filter(({ id }) => id !== 'a');

    await pages.reload();

    expect([ids(pages), pages.hasMore()]).toEqual(['bc', true]);
  });

  test('reads again once more when it is asked to while it reads', async () => {
    const { list, pages } = await shown();
    list.isHeld = true;
    const more = pages.loadMore();

    await pages.reload();
    list.isHeld = false;
    list.release();
    await more;

    await expect.poll(() => list.asked).toEqual(['@', '@b', '@']);
  });

  test('has a row once that has moved from a page that was read to one that is read now', async () => {
    const { list, pages } = await shown();
    list.rows = [{ id: 'b' }, { id: 'c', key: 'a' }, { id: 'd' }];

    await pages.loadMore();

    expect(pages.rows()).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'd' }]);
  });

  test('changes a row that has been read, and says when it has not', async () => {
    const { pages } = await shown();

    expect(pages.patch('b', (row) => ({ ...row, text: 'new' }))).toBe(true);
    expect(pages.patch('z', (row) => row)).toBe(false);
    expect(pages.get('b')).toEqual({ id: 'b', text: 'new' });
  });

  test('takes a row out, and counts one less', async () => {
    const { pages } = await shown();

    pages.remove('a');

    expect([ids(pages), pages.total()]).toEqual(['b', 4]);
  });

  test('reads the first page, when told that something has happened, where it could not be read before', async () => {
    const { list, pages } = await shown();
    list.failWith = new Error('No answer.');
    await pages.show('bcd');
    list.failWith = undefined;

    await pages.reload();

    expect([ids(pages), pages.error()]).toEqual(['bc', undefined]);
  });
});
