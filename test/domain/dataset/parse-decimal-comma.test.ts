import { describe, expect, test } from 'vitest';
import { parseDecimalComma } from '../../../shared/domain/dataset/parse-decimal-comma.ts';
import { toBytes } from '../../support/csv-text.ts';

/** Parsed from the middle of other bytes, as a field of a file is. */
function parse(text: string): number {
  const bytes = toBytes(`9${text}9`);
  return parseDecimalComma(bytes, 1, bytes.length - 1);
}

describe('parseDecimalComma', () => {
  test.each([
    ['1,5', 1.5],
    ['-0,25', -0.25],
    [',5', 0.5],
    ['5,', 5],
    ['12', 12],
    [' 1,5e3\t', 1500],
    ['0,12345678901234567890', 0.12345678901234568],
    ['-Infinity', -Infinity],
  ])('reads %s', (text, value) => {
    expect(parse(text)).toBe(value);
  });

  test.each(['1.5', '1.000', '1.000,5', '1,000,5', '1 000,5', '', ',', 'NA'])(
    'takes “%s” for no number',
    (text) => {
      expect(parse(text)).toBeNaN();
    },
  );

  test('leaves the bytes as they are', () => {
    const bytes = toBytes('1,5');

    parseDecimalComma(bytes, 0, 3);

    expect(bytes).toEqual(toBytes('1,5'));
  });
});
