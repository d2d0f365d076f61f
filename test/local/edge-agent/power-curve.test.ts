import { describe, expect, test } from 'vitest';
import { steadyPower, varyingPower } from '../../../local/edge-agent/power-curve.ts';

const AT = Date.parse('2026-03-01T06:00:00Z');

describe('steadyPower', () => {
  test('gives watts times seconds', () => {
    expect(steadyPower(100).between(AT, AT + 2_500)).toBe(250);
  });

  test('gives nothing over no time, nor backwards', () => {
    expect(steadyPower(100).between(AT, AT)).toBe(0);
    expect(steadyPower(100).between(AT, AT - 1)).toBe(0);
  });
});

describe('varyingPower', () => {
  const curve = varyingPower('edge-1', 100);

  test('is between a fifth of the greatest power and all of it', () => {
    const watts = Array.from({ length: 500 }, (_, stretch) => curve.at(AT + stretch * 10_000));

    expect(Math.min(...watts)).toBeGreaterThanOrEqual(20);
    expect(Math.min(...watts)).toBeLessThan(25);
    expect(Math.max(...watts)).toBeLessThan(100);
    expect(Math.max(...watts)).toBeGreaterThan(95);
  });

  test('stays the same for ten seconds', () => {
    expect(curve.at(AT + 9_999)).toBe(curve.at(AT));
    expect(curve.at(AT + 10_000)).not.toBe(curve.at(AT));
  });

  test('is the same for whoever asks again, and another for another edge', () => {
    expect(varyingPower('edge-1', 100).at(AT)).toBe(curve.at(AT));
    expect(varyingPower('edge-2', 100).at(AT)).not.toBe(curve.at(AT));
  });

  test('gives over a time what it gives over its parts', () => {
    const whole = curve.between(AT + 3_000, AT + 27_000);
    const expected = 7 * curve.at(AT) + 10 * curve.at(AT + 10_000) + 7 * curve.at(AT + 20_000);

    expect(whole).toBeCloseTo(expected, 9);
    expect(curve.between(AT + 3_000, AT + 14_500) + curve.between(AT + 14_500, AT + 27_000)).toBeCloseTo(
      whole,
      9,
    );
  });
});
