import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../../../shared/domain/dataset/parse-decimal.ts';
import { toBytes } from '../../support/csv-text.ts';

/** Parsed from the middle of other bytes, as a field of a file is. */
function parse(text: string): number {
  const bytes = toBytes(`9${text}9`);
  return parseDecimal(bytes, 1, bytes.length - 1);
}

const digits = (maxLength: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9]{0,${maxLength}}$`));

const decimalText = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    digits(25),
    fc.constantFrom('', '.'),
    digits(25),
    fc.constantFrom('', 'e-7', 'E+20', 'e3'),
  )
  .map((parts) => parts.join(''))
  .filter((text) => /\d/.test(text.replace(/e.*/i, '')));

describe('parseDecimal', () => {
  test('gives Number’s double, bit for bit, for every decimal text', () => {
    fc.assert(
      fc.property(decimalText, (text) => Object.is(parse(text), Number(text.replace(/\.$/, '')))),
      { numRuns: 5_000 },
    );
  });

  test('gives back every double from its shortest text', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) =>
        Object.is(parse(Object.is(value, -0) ? '-0' : String(value)), value),
      ),
      { numRuns: 5_000 },
    );
  });

  test('rounds texts of 16 to 22 digits as Number does', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9][0-9]{15,21}$/), fc.nat(22), (text, places) => {
        const at = Math.max(0, text.length - places);
        const decimal = `${text.slice(0, at)}.${text.slice(at)}0`.slice(0, -1);
        return Object.is(parse(decimal), Number(decimal));
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['9007199254740993', 9007199254740992],
    ['9007199254740995', 9007199254740996],
    ['9007199254740993.00001', 9007199254740994],
    ['4503599627370496.5', 4503599627370496],
    ['4503599627370497.5', 4503599627370498],
  ])('rounds %s, half-way between two doubles or next to it, to even or to the nearer one', (text, value) => {
    expect(parse(text)).toBe(value);
  });

  test.each([
    ['0', 0],
    ['-0', -0],
    ['007', 7],
    ['.5', 0.5],
    ['5.', 5],
    ['+5', 5],
    ['1e-5', 1e-5],
    [' 12\t', 12],
    ['1e400', Infinity],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ['0.0000000000000000000000000000', 0],
    [`1${'0'.repeat(2_000)}e-2000`, 1],
  ])('reads %s', (text, value) => {
    expect(parse(text)).toBe(value);
  });

  test.each([
    '',
    ' ',
    '.',
    '-',
    '-.',
    '+',
    'e5',
    '1e',
    '1.2.3',
    '0x1F',
    '0b1',
    '1_000',
    '1,000',
    '12a',
    'NaN',
    'inf',
    '--1',
    '1 2',
    '١',
  ])('takes “%s” for no number', (text) => {
    expect(parse(text)).toBeNaN();
  });

  test('takes a number behind a no-break space for no number, as its bytes are no ASCII', () => {
    expect(parse('\u00a05')).toBeNaN();
  });
});
