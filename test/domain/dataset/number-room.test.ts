import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvReader } from '../../../shared/domain/dataset/csv-reader.ts';
import { byColumn, byRow, type NumberRoom, sizeOf } from '../../../shared/domain/dataset/number-room.ts';
import type { CsvRowBatch } from '../../../shared/domain/dataset/row-batch.ts';
import { toBytes } from '../../support/csv-text.ts';

const field = fc.oneof(
  fc.integer().map(String),
  fc.double().map(String),
  fc.constantFrom('', 'NA', '"1"', '"\n"'),
);
// A fourth field is one too many: the row is left out.
const row = fc
  .tuple(field, field, field, fc.constantFrom('', '', '', ',4'))
  .map(([a, b, c, more]) => `${a},${b},${c}${more}\n`);
const file = fc.array(row, { maxLength: 40 }).map((rows) => toBytes(`a,b,c\n${rows.join('')}`));

interface ReadNumbers {
  readonly numbers: readonly (readonly number[])[];
  readonly gaps: readonly number[];
}

/** The numbers of the third and the first column, row by row, and where they are none. */
function readNumbers(bytes: Uint8Array, chunkBytes: number, hasRoom: boolean): ReadNumbers {
  const numbers: number[][] = [];
  const gaps: number[] = [];
  let room: NumberRoom | undefined;
  const valueAt = (batch: CsvRowBatch, at: number, column: number): number =>
    (room === undefined ? batch.numbers[column]?.[at] : room.values[at * room.layout.rowStep + column]) ??
    Infinity;
  const reader = new CsvReader(
    {
      header: () => [2, 0].map((position) => ({ position, as: 'numbers' })),
      rows(batch) {
        const { rowCount, columnCount } = batch;
        gaps.push(...batch.gaps.subarray(0, batch.gapCount).map((gap) => gap + numbers.length * columnCount));
        for (let at = 0; at < rowCount; at += 1)
          numbers.push([0, 1].map((column) => valueAt(batch, at, column)));
      },
      numberRoom(layout) {
        if (hasRoom) room = { layout, values: new Float64Array(sizeOf(layout)).fill(Infinity) };
        return room;
      },
    },
    { maxMalformedRows: 100 },
  );
  for (let from = 0; from < bytes.length; from += chunkBytes)
    reader.push(bytes.slice(from, from + chunkBytes));
  reader.finish();
  return { numbers, gaps };
}

describe('a room for numbers', () => {
  test('takes the same numbers as the columns of a batch', () => {
    fc.assert(
      fc.property(file, fc.integer({ min: 1, max: 200 }), (bytes, chunkBytes) => {
        expect(readNumbers(bytes, chunkBytes, true)).toEqual(readNumbers(bytes, Infinity, false));
      }),
    );
  });

  test('comes with the places of all gaps, and of no row that is left out', () => {
    fc.assert(
      fc.property(file, fc.integer({ min: 1, max: 200 }), (bytes, chunkBytes) => {
        const { numbers, gaps } = readNumbers(bytes, chunkBytes, true);

        const flat = numbers.flat();
        expect([...gaps].sort((a, b) => a - b)).toEqual(
          flat.flatMap((value, place) => (Number.isNaN(value) ? [place] : [])),
        );
      }),
    );
  });

  test.each([byRow(3, 5), byColumn(3, 5)])('has one place for each number (%j)', (layout) => {
    const places = [0, 1, 2].flatMap((at) =>
      [0, 1, 2, 3, 4].map((column) => at * layout.rowStep + column * layout.columnStep),
    );

    expect(new Set(places).size).toBe(15);
    expect(Math.max(...places)).toBeLessThan(sizeOf(layout));
  });
});
