import { describe, expect, test } from 'vitest';
import { Selection } from '../../../../web/kit/table/selection.ts';

const ROWS = ['a', 'b', 'c', 'd', 'e'];

function chosen(selection: Selection<string>): string {
  return [...selection.rows()].sort().join('');
}

function selectionOf(): Selection<string> {
  return new Selection<string>((row) => row);
}

describe('Selection', () => {
  test('chooses a row and lets it go', () => {
    const selection = selectionOf();
    selection.toggle('b', ROWS);
    expect(chosen(selection)).toBe('b');

    selection.toggle('b', ROWS);

    expect(selection.isEmpty()).toBe(true);
  });

  test('chooses all from the row before, in either direction', () => {
    const selection = selectionOf();
    selection.toggle('d', ROWS);

    selection.toggle('b', ROWS, { isRange: true });

    expect(chosen(selection)).toBe('bcd');
  });

  test('lets a range go as one', () => {
    const selection = selectionOf();
    selection.choose(ROWS);
    selection.toggle('b', ROWS);

    selection.toggle('d', ROWS, { isRange: true });

    expect(chosen(selection)).toBe('ae');
  });

  test('takes one row where the one before it is not there any more', () => {
    const selection = selectionOf();
    selection.toggle('z', ROWS);

    selection.toggle('c', ROWS, { isRange: true });

    expect(chosen(selection)).toBe('cz');
  });

  test('means rows that were never read when all that fit are chosen', () => {
    const selection = selectionOf();

    selection.chooseAll(ROWS);

    expect([selection.isAll(), selection.has('unread')]).toEqual([true, true]);
  });

  test('does not mean unread rows any more when one of all is let go', () => {
    const selection = selectionOf();
    selection.chooseAll(ROWS);

    selection.toggle('c', ROWS);

    expect([selection.isAll(), selection.has('unread'), chosen(selection)]).toEqual([false, false, 'abde']);
  });
});
