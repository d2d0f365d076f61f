import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvReader, type CsvReaderOptions } from '../../../shared/domain/dataset/csv-reader.ts';
import { parseDecimal } from '../../../shared/domain/dataset/parse-decimal.ts';
import { parseDecimalComma } from '../../../shared/domain/dataset/parse-decimal-comma.ts';
import { toBytes } from '../../support/csv-text.ts';

/** The second of three columns as numbers, and the texts that the reader leaves where there are none. */
function readNumbers(
  fields: readonly string[],
  options: CsvReaderOptions = {},
  lineEnd = '\n',
): { readonly numbers: readonly number[]; readonly others: readonly string[] } {
  const { delimiter = ',' } = options;
  const numbers: number[] = [];
  const others: string[] = [];
  const reader = new CsvReader(
    {
      header: () => [0, { position: 1, as: 'numbers' }],
      rows({ bytes, rowCount, columnCount, numbers: [texts, values], starts, ends }) {
        expect(texts).toBeUndefined();
        for (let row = 0; row < rowCount; row += 1) {
          const value = values?.[row] ?? Infinity;
          numbers.push(value);
          if (!Number.isNaN(value)) continue;
          const field = row * columnCount + 1;
          others.push(new TextDecoder().decode(bytes.subarray(starts[field], ends[field])));
        }
      },
    },
    options,
  );
  const rows = [['a', 'b', 'c'], ...fields.map((field) => ['x', field, 'y'])];
  reader.push(toBytes(rows.map((row) => row.join(delimiter) + lineEnd).join('')));
  reader.finish();
  return { numbers, others };
}

const digits = (maxLength: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9]{0,${maxLength}}$`));
/** Numbers and what is nearly one, of all lengths. */
const nearNumber = fc
  .tuple(fc.constantFrom('', '-', '+'), digits(11), fc.constantFrom('', '.', ','), digits(25))
  .map((parts) => parts.join(''));
const anyDouble = fc.double({ noNaN: true }).map(String);
const odd = fc.constantFrom('', ' ', '1e5', '-', '.', '-.', '--1', ' 1', '1 ', '1.2.3', '12a', '"1.5"', '""');

describe('columns that are wanted as numbers', () => {
  test('are bit for bit what parseDecimal makes of their fields, and texts where that is NaN', () => {
    const field = fc.oneof({ weight: 5, arbitrary: nearNumber }, anyDouble, odd);
    fc.assert(
      fc.property(fc.array(field, { maxLength: 30 }), fc.constantFrom('\n', '\r\n'), (fields, lineEnd) => {
        const { numbers, others } = readNumbers(fields, { delimiter: ';' }, lineEnd);

        const texts = fields.map((text) => text.replaceAll('"', ''));
        const expected = texts.map((text) => parseDecimal(toBytes(text), 0, text.length));
        expect(numbers.map((value, row) => Object.is(value, expected[row]))).toEqual(texts.map(() => true));
        expect(others).toEqual(texts.filter((_, row) => Number.isNaN(expected[row])));
      }),
      { numRuns: 1_000 },
    );
  });

  test('are what parseDecimalComma makes of them where the dialect has decimal commas', () => {
    fc.assert(
      fc.property(fc.array(nearNumber, { maxLength: 30 }), (fields) => {
        const { numbers } = readNumbers(fields, { delimiter: ';', decimalComma: true });

        const expected = fields.map((text) => parseDecimalComma(toBytes(text), 0, text.length));
        expect(numbers.map((value, row) => Object.is(value, expected[row]))).toEqual(fields.map(() => true));
      }),
      { numRuns: 500 },
    );
  });

  test('are rounded as Number rounds, with 16 to 22 digits behind the point', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^-?\d{1,9}\.\d{8,22}$/), { maxLength: 50 }), (fields) => {
        expect(readNumbers(fields).numbers).toEqual(fields.map(Number));
      }),
      { numRuns: 500 },
    );
  });

  test('may be quoted', () => {
    expect(readNumbers(['"1.5"', '"-2"', '"1,5"'])).toEqual({ numbers: [1.5, -2, NaN], others: ['1,5'] });
  });

  test('need quotes where the comma is both delimiter and decimal comma', () => {
    expect(readNumbers(['"1,5"', '2', '"1.5"'], { decimalComma: true })).toEqual({
      numbers: [1.5, 2, NaN],
      others: ['1.5'],
    });
  });

  test('hold more rows than a batch', () => {
    const fields = Array.from({ length: 20_000 }, (_, row) => String(row / 8));

    expect(readNumbers(fields).numbers).toEqual(fields.map(Number));
  });

  test.each([[[0, 0]], [[1, { position: 1, as: 'numbers' } as const]], [[3]], [[-1]]])(
    'cannot be wanted twice or be outside the file (%j)',
    (wanted) => {
      const reader = new CsvReader({ header: () => wanted, rows: () => undefined });

      expect(() => {
        reader.push(toBytes('a,b,c\n'));
      }).toThrow(/twice/);
    },
  );
});
