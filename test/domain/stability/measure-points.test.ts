import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { BinPoints } from '../../../shared/domain/stability/bin-specification.ts';
import { measurePoints } from '../../../shared/domain/stability/measure-points.ts';
import type { BinPair, PairedBins } from '../../../shared/domain/stability/pair-bins.ts';
import { hasReferenceData, readReferenceJson, referenceDataNote } from '../../support/reference-data.ts';
import { present } from '../../support/present.ts';

const NOTHING: PairedBins = { own: [], special: [], missing: [], others: [], invalid: [] };

function pair(label: string, expectedCount: number, actualCount: number): BinPair {
  return { label, expectedCount, actualCount };
}

function points(ofBins: readonly number[], more: Partial<BinPoints> = {}): BinPoints {
  return { ofBins, ofSpecialCodes: [], ...more };
}

describe('measurePoints', () => {
  const own = [pair('a', 50, 25), pair('b', 50, 75)];

  // −¼ · 10 + ¼ · 30
  test('is the sum of shifted shares, each worth its points', () => {
    expect(measurePoints(points([10, 30]), { ...NOTHING, own })).toEqual({
      ...{ csi: 5, expectedMean: 20, actualMean: 25, terms: [-2.5, 7.5] },
    });
  });

  test('may be 0 under a large shift', () => {
    expect(measurePoints(points([7, 7]), { ...NOTHING, own })).toMatchObject({ csi: 0, actualMean: 7 });
  });

  test('has points for special codes, missing values, levels without a bin and texts', () => {
    const bins: PairedBins = {
      ...{ own: [pair('x', 6, 2)], special: [pair('{-9}', 1, 2)], missing: [pair('__MISSING__', 1, 2)] },
      ...{ others: [pair('__NEW__', 1, 2)], invalid: [pair('__INVALID__', 1, 2)] },
    };
    const scores = points([0], { ofSpecialCodes: [10], ofMissing: 20, ofOthers: -30 });

    expect(measurePoints(scores, bins).terms).toEqual([0, 1, 2, -3, -3]);
  });

  test.each<[string, Partial<PairedBins>]>([
    ['c', { own: [...own, pair('c', 1, 0)] }],
    ['{-9}', { own, special: [pair('{-9}', 0, 1)] }],
    ['__MISSING__', { own, missing: [pair('__MISSING__', 0, 1)] }],
    ['__NEW__', { own, others: [pair('__NEW__', 0, 1)] }],
    ['__INVALID__', { own, invalid: [pair('__INVALID__', 0, 1)] }],
  ])('is not computable where %s has values and no points', (label, bins) => {
    expect(measurePoints(points([10, 30]), { ...NOTHING, ...bins })).toEqual({
      csi: null,
      reason: `The bin '${label}' has values and no points.`,
      ...{ expectedMean: null, actualMean: null, terms: [] },
    });
  });

  test('needs no points for a bin that is empty on both sides', () => {
    const bins = { ...NOTHING, own, missing: [pair('__MISSING__', 0, 0)] };

    expect(measurePoints(points([10, 30]), bins)).toMatchObject({ csi: 5, terms: [-2.5, 7.5, 0] });
  });
});

describe.skipIf(!hasReferenceData)(`points of a scorecard (${referenceDataNote})`, () => {
  const counts = z.array(z.number());
  const file = z.object({
    csi_points: z.object({
      ...{ expected_pct: counts, actual_pct: counts, points: counts, contribution: counts },
      csi_points: z.number(),
    }),
  });

  test('vectors.json: an age of five classes', () => {
    const { csi_points: age } = file.parse(readReferenceJson('vectors.json'));
    const own = age.expected_pct.map((expected, bin) =>
      pair(`${bin}`, expected, present(age.actual_pct[bin])),
    );

    const { csi, terms } = measurePoints(points(age.points), { ...NOTHING, own });

    expect(csi).toBeCloseTo(age.csi_points, 12);
    terms.forEach((term, bin) => {
      expect(term).toBeCloseTo(present(age.contribution[bin]), 12);
    });
  });
});
