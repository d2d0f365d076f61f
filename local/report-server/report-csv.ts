import { drawAccountRows, type RowsOf } from './account-rows.ts';

/** Either so many rows, or the fewest that make a report of at least so many bytes. */
export type ReportSize = { readonly rows: number } | { readonly bytes: number };

/** A report before it is written out: its length is known, its rows are made while they are read. */
export interface ReportCsv {
  readonly byteLength: number;
  readonly rows: number;
  /** Header and rows in pieces of some 64 KB; each call begins anew, with the same bytes. */
  chunks(): Generator<Buffer>;
}

const HEADER = 'account_id,segment,amount,days_past_due,score\n';
/** Every account id has as many digits, so that the length of a row does not depend on its account. */
const ID_DIGITS = 12;
const ID_BYTES = 1 + ID_DIGITS;
/** Leaves room for more rows than a report can have. */
export const MAX_OFFSET = 10 ** (ID_DIGITS - 1);
export const MAX_ROWS = 10 ** (ID_DIGITS - 1);

/** Rows drawn for a report; a longer one repeats them, under other account ids. */
const DRAWN_ROWS = 4096;
const ROWS_A_CHUNK = 1500;

/**
 * The daily report of a resource: the same arguments give the same bytes. A long report repeats the drawn rows, so that
 * its length is known before it is made, and hundreds of megabytes cost no more memory than a few.
 */
export function createReportCsv(of: RowsOf, size: ReportSize): ReportCsv {
  const wanted = 'rows' in size ? size.rows : Infinity;
  const drawn = drawAccountRows(of, Math.min(wanted, DRAWN_ROWS));
  const rows = 'rows' in size ? size.rows : countRows(drawn, size.bytes);
  return {
    byteLength: HEADER.length + bytesOfRows(drawn, rows),
    rows,
    chunks: () => writeChunks({ drawn, rows, offset: of.offset }),
  };
}

function bytesOfRows(drawn: readonly string[], rows: number): number {
  const rounds = Math.floor(rows / drawn.length);
  const rest = drawn.slice(0, rows - rounds * drawn.length);
  return rows * ID_BYTES + rounds * textLength(drawn) + textLength(rest);
}

function textLength(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}

function countRows(drawn: readonly string[], bytes: number): number {
  const round = bytesOfRows(drawn, drawn.length);
  let rows = Math.max(0, Math.floor((bytes - HEADER.length) / round) * drawn.length);
  let length = HEADER.length + bytesOfRows(drawn, rows);
  // A report of the header alone would look like a day without accounts.
  while (length < bytes || rows === 0) {
    length += ID_BYTES + (drawn[rows % drawn.length]?.length ?? 0);
    rows += 1;
  }
  return rows;
}

interface Rows {
  readonly drawn: readonly string[];
  readonly rows: number;
  readonly offset: number;
}

function* writeChunks({ drawn, rows, offset }: Rows): Generator<Buffer> {
  let text = HEADER;
  for (let first = 0; first < rows; first += ROWS_A_CHUNK) {
    const end = Math.min(rows, first + ROWS_A_CHUNK);
    for (let row = first; row < end; row += 1) {
      text += `A${String(offset + row).padStart(ID_DIGITS, '0')}${drawn[row % drawn.length] ?? ''}`;
    }
    yield Buffer.from(text, 'latin1');
    text = '';
  }
}
