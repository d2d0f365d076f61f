import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuantity, toMillis, toWhole } from '../../../../shared/kinds/batch/domain/quantity.ts';
import { readCpu, readMemory } from '../../../../shared/kinds/batch/domain/resources.ts';

describe('parseQuantity', () => {
  test.each([
    ['0', 0n],
    ['1', 1_000_000_000n],
    ['0.5', 500_000_000n],
    ['.5', 500_000_000n],
    ['5.', 5_000_000_000n],
    ['+1', 1_000_000_000n],
    ['-1', -1_000_000_000n],
    ['500m', 500_000_000n],
    ['1u', 1000n],
    ['1n', 1n],
    ['3.5G', 3_500_000_000n * 1_000_000_000n],
    ['1k', 1000n * 1_000_000_000n],
    ['1Ki', 1024n * 1_000_000_000n],
    ['1.5Gi', 1_610_612_736n * 1_000_000_000n],
    ['1Ei', 2n ** 60n * 1_000_000_000n],
    ['12e6', 12_000_000n * 1_000_000_000n],
    ['12E6', 12_000_000n * 1_000_000_000n],
    ['1E', 10n ** 18n * 1_000_000_000n],
    ['1e+3', 1000n * 1_000_000_000n],
    ['1500e-3', 1_500_000_000n],
    ['9223372036854775807', 9_223_372_036_854_775_807n * 1_000_000_000n],
  ])('reads %s exactly', (text, nanos) => {
    expect(parseQuantity(text)).toBe(nanos);
  });

  test.each([
    '',
    '+',
    '.',
    '1Kii',
    '1K',
    '1ki',
    '1KI',
    '1mi',
    '1g',
    '1 G',
    ' 1',
    '1e',
    '1e1.5',
    '0x1',
    '1_000',
  ])('refuses "%s"', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  test.each(['9223372036854775808', '8Ei', '10E', '1e19', '1e400'])(
    'refuses %s: nobody could hold it',
    (text) => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );

  test('rounds what is finer than a billionth up: who asks for something gets something', () => {
    expect(parseQuantity('0.1n')).toBe(1n);
    expect(parseQuantity('1e-400')).toBe(1n);
    expect(parseQuantity('1.0000000001')).toBe(1_000_000_001n);
  });

  test('adds no float error: a sum of tenths is what it looks like', () => {
    const tenth = parseQuantity('0.1') ?? 0n;
    const fifth = parseQuantity('0.2') ?? 0n;

    expect(tenth + fifth).toBe(parseQuantity('0.3'));
  });

  const SUFFIXES: Readonly<Record<string, readonly [factor: bigint, divisor: bigint]>> = {
    ...{ '': [1n, 1n], n: [1n, 10n ** 9n], u: [1n, 10n ** 6n], m: [1n, 1000n], k: [1000n, 1n] },
    ...{ M: [10n ** 6n, 1n], G: [10n ** 9n, 1n], T: [10n ** 12n, 1n], P: [10n ** 15n, 1n] },
    ...{ Ki: [1n << 10n, 1n], Mi: [1n << 20n, 1n], Gi: [1n << 30n, 1n], Ti: [1n << 40n, 1n] },
    ...{ e3: [1000n, 1n], 'E+6': [10n ** 6n, 1n], 'e-2': [1n, 100n] },
  };

  test('is the amount that its digits and suffix say, rounded up to a billionth, whatever they are', () => {
    const digits = fc.stringMatching(/^[0-9]{1,6}$/);
    const places = fc.stringMatching(/^[0-9]{0,12}$/);
    fc.assert(
      fc.property(digits, places, fc.constantFrom(...Object.keys(SUFFIXES)), (whole, after, suffix) => {
        const [factor, divisor] = SUFFIXES[suffix] ?? [0n, 1n];
        const numerator = BigInt(whole + after) * factor * 1_000_000_000n;
        const denominator = 10n ** BigInt(after.length) * divisor;
        const nanos = (numerator + denominator - 1n) / denominator;
        const isHeld = nanos <= (2n ** 63n - 1n) * 1_000_000_000n;

        expect(parseQuantity(`${whole}.${after}${suffix}`)).toBe(isHeld ? nanos : undefined);
        expect(parseQuantity(`-${whole}.${after}${suffix}`)).toBe(isHeld ? -nanos : undefined);
      }),
    );
  });

  test('gives undefined or an amount for any text, and never throws', () => {
    const likely = fc.stringMatching(/^[-+0-9.eEkKmMgGiunTP]{0,12}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), likely), (text) => {
        const nanos = parseQuantity(text);
        expect(nanos === undefined || typeof nanos === 'bigint').toBe(true);
        if (nanos !== undefined) expect(text).toMatch(/^[+-]?[.\d]/);
      }),
    );
  });

  test('reads a whole number and its thousandths alike', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), (amount) => {
        expect(parseQuantity(`${amount}`)).toBe(parseQuantity(`${amount * 1000n}m`));
        expect(parseQuantity(`${amount}Ki`)).toBe(parseQuantity(`${amount * 1024n}`));
      }),
      { numRuns: 50 },
    );
  });
});

describe('toMillis, toWhole', () => {
  test('round up, as the scheduler does', () => {
    expect(toMillis(parseQuantity('1.0001') ?? 0n)).toBe(1001);
    expect(toWhole(parseQuantity('1.5') ?? 0n)).toBe(2);
    expect(toWhole(parseQuantity('100m') ?? 0n)).toBe(1);
  });
});

describe('readCpu, readMemory', () => {
  test('count thousandths of a core, and bytes', () => {
    expect(readCpu('0.5')).toBe(500);
    expect(readMemory('3.5G')).toBe(3_500_000_000);
  });

  test('refuse what sums could not be exact with', () => {
    expect(readMemory('8Pi')).toBeUndefined();
  });
});
