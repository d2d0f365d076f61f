import { describe, expect, test } from 'vitest';
import { DecodedFields } from '../../../shared/domain/stability/decoded-fields.ts';

function textsOf(values: readonly (string | null)[] | Float64Array): string[] {
  const column =
    values instanceof Float64Array
      ? ({ kind: 'numbers', values } as const)
      : ({ kind: 'texts', values } as const);
  const fields = new DecodedFields().use({ rowCount: values.length, columns: [column] });
  return Array.from({ length: values.length }, (_, row) => {
    const { bytes, start, end } = fields.text(0, row);
    return new TextDecoder().decode(bytes.subarray(start, end));
  });
}

describe('DecodedFields', () => {
  test('hold no rows before the first batch', () => {
    expect(new DecodedFields().rowCount).toBe(0);
  });

  test('write numbers as short as they can be read back, with one zero and none for a missing one', () => {
    expect(textsOf(Float64Array.of(0.1, 1e21, -0, NaN, -Infinity))).toEqual([
      '0.1',
      '1e+21',
      '0',
      '',
      '-Infinity',
    ]);
  });

  test('give back texts of any length, again and again', () => {
    const texts = Array.from({ length: 5_000 }, (_, row) => `é${row}`);
    const long = 'x'.repeat(1_000);

    expect(textsOf([...texts, long, null, ...texts, long])).toEqual([...texts, long, '', ...texts, long]);
  });

  test('name a column that the reader has left out', () => {
    const fields = new DecodedFields().use({ rowCount: 1, columns: [] });

    expect(() => fields.numbers(1)).toThrow('The batch lacks column 1');
  });
});
