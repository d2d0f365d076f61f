/** What a key does in a table; `by` rows, or to one of its ends. */
export type TableMove =
  | { readonly type: 'move'; readonly by: number }
  | { readonly type: 'first' | 'last' | 'open' | 'select' | 'unfold' | 'fold' };

const ROWS_OF_A_PAGE = 10;

const MOVES: Readonly<Record<string, TableMove>> = {
  ArrowDown: { type: 'move', by: 1 },
  ArrowUp: { type: 'move', by: -1 },
  PageDown: { type: 'move', by: ROWS_OF_A_PAGE },
  PageUp: { type: 'move', by: -ROWS_OF_A_PAGE },
  Home: { type: 'first' },
  End: { type: 'last' },
};

const OF_THE_ROW: Readonly<Record<string, TableMove>> = {
  ArrowRight: { type: 'unfold' },
  ArrowLeft: { type: 'fold' },
  Enter: { type: 'open' },
  ' ': { type: 'select' },
};

/** What a key does: from a button or link within a row those that move only, since the others are its own. */
export function moveOf(key: string, { isOnRow }: { readonly isOnRow: boolean }): TableMove | undefined {
  return MOVES[key] ?? (isOnRow ? OF_THE_ROW[key] : undefined);
}
