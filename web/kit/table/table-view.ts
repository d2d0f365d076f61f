/** The first column of rows that can be chosen, and of those that unfold. */
const PICK_TRACK = '20px';
const FOLD_TRACK = '22px';

/** The columns of the grid that a row is. */
export function tracksOf(
  widths: readonly string[],
  { isChoosing, isUnfolding }: { readonly isChoosing: boolean; readonly isUnfolding: boolean },
): string {
  return [...(isChoosing ? [PICK_TRACK] : []), ...(isUnfolding ? [FOLD_TRACK] : []), ...widths].join(' ');
}

/** What a column says of its order to those who hear it; undefined where it cannot be sorted by. */
export function ariaSort(
  by: string | undefined,
  sort: string | undefined,
): 'ascending' | 'descending' | 'none' | undefined {
  if (by === undefined) return undefined;
  if (sort === by) return 'ascending';
  return sort === `-${by}` ? 'descending' : 'none';
}

/** The order after a column was chosen to sort by: ascending first, then to and fro. */
export function nextSort(by: string, sort: string | undefined): string {
  return sort === by ? `-${by}` : by;
}

/** How many there are and how many have been read, in words. */
export function countWords(
  [one, several]: readonly [string, string],
  {
    loaded,
    total,
    hasMore,
  }: { readonly loaded: number; readonly total: number | undefined; readonly hasMore: boolean },
): string {
  const noun = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? one : several}`;
  if (!hasMore) return noun(loaded);
  if (total === undefined || total <= loaded) return `${noun(loaded)} so far`;
  return `${noun(total)}, ${loaded.toLocaleString('en')} read`;
}

/** What is drawn: the rows in sight, and the one that has the focus, which would lose it when it went. */
export function drawnRows<Row, Drawn>(
  rows: readonly Row[],
  { first, end, active }: { readonly first: number; readonly end: number; readonly active: number },
  draw: (row: Row, index: number) => Drawn,
): readonly Drawn[] {
  const inSight = rows.slice(first, end).map((row, offset) => draw(row, first + offset));
  const focused = rows[active];
  if (focused === undefined || (active >= first && active < end)) return inSight;
  const other = draw(focused, active);
  return active < first ? [other, ...inSight] : [...inSight, other];
}
