import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { BaselineOptions, ColumnOptions } from '../../../shared/domain/stability/baseline-options.ts';
import type { BinSpecification } from '../../../shared/domain/stability/bin-specification.ts';
import { computePsi } from '../../../shared/domain/stability/compute-psi.ts';
import type { EmptyBinRule } from '../../../shared/domain/stability/compute-psi.ts';
import type { BinConvention } from '../../../shared/domain/stability/convention.ts';
import { HOUSE_CONVENTION } from '../../../shared/domain/stability/convention.ts';
import { measureStability } from '../../../shared/domain/stability/measure-stability.ts';
import type { SampleCounts } from '../../../shared/domain/stability/sample-counts.ts';
import { DEFAULT_THRESHOLDS } from '../../../shared/domain/stability/stability-band.ts';
import type { ColumnStability, StabilityResult } from '../../../shared/domain/stability/stability-result.ts';
import { toCsvColumn } from '../../support/csv-text.ts';
import { present } from '../../support/present.ts';
import {
  hasReferenceData,
  readReferenceFile,
  readReferenceJson,
  referenceDataNote,
} from '../../support/reference-data.ts';
import { count, measure, named, only, specify } from '../../support/stability-run.ts';

const number = z.union([z.number(), z.literal('Infinity').transform(() => Infinity)]);
const psiByRule = z.record(z.string(), number);
const row = z.object({ bin: z.string(), n_expected: z.number(), n_actual: z.number() });
const binning = z.object({ edges: z.array(z.number()), psi: psiByRule, table: z.array(row) });
const levels = z.object({ psi: psiByRule, table: z.array(row) });
const dataset = z.object({
  rows: z.tuple([z.number(), z.number()]),
  numeric: z.record(z.string(), z.record(z.string(), z.unknown())),
  categorical: z.record(z.string(), z.object({ own: levels, pool: levels })),
  points: z.record(
    z.string(),
    z.object({
      csi_points: z.number(),
      mean_shift: z.number(),
      table: z.array(z.object({ points: z.number(), contribution: z.number() })),
    }),
  ),
});
const rawFigures = z.object({
  ks: z.number(),
  wasserstein: z.number(),
  mean: z.tuple([z.number(), z.number()]),
});
const smallBinning = z.object({
  edges: z.array(z.number()),
  n_expected: z.array(z.number()),
  n_actual: z.array(z.number()),
  psi: psiByRule,
});
const smallLevels = z.object({
  bins: z.array(z.string()),
  n_expected: z.array(z.number()),
  n_actual: z.array(z.number()),
  psi: psiByRule,
});
const smallCase = z.object({
  id: z.string(),
  type: z.enum(['numeric', 'categorical']),
  bins: z.number().optional(),
  baseline: z.array(z.union([z.number(), z.string(), z.null()])),
  current: z.array(z.union([z.number(), z.string(), z.null()])),
  expected: z.record(z.string(), z.unknown()).optional(),
});

const RULES: Readonly<Record<string, EmptyBinRule>> = {
  none: { kind: 'none' },
  'eps1e-3': { kind: 'proportion-floor', proportion: 1e-3 },
  'eps1e-4': { kind: 'proportion-floor', proportion: 1e-4 },
  'eps1e-6': { kind: 'proportion-floor', proportion: 1e-6 },
  'add1e-4': { kind: 'add-proportion', proportion: 1e-4 },
  'add10e-6': { kind: 'add-proportion', proportion: 1e-5 },
  laplace: { kind: 'add-count', count: 1, isRenormalised: true },
  plus1_over_n: { kind: 'add-count', count: 1, isRenormalised: false },
  half: { kind: 'count-floor', count: 0.5 },
  'count0.5': { kind: 'count-floor', count: 0.5 },
  'count0.9': { kind: 'count-floor', count: 0.9 },
  'count0.99': { kind: 'count-floor', count: 0.99 },
  count1: { kind: 'count-floor', count: 1 },
};

/** Each table of a numeric column: the convention it is counted by, and whether its edges are given. */
const TABLES: Readonly<
  Record<string, { readonly convention: BinConvention; readonly areEdgesGiven?: true }>
> = {
  atoms_right_missbin: { convention: HOUSE_CONVENTION },
  decile_right_missbin: { convention: variant({ atoms: false }) },
  decile_right_drop: { convention: variant({ atoms: false, missing: 'drop' }) },
  decile_left_drop: { convention: variant({ atoms: false, missing: 'drop', closed: 'left' }) },
  q20_right_missbin: { convention: variant({ atoms: false, bins: 20 }) },
  width10_right_missbin: { convention: variant({ atoms: false, binning: 'equal-width' }) },
  fixed_right_missbin: { convention: variant({ atoms: false }), areEdgesGiven: true },
  fixed_left_missbin: { convention: variant({ atoms: false, closed: 'left' }), areEdgesGiven: true },
};

const PAIRS = ['german', 'uci_credit', 'bike', 'airquality'];

function variant(change: Partial<BinConvention>): BinConvention {
  return { ...HOUSE_CONVENTION, name: 'reference', ...change };
}

function ruleNamed(name: string): EmptyBinRule {
  const rule = RULES[name];
  if (rule === undefined) throw new Error(`No rule for '${name}'.`);
  return rule;
}

/** 1e-12 relative; indexes that are rounding residue of 0 on either side are compared absolutely. */
function expectIndex(actual: number, expected: number, about: string): void {
  if (!Number.isFinite(expected)) {
    expect(actual, about).toBe(expected);
    return;
  }
  expect(Math.abs(actual - expected), about).toBeLessThanOrEqual(1e-12 * Math.abs(expected) + 1e-17);
}

/** The column's edges. */
function edgesOf(specification: BinSpecification, name: string): readonly number[] {
  const bins = named(specification.columns, name);
  if (bins.status !== 'ok' || bins.type !== 'numeric') throw new Error(name);
  return bins.binEdges;
}

/** Expected and actual count of each bin. */
function countsOf({ bins }: ColumnStability): readonly (readonly [expected: number, actual: number])[] {
  return bins.map(({ expectedCount, actualCount }) => [expectedCount, actualCount]);
}

/** The same bins and counts, by another rule for empty bins. */
function byRule(specification: BinSpecification, counts: SampleCounts, rule: string): StabilityResult {
  const convention = { ...specification.convention, name: 'reference', emptyBins: ruleNamed(rule) };
  return measureStability({ ...specification, convention }, counts, DEFAULT_THRESHOLDS);
}

/** An index of the reference; an infinite one is not computable, and the reason names a bin. */
function expectColumn(column: ColumnStability, psi: number, about: string): void {
  if (Number.isFinite(psi)) {
    expectIndex(column.psi ?? NaN, psi, about);
    return;
  }
  expect(column, about).toMatchObject({ status: 'not-computable', psi: null });
  expect(column.reason, about).toMatch(/^The index is infinite: the bin '.+' is empty in the /);
}

/** The bins of the columns that have such a table. */
function optionsOf(table: string, binnings: ReadonlyMap<string, z.output<typeof binning>>): BaselineOptions {
  const { convention, areEdgesGiven } = present(TABLES[table]);
  const given = [...binnings].map(([name, { edges }]): [string, ColumnOptions] => [
    ...([name, { binning: { method: 'fixed-edges', edges } }] as const),
  ]);
  return {
    ...{ columns: [...binnings.keys()], convention },
    ...(areEdgesGiven === true && { columnOptions: Object.fromEntries(given) }),
  };
}

describe.skipIf(!hasReferenceData)(`expected.json (${referenceDataNote})`, () => {
  const reference = hasReferenceData
    ? z.record(z.string(), z.unknown()).parse(readReferenceJson('expected.json'))
    : {};

  describe.each(PAIRS)('%s', (pair) => {
    const expected = hasReferenceData
      ? dataset.parse(reference[pair])
      : { rows: [0, 0], numeric: {}, categorical: {}, points: {} };
    const baseline = hasReferenceData ? readReferenceFile(`${pair}_baseline.csv`) : new Uint8Array();
    const current = hasReferenceData ? readReferenceFile(`${pair}_current.csv`) : new Uint8Array();

    test('counts the rows of both files', () => {
      const specification = specify(baseline);

      expect([specification.expected.rowCount, count(specification, current).rowCount]).toEqual(
        expected.rows,
      );
    });

    test('takes the reference’s numeric columns for numeric and its categorical ones for categorical', () => {
      const { columns } = specify(baseline);

      for (const name of Object.keys(expected.numeric))
        expect(named(columns, name).type, name).toBe('numeric');
      for (const name of Object.keys(expected.categorical)) {
        expect(named(columns, name).type, name).toBe('categorical');
      }
    });

    test.each(Object.keys(TABLES))('agrees on edges, counts and index by every rule: %s', (key) => {
      const wanted = new Map(
        Object.entries(expected.numeric).flatMap(([name, binnings]) =>
          binnings[key] === undefined ? [] : [[name, binning.parse(binnings[key])] as const],
        ),
      );
      const specification = specify(baseline, optionsOf(key, wanted));
      const counts = count(specification, current);
      const floored = byRule(specification, counts, 'eps1e-4');

      expect(wanted.size).toBeGreaterThanOrEqual(1);
      for (const [name, { edges, table }] of wanted) {
        expect(edgesOf(specification, name), name).toEqual(edges);
        expect(countsOf(named(floored.columns, name)), name).toEqual(
          table.map((bin) => [bin.n_expected, bin.n_actual]),
        );
      }
      for (const rule of ['eps1e-4', 'eps1e-6', 'laplace', 'half', 'none']) {
        const { columns } = byRule(specification, counts, rule);
        for (const [name, { psi }] of wanted) {
          expectColumn(named(columns, name), present(psi[rule]), `${name} ${rule}`);
        }
      }
    });

    test.each([
      ['pooled', 'pool'],
      ['own-bins', 'own'],
    ] as const)('agrees on categorical columns by every rule, unseen levels %s', (unseen, key) => {
      const convention = variant({ unseen });
      const specification = specify(baseline, { convention });
      const counts = count(specification, current);
      const floored = byRule(specification, counts, 'eps1e-4');
      for (const [name, tables] of Object.entries(expected.categorical)) {
        const { table, psi } = tables[key];
        const { bins } = named(floored.columns, name);
        const inUse = table.filter((bin) => bin.n_expected + bin.n_actual > 0);

        expect(new Map(bins.map((bin) => [bin.label, [bin.expectedCount, bin.actualCount]])), name).toEqual(
          new Map(inUse.map((bin) => [bin.bin, [bin.n_expected, bin.n_actual]])),
        );
        for (const [rule, index] of Object.entries(psi)) {
          const { columns } = byRule(specification, counts, rule);
          expectColumn(named(columns, name), index, `${name} ${rule}`);
        }
      }
    });

    test('holds the statistic and the distance of the values themselves within its bounds', () => {
      const { columns } = measure(baseline, current);
      for (const [name, { raw }] of Object.entries(expected.numeric)) {
        if (raw === undefined) continue;
        const { ks, wasserstein, mean } = rawFigures.parse(raw);
        const shape = present(named(columns, name).shape, name);

        expect(shape.ks, name).toBeLessThanOrEqual(ks + 1e-12);
        expect(shape.ksAtMost, name).toBeGreaterThanOrEqual(ks - 1e-12);
        expect(shape.ksAtMost - shape.ks, name).toBeLessThanOrEqual(0.02);
        expectClose(shape.expectedMean, mean[0], name);
        expectClose(shape.actualMean, mean[1], name);
        const distance = Math.abs((shape.wasserstein ?? NaN) - wasserstein);
        // The grid holds 200 quantiles: what it cannot see lies in long tails.
        expect(distance, name).toBeLessThanOrEqual(0.08 * wasserstein + 1e-12);
        if (shape.wassersteinWithin !== null) {
          expect(distance, name).toBeLessThanOrEqual(shape.wassersteinWithin + 1e-12 * wasserstein);
        }
      }
    });
  });

  describe('the scorecard of german', () => {
    const points: z.output<typeof dataset>['points'] = hasReferenceData
      ? dataset.parse(reference['german']).points
      : {};
    const parts = Object.keys(points).filter((name) => name !== 'score');
    const { columns } = hasReferenceData
      ? measure(readReferenceFile('german_baseline.csv'), readReferenceFile('german_current.csv'), {
          columns: [...parts, 'score'],
          columnOptions: Object.fromEntries(
            parts.map((name) => [name, { type: 'categorical', points: 'own-values' }]),
          ),
        })
      : { columns: [] };

    test('has the reference’s points CSI and terms', () => {
      expect(parts).toHaveLength(5);
      for (const name of parts) {
        const { bins, points: shift } = named(columns, name);
        const { csi_points: csi, table } = present(points[name]);

        expect(shift?.csi, name).toBeCloseTo(csi, 12);
        expect(
          new Map(bins.map(({ label }, bin) => [Number(label), shift?.terms[bin]?.toFixed(12)])),
        ).toEqual(new Map(table.map((level) => [level.points, level.contribution.toFixed(12)])));
      }
    });

    test('moves the mean points of a characteristic by its CSI', () => {
      for (const name of parts) {
        const { csi, expectedMean, actualMean } = present(named(columns, name).points);

        expect((actualMean ?? NaN) - (expectedMean ?? NaN), name).toBeCloseTo(csi ?? NaN, 12);
        expect(csi, name).toBeCloseTo(present(points[name]).mean_shift, 12);
      }
    });

    test('moves the mean score by the sum of its characteristics’ CSI', () => {
      const sum = parts.reduce((total, name) => total + (named(columns, name).points?.csi ?? NaN), 0);
      const { expectedMean, actualMean } = present(named(columns, 'score').shape);

      expect(actualMean - expectedMean).toBeCloseTo(sum, 11);
    });
  });

  test('differs from plain deciles exactly where a value holds more than a tenth of the baseline', () => {
    const different = PAIRS.flatMap((pair) => {
      const file = readReferenceFile(`${pair}_baseline.csv`);
      const columns = Object.keys(dataset.parse(reference[pair]).numeric);
      const house = specify(file, { columns });
      const plain = specify(file, { columns, convention: variant({ atoms: false }) });
      return columns
        .filter((name) => edgesOf(house, name).join() !== edgesOf(plain, name).join())
        .map((name) => `${pair}.${name}`);
    });

    expect(different).toEqual([
      'german.duration_in_month',
      'uci_credit.limit_bal',
      'uci_credit.bill_amt',
      'uci_credit.pay_amt',
      'uci_credit.utilisation',
      'bike.windspeed',
      'airquality.Wind',
    ]);
  });
});

function expectClose(actual: number, expected: number, about: string): void {
  expect(Math.abs(actual - expected), about).toBeLessThanOrEqual(1e-12 * Math.abs(expected));
}

describe.skipIf(!hasReferenceData)(`edge_cases.json (${referenceDataNote})`, () => {
  const cases = hasReferenceData ? z.array(smallCase).parse(readReferenceJson('edge_cases.json')) : [];
  const numericCases = cases.filter((small) => small.type === 'numeric' && small.expected !== undefined);
  const binnings = {
    quantile_right_drop: variant({ atoms: false, missing: 'drop' }),
    quantile_right_bin: variant({ atoms: false }),
    quantile_left_drop: variant({ atoms: false, missing: 'drop', closed: 'left' }),
    quantile_left_bin: variant({ atoms: false, closed: 'left' }),
  };

  test('holds all 26 cases', () => {
    expect(cases).toHaveLength(26);
  });

  describe.each(Object.entries(binnings))('%s', (key, convention) => {
    test.each(numericCases)('agrees on $id', (small) => {
      const wanted = small.expected?.[key];
      const specification = specify(toCsvColumn(small.baseline), {
        convention: { ...convention, bins: small.bins ?? 10 },
        columnOptions: { x: { type: 'numeric' } },
      });
      const counts = count(specification, toCsvColumn(small.current));
      const floored = only(byRule(specification, counts, 'eps1e-4'));
      if (typeof wanted === 'string') {
        expect(floored).toMatchObject({ status: 'not-computable', psi: null });
        return;
      }
      const published = smallBinning.parse(wanted);

      expect(edgesOf(specification, 'x')).toEqual(published.edges);
      expect(countsOf(floored)).toEqual(
        published.n_expected.map((expected, bin) => [expected, published.n_actual[bin]]),
      );
      for (const [rule, psi] of Object.entries(published.psi)) {
        expectColumn(only(byRule(specification, counts, rule)), psi, `${small.id} ${rule}`);
      }
    });
  });

  test('computes nothing for a baseline without values', () => {
    const small = cases.find(({ id }) => id === 'baseline_all_missing');
    const column = only(measure(toCsvColumn(small?.baseline ?? []), toCsvColumn(small?.current ?? [])));

    expect(column).toMatchObject({
      status: 'not-computable',
      psi: null,
      reason: 'The baseline has no values.',
    });
  });

  describe.each([
    ['pool', 'pooled'],
    ['own', 'own-bins'],
  ] as const)('unseen levels: %s', (key, unseen) => {
    test.each(cases.filter((small) => small.type === 'categorical'))('agrees on $id', (small) => {
      const published = smallLevels.parse(small.expected?.[key]);
      const specification = specify(toCsvColumn(small.baseline), {
        convention: variant({ unseen }),
        columnOptions: { x: { type: 'categorical' } },
      });
      const counts = count(specification, toCsvColumn(small.current));
      const { bins } = only(byRule(specification, counts, 'eps1e-4'));

      expect(new Map(bins.map((bin) => [bin.label, [bin.expectedCount, bin.actualCount]]))).toEqual(
        new Map(
          published.bins.map((label, bin) => [label, [published.n_expected[bin], published.n_actual[bin]]]),
        ),
      );
      for (const [rule, psi] of Object.entries(published.psi)) {
        expectColumn(only(byRule(specification, counts, rule)), psi, `${small.id} ${rule}`);
      }
    });
  });
});

function expectEveryRule(
  expected: readonly number[],
  actual: readonly number[],
  psiOf: Readonly<Record<string, number>>,
): void {
  for (const [rule, psi] of Object.entries(psiOf)) {
    expectIndex(computePsi(expected, actual, ruleNamed(rule)).psi, psi, rule);
  }
}

describe.skipIf(!hasReferenceData)(`vectors.json (${referenceDataNote})`, () => {
  const counts = z.array(z.number());
  const published = z.object({
    id: z.string(),
    expected: counts,
    actual: counts,
    convention: z.string(),
    published: z.number(),
    published_tolerance: z.number(),
    value: z.number(),
    'value_plus1_over_n (azure production code)': z.number().optional(),
  });
  const file = z.object({
    smoothing_cross_table: z.object({ expected: counts, actual: counts, values: psiByRule }),
    csi_points: z.object({ expected_pct: counts, actual_pct: counts, psi_of_same_bins: z.number() }),
    vectors: z.array(published),
  });
  const parsed = hasReferenceData ? file.parse(readReferenceJson('vectors.json')) : undefined;

  test.each(parsed?.vectors ?? [])('$id: $published is met', (vector) => {
    const { psi } = computePsi(vector.expected, vector.actual, ruleNamed(vector.convention));

    expect(Math.abs(psi - vector.published)).toBeLessThanOrEqual(vector.published_tolerance);
    expectIndex(psi, vector.value, vector.id);
    const inProduction = vector['value_plus1_over_n (azure production code)'];
    if (inProduction !== undefined) {
      expectIndex(
        computePsi(vector.expected, vector.actual, ruleNamed('plus1_over_n')).psi,
        inProduction,
        vector.id,
      );
    }
  });

  test('one table by every rule for empty bins', () => {
    const table = parsed?.smoothing_cross_table;

    expect(Object.keys(table?.values ?? {})).toHaveLength(12);
    expectEveryRule(table?.expected ?? [], table?.actual ?? [], table?.values ?? {});
  });

  test('the PSI of a scorecard’s bins, given as percentages', () => {
    const points = parsed?.csi_points;

    const { psi } = computePsi(points?.expected_pct ?? [], points?.actual_pct ?? [], { kind: 'none' });

    expectIndex(psi, points?.psi_of_same_bins ?? NaN, 'csi_points');
  });
});
