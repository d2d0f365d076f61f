import { describe, expect, test } from 'vitest';
import { alignCounts } from '../../../shared/domain/stability/align-counts.ts';
import { compareSamples } from '../../../shared/domain/stability/measure-stability.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/domain/stability/stability-band.ts';
import { toBytes, toCsv } from '../../support/csv-text.ts';
import { count, named, specify } from '../../support/stability-run.ts';

const FILE = toBytes(
  toCsv([['x', 'y', 'void'], ...Array.from({ length: 100 }, (_, index) => [index + 0.5, index % 7, null])]),
);

describe('alignCounts', () => {
  test('gives the columns that are asked for, in their order', () => {
    const counts = count(specify(FILE), FILE);
    const { columns } = specify(FILE, { columns: ['y'] });

    expect(alignCounts({ columns }, counts).columns).toEqual([named(counts.columns, 'y')]);
  });

  test('says of a column that was not counted that it is missing', () => {
    const counts = count(specify(FILE, { columns: ['y'] }), FILE);
    const bins = specify(FILE, { columns: ['x', 'y'] });
    const { columns } = compareSamples(
      bins,
      { reference: alignCounts(bins, counts), actual: count(bins, FILE) },
      DEFAULT_THRESHOLDS,
    );

    expect(named(columns, 'x')).toMatchObject({
      ...{ status: 'not-computable', psi: null, reason: 'The reference has no such column.' },
    });
    expect(named(columns, 'y')).toMatchObject({ psi: 0 });
  });

  test('leaves a column without bins without them', () => {
    const counts = count(specify(FILE, { columns: ['y'] }), FILE);
    const bins = specify(FILE, { columns: ['void', 'y'] });

    expect(named(alignCounts(bins, counts).columns, 'void')).toEqual({
      ...{ name: 'void', status: 'not-computable' },
    });
  });

  test('leaves out segments', () => {
    const bins = specify(FILE, { segmentBy: ['y'] });

    expect(alignCounts(bins, count(bins, FILE))).not.toHaveProperty('segments');
  });
});
