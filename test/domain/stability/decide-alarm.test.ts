import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { completeCriteria, decideAlarm } from '../../../shared/domain/stability/decide-alarm.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/domain/stability/stability-band.ts';

describe('decideAlarm', () => {
  const both = { moderate: 0.1, alpha: 0.05, rule: 'threshold-and-critical-value' } as const;
  const plain = { ...both, rule: 'threshold' } as const;
  const adjusted = { ...both, rule: 'threshold-and-adjusted-p-value' } as const;
  const chance = (criticalValue: number, adjustedPValue = 0) => ({ criticalValue, adjustedPValue });

  test.each([
    ['above both', 0.4, true],
    ['at the critical value, above the threshold', 0.34, false],
    ['below the critical value, above the threshold', 0.2, false],
    ['below both', 0.05, false],
  ])('with a critical value of 0.34: %s', (_, psi, alarm) => {
    expect(decideAlarm(psi, chance(0.34), both)).toEqual({ alarm, rule: 'threshold-and-critical-value' });
  });

  test.each([
    ['above both', 0.2, true],
    ['at the threshold, as the bands have it', 0.1, true],
    ['above the critical value, below the threshold', 0.05, false],
  ])('with a critical value of 0.002: %s', (_, psi, alarm) => {
    expect(decideAlarm(psi, chance(0.002), both).alarm).toBe(alarm);
  });

  test('by the threshold alone, the critical value does not count', () => {
    expect(decideAlarm(0.2, chance(0.34, 1), plain)).toEqual({ alarm: true, rule: 'threshold' });
    expect(decideAlarm(0.05, chance(0.002), plain)).toEqual({ alarm: false, rule: 'threshold' });
  });

  test.each([
    ['at the threshold and at alpha', 0.1, 0.05, true],
    ['above alpha', 0.4, 0.051, false],
    ['below the threshold', 0.09, 0, false],
  ])('by the adjusted p-value: %s', (_, ...[psi, adjustedPValue, alarm]) => {
    expect(decideAlarm(psi, chance(9, adjustedPValue), adjusted)).toEqual({
      ...{ alarm, rule: 'threshold-and-adjusted-p-value' },
    });
  });
});

describe('completeCriteria', () => {
  test('takes 0.05 and the cautious rule where nothing is said', () => {
    expect(completeCriteria(DEFAULT_THRESHOLDS)).toEqual({
      ...DEFAULT_THRESHOLDS,
      alpha: 0.05,
      rule: 'threshold-and-critical-value',
    });
  });

  test('keeps what is said', () => {
    const consecutive = { k: 2, n: 3 };
    const given = { moderate: 0.2, significant: 0.3, alpha: 0.001, rule: 'threshold', consecutive } as const;

    expect(completeCriteria(given)).toEqual(given);
  });

  test.each([
    ['thresholds out of order', { moderate: 0.3, significant: 0.2 }],
    ['an alpha of 0', { ...DEFAULT_THRESHOLDS, alpha: 0 }],
    ['an alpha of 1', { ...DEFAULT_THRESHOLDS, alpha: 1 }],
    ['an alpha in percent', { ...DEFAULT_THRESHOLDS, alpha: 5 }],
    ['an alpha that is no number', { ...DEFAULT_THRESHOLDS, alpha: NaN }],
    ['more windows with an alarm than windows', { ...DEFAULT_THRESHOLDS, consecutive: { k: 3, n: 2 } }],
  ])('refuses %s', (_, criteria) => {
    expect(() => completeCriteria(criteria)).toThrow(InvalidInput);
  });
});
