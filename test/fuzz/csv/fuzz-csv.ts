import { deepStrictEqual } from 'node:assert/strict';
import { inspect } from 'node:util';
import { CsvReader } from '../../../shared/domain/dataset/csv-reader.ts';
import type { MalformedRows } from '../../../shared/domain/dataset/malformed-rows.ts';
import type { CsvRowBatch } from '../../../shared/domain/dataset/row-batch.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { SeededRandom } from '../cosmos/seeded-random.ts';
import { randomCsv, type RandomCsv } from './random-csv.ts';
import { readReference, referenceNumber, Refusal } from './reference-csv.ts';

export interface CsvFuzzSummary {
  readonly files: number;
  /** Files read to their end, and those of them with rows left out: a fuzz of refusals alone would show little. */
  readonly read: number;
  readonly readWithMalformedRows: number;
  readonly numbers: number;
}

/** What is wanted of a file: its columns in some order, some of them as numbers. */
interface Wish {
  readonly column: number;
  readonly asNumbers: boolean;
}

/** A field as its text, or as its number where that was wanted and is one. */
type Cell = string | number;

type Outcome =
  | { readonly refusal: string }
  | {
      readonly names: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
      readonly lines: readonly number[];
      readonly rowCount: number;
      readonly malformed: MalformedRows;
    };

/**
 * Reads random files, whole and cut anywhere, and compares names, rows, numbers, lines, malformed rows and messages
 * with those of a reader that goes through the text character by character.
 *
 * @throws Error naming seed and case with the file at the first difference.
 */
export function fuzzCsv(seed: number, files: number, reference = readReference): CsvFuzzSummary {
  const summary = { files, read: 0, readWithMalformedRows: 0, numbers: 0 };
  const random = new SeededRandom(seed);
  for (let number = 0; number < files; number += 1) {
    const file = randomCsv(random);
    const wishes = randomWishes(random);
    const bytes = new TextEncoder().encode(file.text);
    const expected = outcomeOf(() => expect(file, wishes, reference));
    for (const cuts of [[], randomCuts(random, bytes.length)]) {
      const given = outcomeOf(() => read(file, { bytes, cuts, wishes }));
      compare(given, expected, { file, cuts, wishes, name: `Seed ${seed}, file ${number}` });
    }
    if ('refusal' in expected) continue;
    summary.read += 1;
    if (expected.malformed.count > 0) summary.readWithMalformedRows += 1;
    summary.numbers += expected.rows.flat().filter((cell) => typeof cell === 'number').length;
  }
  return summary;
}

function randomWishes(random: SeededRandom): readonly Wish[] {
  const isNumeric = random.pick([0, 0.5, 1]);
  const columns = random.chance(0.5) ? [0, 1, 2, 3, 4] : [4, 1, 2].filter(() => random.chance(0.7));
  return columns.map((column) => ({ column, asNumbers: random.chance(isNumeric) }));
}

function randomCuts(random: SeededRandom, length: number): readonly number[] {
  if (length < 400 && random.chance(0.2)) return Array.from({ length }, (_, position) => position);
  return random.list(0, 8, () => random.below(length + 1)).sort((a, b) => a - b);
}

function outcomeOf(run: () => Outcome): Outcome {
  try {
    return run();
  } catch (error) {
    if (error instanceof InvalidInput || error instanceof Refusal) return { refusal: error.message };
    throw error;
  }
}

function expect(file: RandomCsv, wishes: readonly Wish[], reference: typeof readReference): Outcome {
  const { delimiter, decimalComma } = file.dialect;
  const { names, rows, ...rest } = reference(file.text, {
    delimiter,
    maxMalformedRows: file.maxMalformedRows,
  });
  const present = wishes.filter(({ column }) => column < names.length);
  const toCell = (field = '', asNumbers: boolean): Cell => {
    const number = asNumbers ? referenceNumber(field, decimalComma) : NaN;
    return Number.isNaN(number) ? field : number;
  };
  const cells = rows.map((row) => present.map(({ column, asNumbers }) => toCell(row[column], asNumbers)));
  return { names, rows: cells, rowCount: rows.length, ...rest };
}

function read(
  { dialect, maxMalformedRows }: RandomCsv,
  given: { readonly bytes: Uint8Array; readonly cuts: readonly number[]; readonly wishes: readonly Wish[] },
): Outcome {
  const rows: Cell[][] = [];
  const lines: number[] = [];
  let names: readonly string[] = [];
  const sink = {
    header(found: readonly string[]) {
      names = found;
      const present = given.wishes.filter(({ column }) => column < found.length);
      return present.map(({ column: position, asNumbers }) =>
        asNumbers ? ({ position, as: 'numbers' } as const) : position,
      );
    },
    rows(batch: CsvRowBatch) {
      for (let row = 0; row < batch.rowCount; row += 1) {
        rows.push(Array.from({ length: batch.columnCount }, (_, column) => cellOf(batch, row, column)));
        lines.push(batch.lines[row] ?? NaN);
      }
    },
  };
  const reader = new CsvReader(sink, { ...dialect, maxMalformedRows });
  [...given.cuts, given.bytes.length].reduce((start, end) => {
    // A copy, emptied after use: the reader must not rely on the caller's memory.
    const chunk = given.bytes.slice(start, end);
    reader.push(chunk);
    chunk.fill(0x39);
    return end;
  }, 0);
  const rowCount = reader.finish();
  return { names, rows, lines, rowCount, malformed: reader.malformedRows };
}

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

function cellOf(batch: CsvRowBatch, row: number, column: number): Cell {
  const number = batch.numbers[column]?.[row] ?? NaN;
  if (!Number.isNaN(number)) return number;
  const field = row * batch.columnCount + column;
  return DECODER.decode(batch.bytes.subarray(batch.starts[field], batch.ends[field]));
}

function compare(
  given: Outcome,
  expected: Outcome,
  { name, ...about }: { name: string; file: RandomCsv; cuts: readonly number[]; wishes: readonly Wish[] },
): void {
  try {
    deepStrictEqual(given, expected);
  } catch (error) {
    throw new Error(`${name}: the reader differs from the reference for ${inspect(about, { depth: 4 })}`, {
      cause: error,
    });
  }
}
