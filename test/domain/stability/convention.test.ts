import { describe, expect, test } from 'vitest';
import type { BinConvention } from '../../../shared/domain/stability/convention.ts';
import {
  assertSupportedConvention,
  findConventionFaults,
  HOUSE_CONVENTION,
} from '../../../shared/domain/stability/convention.ts';

function messageFor(change: object): string {
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

  test.each([
    { bins: 20 },
    { emptyBins: { kind: 'none' } },
    { emptyBins: { kind: 'proportion-floor', proportion: 1e-6 } },
    { emptyBins: { kind: 'add-proportion', proportion: 1e-4 } },
  ])('refuses %j under the name of the house', (change) => {
    expect(messageFor(change)).toContain('give it another name');
  });

  test('accepts other rules under another name', () => {
    expect(messageFor({ name: 'scorecard', atoms: false, closed: 'left', missing: 'drop' })).toBe('');
  });

  test.each([
    { binning: 'equal-width' },
    { unseen: 'own-bins' },
    { bins: 1_000 },
    { emptyBins: { kind: 'none' } },
    { emptyBins: { kind: 'add-proportion', proportion: 1e-5 } },
    { emptyBins: { kind: 'count-floor', count: 0.5 } },
    { emptyBins: { kind: 'add-count', count: 1, isRenormalised: false } },
  ] satisfies Partial<BinConvention>[])('accepts %j', (change) => {
    expect(messageFor({ name: 'other', ...change })).toBe('');
  });

  test.each([
    [{ name: ' ' }, '/name is no name'],
    [{ version: 0 }, '/version is no integer ≥ 1'],
    [{ binning: 'sturges' }, '/binning is none of quantile, equal-width'],
    [{ bins: 1 }, '/bins is no integer ≥ 2'],
    [{ bins: 2.5 }, '/bins is no integer ≥ 2'],
    [{ bins: '10' }, '/bins is no integer ≥ 2'],
    [{ bins: 1_001 }, '/bins is no integer ≥ 2 and ≤ 1000'],
    [{ quantileType: 6 }, '/quantileType is not 7'],
    [{ closed: 'both' }, '/closed is none of right, left'],
    [{ atoms: 'yes' }, '/atoms is none of true, false'],
    [{ closed: 'left' }, '/atoms needs right-closed bins'],
    [{ missing: undefined }, '/missing is none of own-bin, drop'],
    [{ unseen: 'dropped' }, '/unseen is none of pooled, own-bins'],
    [{ proportionFloor: 1e-4 }, '/proportionFloor is no rule of a convention'],
    [{ emptyBins: undefined }, '/emptyBins/kind is none of none, proportion-floor'],
    [{ emptyBins: { kind: 'skip' } }, '/emptyBins/kind is none of none, proportion-floor'],
    [{ emptyBins: { kind: 'proportion-floor', proportion: 0 } }, '/emptyBins/proportion is not above 0'],
    [{ emptyBins: { kind: 'proportion-floor', proportion: NaN } }, '/emptyBins/proportion is not above 0'],
    [
      { emptyBins: { kind: 'add-proportion', proportion: 1 } },
      '/emptyBins/proportion is not above 0 and below 1',
    ],
    [{ emptyBins: { kind: 'count-floor', count: 0 } }, '/emptyBins/count is not above 0'],
    [{ emptyBins: { kind: 'count-floor', count: Infinity } }, '/emptyBins/count is not above 0 and finite'],
    [{ emptyBins: { kind: 'add-count', count: 1 } }, '/emptyBins/isRenormalised is none of true, false'],
  ] as const)('refuses %j', (change, fault) => {
    expect(messageFor({ name: 'other', ...change })).toContain(fault);
  });
});

describe('findConventionFaults', () => {
  test('finds every fault at once', () => {
    const convention: BinConvention = {
      ...HOUSE_CONVENTION,
      ...{ name: 'other', bins: 0, closed: 'left' },
      emptyBins: { kind: 'count-floor', count: -1 },
    };

    expect(findConventionFaults(convention).map(({ pointer }) => pointer)).toEqual([
      '/bins',
      '/emptyBins/count',
      '/atoms',
    ]);
  });
});
