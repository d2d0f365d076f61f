import { describe, expect, test } from 'vitest';
import { stabilityDetail } from '../../shared/contracts/stability-result.ts';
import { HOUSE_CONVENTION } from '../../shared/domain/stability/convention.ts';
import { compareSamples, measureStability } from '../../shared/domain/stability/measure-stability.ts';
import { DEFAULT_THRESHOLDS } from '../../shared/domain/stability/stability-band.ts';
import { binsOf, categoricalBins, numericBins } from '../support/counted-sample.ts';
import { counted, sample } from '../support/sample-counts.ts';

const moments = { count: 100, mean: 1, squaredDeviations: 99 };
const bins = binsOf(
  [
    numericBins('x', [1], {
      ...{ profileEdges: [1], expectedRange: { min: 0, max: 2 }, specialCodes: [-9] },
      points: { ofBins: [10, 30], ofSpecialCodes: [0] },
    }),
    categoricalBins('c', ['a', 'b']),
    categoricalBins('t', ['a'], { others: 'rest' }),
    numericBins('gone', [1]),
  ],
  { segmentBy: ['region'], weightColumn: 'w' },
);
const columns = [
  counted('x', [50, 50], { specialCounts: [3], profileCounts: [50, 50], moments, outOfRangeCount: 0 }),
  counted('c', [50, 50], { otherCount: 3, otherLevels: [{ level: 'z', count: 3 }] }),
  counted('t', [50], { otherCount: 53, otherLevels: [{ level: 'y', count: 53 }] }),
  { name: 'gone', status: 'missing-column' } as const,
];
const weights = { sum: 103, sumOfSquares: 206 };
const counts = sample(columns, {
  ...{ weights, leftOut: { malformed: 1, withoutWeight: 2 }, extraColumns: ['more'] },
  segments: [{ key: ['north'], rowCount: 103, weights, columns }],
});
const windows = { reference: { to: 'rolling-window', windows: 2 }, runIds: ['a', 'b'] } as const;
const result = {
  ...measureStability({ ...bins, expected: counts }, counts, DEFAULT_THRESHOLDS),
  comparisons: [
    { ...windows, ...compareSamples(bins, { reference: counts, actual: counts }, DEFAULT_THRESHOLDS) },
  ],
};

describe('stabilityDetail', () => {
  test('reads back everything that a result says', () => {
    const detail = {
      ...{ convention: { ...HOUSE_CONVENTION }, criteria: { ...DEFAULT_THRESHOLDS, alpha: 0.01 } },
      interval: { from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z' },
      ...result,
    };

    expect(stabilityDetail.parse(JSON.parse(JSON.stringify(detail)))).toEqual(detail);
  });

  test('passes on what stands beside the result', () => {
    const detail = { convention: {}, files: [{ path: 'datasets/a.csv', rows: 3 }], ...result };

    expect(stabilityDetail.parse(JSON.parse(JSON.stringify(detail)))).toEqual(detail);
  });

  test('reads a result from before there were alarms, significance, segments and windows', () => {
    const older = {
      convention: { name: 'house', version: 1, proportionFloor: 1e-4 },
      thresholds: DEFAULT_THRESHOLDS,
      ...{ currentRowCount: 1, extraColumns: [] },
      columns: [
        {
          ...{ name: 'x', type: 'numeric', status: 'ok', psi: 0, band: 'stable' },
          bins: [
            {
              ...{ label: '(-inf,inf)', expectedCount: 1, actualCount: 1 },
              ...{ expectedProportion: 1, actualProportion: 1, contribution: 0 },
            },
          ],
        },
      ],
    };

    expect(stabilityDetail.parse(older)).toEqual(older);
  });

  test.each([
    ['an index that is no number', { columns: [{ name: 'x', psi: 'high' }] }],
    ['a status that nobody knows', { columns: [{ name: 'x', type: 'numeric', status: 'fine' }] }],
    ['no columns', {}],
  ])('refuses %s', (_, change) => {
    const { success } = stabilityDetail.safeParse({
      convention: {},
      currentRowCount: 1,
      extraColumns: [],
      ...change,
    });

    expect(success).toBe(false);
  });
});
