import { describe, expect, test } from 'vitest';
import { parseColumnChoice, shownColumns } from '../../../../web/kit/table/column-choice.ts';
import { moveOf } from '../../../../web/kit/table/table-keys.ts';
import { ariaSort, countWords, drawnRows, nextSort } from '../../../../web/kit/table/table-view.ts';

const COLUMNS = [
  { key: 'name', isFixed: true, isShown: true },
  { key: 'state', isFixed: false, isShown: true },
  { key: 'tags', isFixed: false, isShown: false },
];

function keysShown(kept: string | null): string {
  return shownColumns(COLUMNS, parseColumnChoice(kept))
    .map(({ key }) => key)
    .join();
}

describe('the columns of a table', () => {
  test('are those that come with it until somebody chooses', () => {
    expect(keysShown(null)).toBe('name,state');
  });

  test('are as somebody has chosen, but for those that are always there', () => {
    expect(keysShown('{"name":false,"state":false,"tags":true}')).toBe('name,tags');
  });

  test.each(['', 'no JSON', '[1]', '"text"', 'null', '{"state":"no"}'])(
    'are not spoilt by a kept %j',
    (kept) => {
      expect(keysShown(kept)).toBe('name,state');
    },
  );

  test('sort upwards first, then to and fro', () => {
    expect([nextSort('a', undefined), nextSort('a', 'a'), nextSort('a', '-a'), nextSort('a', 'b')]).toEqual([
      'a',
      '-a',
      'a',
      'a',
    ]);
  });

  test('say their order to those who hear it', () => {
    expect([ariaSort('a', 'a'), ariaSort('a', '-a'), ariaSort('a', 'b'), ariaSort(undefined, 'a')]).toEqual([
      'ascending',
      'descending',
      'none',
      undefined,
    ]);
  });
});

describe('the rows of a table', () => {
  test.each([
    [{ loaded: 1, total: 1, hasMore: false }, '1 job'],
    [{ loaded: 60, total: undefined, hasMore: true }, '60 jobs so far'],
    [{ loaded: 260, total: 10_000, hasMore: true }, '10,000 jobs, 260 read'],
    [{ loaded: 10_000, total: 9999, hasMore: false }, '10,000 jobs'],
  ])('are counted in words: %j', (counts, words) => {
    expect(countWords(['job', 'jobs'], counts)).toBe(words);
  });

  test('are drawn in their order, and the one with the focus wherever it is', () => {
    const rows = Array.from({ length: 100 }, (_, index) => index);
    const drawn = (active: number) => drawnRows(rows, { first: 50, end: 53, active }, (row) => row);

    expect([drawn(51), drawn(2), drawn(90), drawn(1000)]).toEqual([
      [50, 51, 52],
      [2, 50, 51, 52],
      [50, 51, 52, 90],
      [50, 51, 52],
    ]);
  });

  test('leave Enter and Space to the button that has the focus', () => {
    expect([moveOf('Enter', { isOnRow: true })?.type, moveOf('Enter', { isOnRow: false })]).toEqual([
      'open',
      undefined,
    ]);
    expect(moveOf('ArrowDown', { isOnRow: false })).toEqual({ type: 'move', by: 1 });
  });
});
