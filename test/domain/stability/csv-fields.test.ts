import { describe, expect, test } from 'vitest';
import { CsvFields } from '../../../shared/domain/stability/csv-fields.ts';
import { toBytes } from '../../support/csv-text.ts';

const batch = {
  bytes: toBytes('1.50NAx'),
  rowCount: 3,
  columnCount: 1,
  starts: Int32Array.of(0, 4, 6),
  ends: Int32Array.of(4, 6, 7),
};
const numbers = [Float64Array.of(1.5, NaN, NaN)];

function texts(fields: CsvFields): string[] {
  return [0, 1, 2].map((row) => {
    const { bytes, start, end } = fields.text(0, row);
    return new TextDecoder().decode(bytes.subarray(start, end));
  });
}

describe('CsvFields', () => {
  test('hold no rows before the first batch', () => {
    expect(new CsvFields().rowCount).toBe(0);
  });

  test('parse a column that was not asked for as numbers, and give its text as it is', () => {
    const fields = new CsvFields().use(batch);

    expect(fields.numbers(0)).toEqual(Float64Array.of(1.5, NaN, NaN));
    expect(fields.numbers(0)).toEqual(Float64Array.of(1.5, NaN, NaN));
    expect(texts(fields)).toEqual(['1.50', 'NA', 'x']);
  });

  test('give the numbers that were asked for, and their shortest texts', () => {
    const fields = new CsvFields().use({ ...batch, numbers });

    expect(fields.numbers(0)).toBe(numbers[0]);
    expect(texts(fields)).toEqual(['1.5', 'NA', 'x']);
  });

  test('tell a missing number from a text', () => {
    const fields = new CsvFields().use({ ...batch, numbers });

    expect([fields.isMissingNumber(0, 1), fields.isMissingNumber(0, 2)]).toEqual([true, false]);
  });
});
