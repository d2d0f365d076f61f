import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalOfFloat } from '../../../shared/adapters/duckdb/decimal-of-float.ts';

/** By trying the texts, shortest first. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits += 1) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return decimal;
  }
  return Number(value.toPrecision(9));
}

describe('decimalOfFloat', () => {
  test.each([0.1, -0.1, 0.7, 4.9763, 1.01e-5, 123.456, 16_777_217e3, 3.4e38, 1e-45, 1e-12, 1e22, 33.333332])(
    'names %d, which 32 bits only come near',
    (decimal) => {
      expect(decimalOfFloat(Math.fround(decimal))).toBe(decimal === 1e-45 ? 1e-45 : decimal);
    },
  );

  test.each([0, -0, 1, -7, 16_777_216, 0.5, 0.375, NaN, Infinity, -Infinity])(
    'leaves %d as it is',
    (value) => {
      expect(decimalOfFloat(value)).toBe(value);
    },
  );

  // As numpy writes them: 2906.7188 and 204522.12.
  test('takes the even one of two decimals that are equally near', () => {
    expect(decimalOfFloat(2906.71875)).toBe(2906.7188);
    expect(decimalOfFloat(204522.125)).toBe(204522.12);
  });

  test('gives a number of 32 bits that is the given one', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        expect(Math.fround(decimalOfFloat(value))).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });

  test('gives what trying all texts gives, where two are not equally near', () => {
    const decimal = fc
      .tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.integer({ min: -44, max: 30 }))
      .map(([digits, exponent]) => Math.fround(Number(`${digits}e${exponent}`)))
      .filter((value) => Number.isFinite(value) && !isTie(value));
    fc.assert(
      fc.property(decimal, (value) => {
        expect(decimalOfFloat(value)).toBe(shortest(value));
      }),
      { numRuns: 5000 },
    );
  });
});

/** With a fraction that ends in a 5 a decimal can lie in the middle of two. */
function isTie(value: number): boolean {
  return String(value).endsWith('5') && value === Number(value.toPrecision(12));
}
