import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { assessSignificance } from '../../../shared/domain/stability/assess-significance.ts';
import { computePsi } from '../../../shared/domain/stability/compute-psi.ts';
import { measureDistances } from '../../../shared/domain/stability/measure-distances.ts';
import { hasReferenceData, readReferenceJson, referenceDataNote } from '../../support/reference-data.ts';

/** Infinity is written as text, and what was not calculated as null. */
const figure = z.union([z.number(), z.literal('Infinity').transform(() => null), z.null()]);
const binning = z.object({
  psi: z.record(z.string(), figure),
  metrics: z.record(z.string(), figure),
  table: z.array(z.object({ n_expected: z.number(), n_actual: z.number() })),
});

interface Case {
  readonly path: string;
  readonly psi: z.output<typeof binning>['psi'];
  readonly metrics: z.output<typeof binning>['metrics'];
  readonly expectedCounts: readonly number[];
  readonly actualCounts: readonly number[];
}

/** Every binning of the file, at whatever depth. */
function casesIn(value: unknown, path: string): Case[] {
  const found = binning.safeParse(value);
  if (found.success) {
    const { psi, metrics, table } = found.data;
    const expectedCounts = table.map((bin) => bin.n_expected);
    return [{ path, psi, metrics, expectedCounts, actualCounts: table.map((bin) => bin.n_actual) }];
  }
  const node = z.record(z.string(), z.unknown()).safeParse(value);
  return node.success
    ? Object.entries(node.data).flatMap(([key, child]) => casesIn(child, `${path}.${key}`))
    : [];
}

function distancesOf({ expectedCounts, actualCounts }: Case): ReturnType<typeof measureDistances> {
  return measureDistances(
    expectedCounts.map((expectedCount, bin) => ({ expectedCount, actualCount: actualCounts[bin] ?? 0 })),
  );
}

function significanceOf({ psi, expectedCounts, actualCounts }: Case): ReturnType<typeof assessSignificance> {
  const sizes = {
    expectedRows: sum(expectedCounts),
    actualRows: sum(actualCounts),
    effectiveBins: expectedCounts.filter((count, bin) => count + (actualCounts[bin] ?? 0) > 0).length,
  };
  return assessSignificance(psi['eps1e-4'] ?? NaN, sizes, 0.05);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** `absolute` is the rounding noise of the reference's own sums, which matters where they are next to nothing. */
function expectClose(
  actual: number | null,
  expected: number | null | undefined,
  { relative, absolute = 0, about }: { relative: number; absolute?: number; about: string },
): void {
  if (actual === null || expected === null || expected === undefined) {
    expect(actual, about).toBe(expected);
    return;
  }
  expect(Math.abs(actual - expected), `${about}: ${actual}, not ${expected}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + absolute,
  );
}

describe.skipIf(!hasReferenceData)(`expected.json, metrics (${referenceDataNote})`, () => {
  const cases = hasReferenceData ? casesIn(readReferenceJson('expected.json'), '') : [];

  test('holds 154 tables', () => {
    expect(cases).toHaveLength(154);
  });

  test.each([
    ['klActualToExpected', 'kl_a_e'],
    ['klExpectedToActual', 'kl_e_a'],
    ['hellinger', 'hellinger'],
    ['lInfinity', 'l_inf'],
    ['overlap', 'overlap'],
  ] as const)('%s agrees', (name, key) => {
    for (const one of cases) {
      expectClose(distancesOf(one)[name], one.metrics[key], { relative: 1e-12, about: one.path });
    }
  });

  // The reference sums the plain form, which leaves about 1e-16 of noise in the divergence, the distance squared.
  test('jensenShannon agrees', () => {
    for (const one of cases) {
      expectClose(distancesOf(one).jensenShannon ** 2, (one.metrics['js_distance_base2'] ?? NaN) ** 2, {
        ...{ relative: 1e-12, absolute: 2e-16, about: one.path },
      });
    }
  });

  test('chi-square agrees, with its degrees of freedom and p-value', () => {
    for (const one of cases) {
      const { statistic, degreesOfFreedom, pValue } = distancesOf(one).chiSquare;

      // The reference's is 1e-29 where counts are equal.
      expectClose(statistic, one.metrics['chi2'], { relative: 1e-12, absolute: 1e-25, about: one.path });
      expect(degreesOfFreedom, one.path).toBe(one.metrics['chi2_df']);
      expectClose(pValue, one.metrics['chi2_p'], { relative: 1e-10, about: one.path });
    }
  });

  test('critical value, p-value, expected noise and bins of the index agree', () => {
    for (const one of cases) {
      const { criticalValue, pValue, expectedNoise, effectiveBins } = significanceOf(one);

      expectClose(criticalValue, one.metrics['psi_crit_chi2_95'], { relative: 1e-10, about: one.path });
      expectClose(expectedNoise, one.metrics['psi_null_mean'], { relative: 1e-12, about: one.path });
      expect(effectiveBins, one.path).toBe(one.metrics['bins']);
      // Not calculated there for an index that is infinite without a floor.
      const published = one.metrics['psi_p_chi2'];
      if (published !== null) expectClose(pValue, published, { relative: 1e-10, about: one.path });
    }
  });

  test('the two divergences sum to the index without a floor', () => {
    for (const one of cases) {
      const { klActualToExpected, klExpectedToActual } = distancesOf(one);
      if (klActualToExpected === null || klExpectedToActual === null) continue;
      const { psi } = computePsi(one.expectedCounts, one.actualCounts, { kind: 'none' });

      expectClose(klActualToExpected + klExpectedToActual, psi, {
        ...{ relative: 1e-11, absolute: 1e-15, about: one.path },
      });
    }
  });
});

describe.skipIf(!hasReferenceData)(`vectors.json, critical values (${referenceDataNote})`, () => {
  const sizes = { n: z.number(), m: z.number(), bins: z.number() };
  const file = z.object({
    critical_values_yurdakul_table2: z.array(
      z.object({ ...sizes, alpha: z.number(), chi2: z.number(), published_table2: z.number() }),
    ),
    auto_threshold_feature_engine: z.array(z.object({ ...sizes, p: z.number(), published: z.number() })),
  });
  const parsed = hasReferenceData ? file.parse(readReferenceJson('vectors.json')) : undefined;

  function criticalValue(
    { n, m, bins }: { readonly n: number; readonly m: number; readonly bins: number },
    alpha: number,
  ): number {
    const rows = { expectedRows: n, actualRows: m, effectiveBins: bins };
    return assessSignificance(0, rows, alpha).criticalValue;
  }

  test('holds 21 cells and 3 thresholds', () => {
    expect(parsed?.critical_values_yurdakul_table2).toHaveLength(21);
    expect(parsed?.auto_threshold_feature_engine).toHaveLength(3);
  });

  test.each(parsed?.critical_values_yurdakul_table2 ?? [])(
    'Yurdakul and Naranjo, table 2: $published_table2 for $n and $m rows',
    (cell) => {
      const value = criticalValue(cell, cell.alpha);

      expectClose(value, cell.chi2, { relative: 1e-10, about: 'chi2' });
      expect(value.toFixed(3)).toBe(cell.published_table2.toFixed(3));
    },
  );

  test.each(parsed?.auto_threshold_feature_engine ?? [])(
    'feature_engine’s automatic threshold: $published for $n and $m rows in $bins bins',
    (threshold) => {
      expectClose(criticalValue(threshold, threshold.p), threshold.published, {
        ...{ relative: 1e-10, about: 'published' },
      });
    },
  );
});
