import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { completeCriteria, decideAlarm } from '../../../shared/domain/stability/decide-alarm.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/domain/stability/stability-band.ts';

describe('decideAlarm', () => {
  const both = { moderate: 0.1, rule: 'threshold-and-critical-value' } as const;
  const plain = { moderate: 0.1, rule: 'threshold' } as const;

  test.each([
    ['above both', 0.4, true],
    ['at the critical value, above the threshold', 0.34, false],
    ['below the critical value, above the threshold', 0.2, false],
    ['below both', 0.05, false],
  ])('with a critical value of 0.34: %s', (_, psi, alarm) => {
    expect(decideAlarm(psi, 0.34, both)).toEqual({ alarm, rule: 'threshold-and-critical-value' });
  });

  test.each([
    ['above both', 0.2, true],
    ['at the threshold, as the bands have it', 0.1, true],
    ['above the critical value, below the threshold', 0.05, false],
  ])('with a critical value of 0.002: %s', (_, psi, alarm) => {
    expect(decideAlarm(psi, 0.002, both).alarm).toBe(alarm);
  });

  test('by the threshold alone, the critical value does not count', () => {
    expect(decideAlarm(0.2, 0.34, plain)).toEqual({ alarm: true, rule: 'threshold' });
    expect(decideAlarm(0.05, 0.002, plain)).toEqual({ alarm: false, rule: 'threshold' });
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
    const given = { moderate: 0.2, significant: 0.3, alpha: 0.001, rule: 'threshold' } as const;

    expect(completeCriteria(given)).toEqual(given);
  });

  test.each([
    ['thresholds out of order', { moderate: 0.3, significant: 0.2 }],
    ['an alpha of 0', { ...DEFAULT_THRESHOLDS, alpha: 0 }],
    ['an alpha of 1', { ...DEFAULT_THRESHOLDS, alpha: 1 }],
    ['an alpha in percent', { ...DEFAULT_THRESHOLDS, alpha: 5 }],
    ['an alpha that is no number', { ...DEFAULT_THRESHOLDS, alpha: NaN }],
  ])('refuses %s', (_, criteria) => {
    expect(() => completeCriteria(criteria)).toThrow(InvalidInput);
  });
});
