import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeDigits } from '../../../shared/domain/dataset/place-digits.ts';

/** `head` with its last 8 digits, and the `tail`, behind the point. */
function place(text: string): number {
  const [whole = '', fraction = ''] = text.split('.');
  return placeDigits(Number(whole + fraction.slice(0, 8)), Number(fraction.slice(8)), fraction.length);
}

describe('placeDigits', () => {
  test('gives Number’s double or NaN, and hardly ever NaN', () => {
    let doubtful = 0;
    const decimal = fc.stringMatching(/^[1-9]\d{0,6}\.\d{8,22}$/);
    fc.assert(
      fc.property(decimal, (text) => {
        const value = place(text);
        if (Number.isNaN(value)) doubtful += 1;
        return Number.isNaN(value) || value === Number(text);
      }),
      { numRuns: 20_000 },
    );

    expect(doubtful).toBeLessThan(20);
  });

  test.each(['0.00000000', '0.50000000', '1.00000000', '0.1000000000', '1234567.12345678'])(
    'is sure of %s',
    (text) => {
      expect(place(text)).toBe(Number(text));
    },
  );

  test('says that it does not know where a long tail is all there is', () => {
    expect(place('0.0000000012345678901234')).toBeNaN();
  });

  test('tells what lies 10^-22 below and above the middle of two doubles apart', () => {
    // Doubles next to 0.1 are 2^-56 apart; this is 0.1 and a half of that.
    const below = (14_411_518_807_585_589n * 10n ** 22n) / 2n ** 57n;
    const [down, up] = [below, below + 1n].map((digits) => `0.${digits.toString().padStart(22, '0')}`);

    expect(place(down ?? '')).toBe(0.1);
    expect(place(up ?? '')).toBe(0.1 + 2 ** -56);
  });
});
