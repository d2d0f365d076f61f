/** No column is made narrower than this. */
const MIN_WIDTH = 8;
const GAP = '  ';

export interface TableStyle {
  /** Lines are kept to so many characters; undefined: as long as they come. */
  readonly maxWidth?: number | undefined;
  readonly header: (title: string) => string;
  /** Of a cell, by its column. */
  readonly cell: (text: string, column: number) => string;
}

const PLAIN: TableStyle = { header: (title) => title, cell: (text) => text };

/** Rows of text under their titles, each column as wide as its longest text, or cut to fit the terminal. */
export function toTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  { maxWidth, header, cell }: TableStyle = PLAIN,
): string {
  const natural = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const widths = maxWidth === undefined ? natural : fitted(natural, maxWidth);
  const line = (cells: readonly string[], style: (text: string, column: number) => string): string =>
    widths
      .map((width, column) => style(sized(cells[column] ?? '', width), column))
      .join(GAP)
      .trimEnd();
  return [
    line(
      titles.map((title) => title.toUpperCase()),
      header,
    ),
    ...rows.map((row) => line(row, cell)),
  ]
    .map((text) => `${text}\n`)
    .join('');
}

/** The widest columns give way first. */
function fitted(natural: readonly number[], maxWidth: number): readonly number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - maxWidth;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= MIN_WIDTH) break;
    widths[widest] = width - 1;
    excess -= 1;
  }
  return widths;
}

function sized(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
