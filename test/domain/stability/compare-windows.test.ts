import { describe, expect, test } from 'vitest';
import { compareWindows } from '../../../shared/domain/stability/compare-windows.ts';
import { compareSamples } from '../../../shared/domain/stability/measure-stability.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/domain/stability/stability-band.ts';
import type { Reference } from '../../../shared/domain/stability/stability-result.ts';
import { binsOf, numericBins } from '../../support/counted-sample.ts';
import { counted, sample } from '../../support/sample-counts.ts';

const BINS = binsOf([numericBins('x', [1])]);
const PREVIOUS: Reference = { to: 'previous-window' };
const ROLLING: Reference = { to: 'rolling-window', windows: 3 };
const actual = sample([counted('x', [80, 20])]);
const windows = [
  { runId: 'yesterday', counts: sample([counted('x', [50, 50])]) },
  { runId: 'the day before', counts: sample([counted('x', [90, 10])]) },
];

function compare(references: readonly Reference[], from: typeof windows = windows) {
  return compareWindows(BINS, actual, {
    references: references.map((reference) => ({ reference, windows: from })),
    criteria: DEFAULT_THRESHOLDS,
  });
}

describe('compareWindows', () => {
  test('takes the latest window for the previous one', () => {
    const [previous] = compare([PREVIOUS]);

    expect(previous).toMatchObject({ reference: PREVIOUS, runIds: ['yesterday'], currentRowCount: 100 });
    expect(previous?.columns[0]?.psi).toBeCloseTo(0.3 * Math.log(4), 15);
  });

  test('sums as many windows as a rolling one asks for, or as there are', () => {
    const [rolling] = compare([ROLLING]);
    const sum = sample([counted('x', [140, 60])]);

    expect(rolling).toEqual({
      ...{ reference: ROLLING, runIds: ['yesterday', 'the day before'] },
      ...compareSamples(BINS, { reference: sum, actual }, DEFAULT_THRESHOLDS),
    });
    expect(compare([{ to: 'rolling-window', windows: 1 }])[0]?.runIds).toEqual(['yesterday']);
  });

  test('says that there is no window yet, rather than nothing', () => {
    expect(compare([PREVIOUS], [])).toEqual([
      {
        ...{ reference: PREVIOUS, runIds: [], currentRowCount: 100 },
        columns: [
          {
            ...{ name: 'x', type: 'numeric', status: 'not-computable', psi: null, band: null, bins: [] },
            reason: 'There is no earlier window.',
          },
        ],
      },
    ]);
  });

  test('gives one comparison per reference, in their order', () => {
    expect(compare([ROLLING, PREVIOUS]).map(({ reference }) => reference)).toEqual([ROLLING, PREVIOUS]);
  });

  test('refuses a window of other bins', () => {
    const foreign = [{ runId: 'r', counts: sample([counted('y', [1, 1])]) }];

    expect(() => compare([PREVIOUS], foreign)).toThrow('The counts do not belong to this bin specification.');
  });
});
