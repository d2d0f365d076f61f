import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import {
  assertThresholds,
  DEFAULT_THRESHOLDS,
  toStabilityBand,
} from '../../../shared/domain/stability/stability-band.ts';

describe('toStabilityBand', () => {
  test.each([
    [0, 'stable'],
    [0.0999, 'stable'],
    [0.1, 'moderate-shift'],
    [0.2499, 'moderate-shift'],
    [0.25, 'significant-shift'],
    [Infinity, 'significant-shift'],
  ])('%d is %s', (psi, band) => {
    expect(toStabilityBand(psi, DEFAULT_THRESHOLDS)).toBe(band);
  });
});

describe('assertThresholds', () => {
  test.each([
    [0, 0.25],
    [-1, 1],
    [0.3, 0.2],
    [NaN, 0.2],
    [0.1, Infinity],
  ])('refuses %d and %d', (moderate, significant) => {
    expect(() => {
      assertThresholds({ moderate, significant });
    }).toThrow(InvalidInput);
  });
});
