import { CsvReader, type CsvReaderOptions } from '../../../shared/domain/dataset/csv-reader.ts';
import type { MalformedRows } from '../../../shared/domain/dataset/malformed-rows.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { toBytes } from '../../support/csv-text.ts';

interface ReadFile {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  readonly malformedRows: MalformedRows;
}

/** Everything that a reader delivers of a file, in chunks of `chunkBytes`. */
export function readCsv(
  file: string | Uint8Array,
  options: CsvReaderOptions = {},
  chunkBytes = Infinity,
): ReadFile {
  const bytes = typeof file === 'string' ? toBytes(file) : file;
  const rows: string[][] = [];
  const lines: number[] = [];
  let names: readonly string[] = [];
  const reader = new CsvReader(
    {
      header(given) {
        names = given;
        return given.map((_, position) => position);
      },
      rows({ bytes: content, rowCount, columnCount, starts, ends, lines: rowLines }) {
        for (let row = 0; row < rowCount; row += 1) {
          const fields = Array.from({ length: columnCount }, (_, column) => {
            const field = row * columnCount + column;
            return new TextDecoder().decode(content.subarray(starts[field], ends[field]));
          });
          rows.push(fields);
          lines.push(rowLines[row] ?? NaN);
        }
      },
    },
    options,
  );
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    reader.push(bytes.subarray(from, Math.min(bytes.length, from + chunkBytes)));
  }
  reader.finish();
  return { names, rows, lines, malformedRows: reader.malformedRows };
}

/** The InvalidInput that a call throws. */
export function refusalOf(call: () => unknown): InvalidInput {
  try {
    call();
  } catch (error) {
    if (error instanceof InvalidInput) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
