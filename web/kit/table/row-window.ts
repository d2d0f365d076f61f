/** A row that is taller than the others by what is unfolded below it, in px. */
export interface Unfolding {
  readonly index: number;
  readonly height: number;
}

/** Rows of one height below each other, some of them unfolded (in the order of their places). Lengths in px. */
export interface RowLayout {
  readonly count: number;
  readonly rowHeight: number;
  readonly unfoldings: readonly Unfolding[];
}

/** Rows that stay in the page above and below those in sight, so that nothing is blank while one scrolls. */
const OVERSCAN_ROWS = 10;

/** Where a row begins. */
export function topOf(index: number, { rowHeight, unfoldings }: RowLayout): number {
  let top = index * rowHeight;
  for (const unfolding of unfoldings) {
    if (unfolding.index >= index) break;
    top += unfolding.height;
  }
  return top;
}

/** The height of all rows. */
export function heightOf(layout: RowLayout): number {
  return topOf(layout.count, layout);
}

/** The row at a height, within the rows there are; 0 when there are none. */
export function indexAt(y: number, { count, rowHeight, unfoldings }: RowLayout): number {
  let above = 0;
  for (const { index, height } of unfoldings) {
    const end = (index + 1) * rowHeight + above + height;
    if (y < end) return clamped(Math.min(Math.floor((y - above) / rowHeight), index), count);
    above += height;
  }
  return clamped(Math.floor((y - above) / rowHeight), count);
}

/** The rows from `first` up to, without, `end` that are drawn while the heights from `top` to `bottom` are in sight. */
export function rowsInSight(
  { top, bottom }: { readonly top: number; readonly bottom: number },
  layout: RowLayout,
): { readonly first: number; readonly end: number } {
  if (layout.count === 0) return { first: 0, end: 0 };
  return {
    first: Math.max(0, indexAt(top, layout) - OVERSCAN_ROWS),
    end: Math.min(layout.count, indexAt(bottom, layout) + 1 + OVERSCAN_ROWS),
  };
}

function clamped(index: number, count: number): number {
  return Math.max(0, Math.min(index, count - 1));
}
