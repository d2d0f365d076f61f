import { describe, expect, test } from 'vitest';
import type { BinConvention } from '../../../shared/domain/stability/convention.ts';
import { assertSupportedConvention, HOUSE_CONVENTION } from '../../../shared/domain/stability/convention.ts';

function messageFor(change: Partial<BinConvention>): string {
  try {
    assertSupportedConvention({ ...HOUSE_CONVENTION, ...change });
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
}

describe('assertSupportedConvention', () => {
  test('accepts the house convention, also as a copy', () => {
    expect(messageFor(structuredClone(HOUSE_CONVENTION))).toBe('');
  });

  test('refuses a version of the house convention that it does not know', () => {
    expect(messageFor({ version: 2 })).toContain('/version is not the house convention, version 1');
  });

  test('refuses other rules under the name of the house', () => {
    expect(messageFor({ bins: 20 })).toContain('give it another name');
  });

  test('accepts other rules under another name', () => {
    expect(messageFor({ name: 'scorecard', atoms: false, closed: 'left', missing: 'drop' })).toBe('');
  });

  test.each([
    [{ bins: 1 }, '/bins is no integer ≥ 2'],
    [{ bins: 2.5 }, '/bins is no integer ≥ 2'],
    [{ closed: 'left' }, '/atoms needs right-closed bins'],
    [{ proportionFloor: 0 }, '/proportionFloor is not above 0'],
    [{ proportionFloor: NaN }, '/proportionFloor is not above 0'],
  ] as const)('refuses %j', (change, fault) => {
    expect(messageFor({ name: 'other', ...change })).toContain(fault);
  });
});
