import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { decideConsecutive } from '../../../shared/domain/stability/decide-consecutive.ts';

describe('decideConsecutive', () => {
  test.each([
    ['two of the last three, one window between', [false, true], true],
    ['two in a row', [true, false], true],
    ['the first of its kind', [false, false], false],
    ['the other one too far back', [false, false, true], false],
    ['no history yet', [], false],
    ['one earlier window, with an alarm', [true], true],
  ])('for an alarm in 2 of 3 windows: %s', (_, history, alarm) => {
    expect(decideConsecutive(history, true, { k: 2, n: 3 })).toBe(alarm);
  });

  test('is no alarm in a window without one, whatever came before', () => {
    expect(decideConsecutive([true, true], false, { k: 2, n: 3 })).toBe(false);
  });

  test('with one of one is the window’s own alarm', () => {
    expect(decideConsecutive([], true, { k: 1, n: 1 })).toBe(true);
    expect(decideConsecutive([true], false, { k: 1, n: 1 })).toBe(false);
  });

  test('asks no less for a larger k, and no more for a larger n', () => {
    const history = fc.array(fc.boolean(), { maxLength: 12 });
    const rule = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(history, rule, (earlier, [a, b]) => {
        const [k, n] = [Math.min(a, b), Math.max(a, b)];
        const here = decideConsecutive(earlier, true, { k, n });
        const stricter = decideConsecutive(earlier, true, { k: k + 1, n: n + 1 });
        const longer = decideConsecutive(earlier, true, { k, n: n + 1 });
        return (!here || longer) && (here || !stricter || longer);
      }),
    );
  });

  test.each([
    [{ k: 0, n: 3 }],
    [{ k: 4, n: 3 }],
    [{ k: 1.5, n: 3 }],
    [{ k: 1, n: 2.5 }],
    [{ k: 1, n: 367 }],
    [{ k: NaN, n: 1 }],
  ])('refuses %o', (rule) => {
    expect(() => decideConsecutive([], true, rule)).toThrow(InvalidInput);
  });
});
