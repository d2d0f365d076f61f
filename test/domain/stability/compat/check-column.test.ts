import { describe, expect, test } from 'vitest';
import { checkColumn } from '../../../../shared/domain/stability/compat/check-column.ts';
import { numericSample } from '../../../../shared/domain/stability/compat/column-sample.ts';
import type { ColumnStability } from '../../../../shared/domain/stability/stability-result.ts';

const HOUSE: ColumnStability = {
  name: 'x',
  type: 'numeric',
  status: 'ok',
  psi: 0.05,
  band: 'stable',
  bins: [],
};

const SAMPLE = {
  status: 'collected',
  invalidCount: 0,
  sample: numericSample(Array.from({ length: 50 }, (_, row) => row)),
} as const;

describe('checkColumn', () => {
  test('keeps the order of the tools', () => {
    const { tools } = checkColumn(HOUSE, { baseline: SAMPLE, current: SAMPLE }, [
      'toad',
      'azure-ml',
      'mwburke',
    ]);

    expect(tools.map(({ tool }) => tool)).toEqual(['toad', 'azure-ml', 'mwburke']);
  });

  test('has no band to compare where the house has none', () => {
    const house = { ...HOUSE, psi: null, band: null, reason: 'because' };
    const { tools, house: figure } = checkColumn(house, { baseline: SAMPLE, current: SAMPLE }, ['toad']);

    expect(tools[0]).toMatchObject({ psi: 0, band: 'stable', isSameBand: null });
    expect(figure.reason).toBe('because');
  });

  test.each([
    ['baseline', { baseline: { status: 'missing-column' }, current: SAMPLE }, 'baseline sample has no such'],
    ['current', { baseline: SAMPLE, current: { status: 'too-many-levels' } }, 'current sample has too many'],
  ] as const)('says what the %s sample lacks', (_role, samples, note) => {
    const { tools } = checkColumn(HOUSE, samples, ['evidently']);

    expect(tools[0]).toMatchObject({ psi: null, band: null });
    expect(tools[0]?.note).toContain(note);
  });

  test('gives the splits of its combiner to toad', () => {
    const upper = { ...SAMPLE, sample: numericSample([30, 31, 32, 33]) };
    const samples = { baseline: SAMPLE, current: upper };

    const [whole] = checkColumn(HOUSE, { ...samples, splits: [] }, ['toad']).tools;
    const [split] = checkColumn(HOUSE, { ...samples, splits: [25] }, ['toad']).tools;

    expect(split?.psi).not.toBe(whole?.psi);
  });

  test('adds to the note that texts count as missing', () => {
    const current = { ...SAMPLE, invalidCount: 3 };
    const { tools } = checkColumn(HOUSE, { baseline: SAMPLE, current }, ['feature-engine']);

    expect(tools[0]?.note).toMatch(/^3 texts among the numbers/);
  });
});
