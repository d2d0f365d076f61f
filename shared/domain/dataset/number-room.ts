/** Columns that lie a power of two apart share their cache lines; a line more keeps them apart. */
const LINE_OF_DOUBLES = 8;

/** The numbers of some rows in memory: that of `row` in `column` is at `row * rowStep + column * columnStep`. */
export interface NumberLayout {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

/** Each column in one piece. */
export function byColumn(rowCount: number, columnCount: number): NumberLayout {
  return { rowCount, columnCount, rowStep: 1, columnStep: rowCount + LINE_OF_DOUBLES };
}

/** Row after row, as a file has them. */
export function byRow(rowCount: number, columnCount: number): NumberLayout {
  return { rowCount, columnCount, rowStep: columnCount, columnStep: 1 };
}

/** The number of doubles that a layout takes. */
export function sizeOf({ rowCount, columnCount, rowStep, columnStep }: NumberLayout): number {
  return Math.max(rowCount * rowStep, columnCount * columnStep);
}

/** Memory for the numbers of a batch. */
export interface NumberRoom {
  readonly layout: NumberLayout;
  readonly values: Float64Array;
}
