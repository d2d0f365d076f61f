import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { computePsi } from '../../../shared/domain/stability/compute-psi.ts';
import type { EmptyBinRule } from '../../../shared/domain/stability/compute-psi.ts';
import type { BinSpecification } from '../../../shared/domain/stability/bin-specification.ts';
import type { BinConvention } from '../../../shared/domain/stability/convention.ts';
import { HOUSE_CONVENTION } from '../../../shared/domain/stability/convention.ts';
import type { CurrentCounts } from '../../../shared/domain/stability/current-counts.ts';
import { IntervalCounter } from '../../../shared/domain/stability/interval-counter.ts';
import { toCsvColumn } from '../../support/csv-text.ts';
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

const CONVENTIONS: Readonly<Record<string, BinConvention>> = {
  atoms_right_missbin: HOUSE_CONVENTION,
  decile_right_missbin: variant({ atoms: false }),
  decile_right_drop: variant({ atoms: false, missing: 'drop' }),
  decile_left_drop: variant({ atoms: false, missing: 'drop', closed: 'left' }),
  q20_right_missbin: variant({ atoms: false, bins: 20 }),
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

interface Binned {
  readonly edges: readonly number[];
  readonly expectedCounts: readonly number[];
  readonly actualCounts: readonly number[];
}

/** A numeric column's edges and counts, the missing values last where they are a bin. */
function binnedBy(specification: BinSpecification, counts: CurrentCounts, name: string): Binned {
  const bins = named(specification.columns, name);
  const counted = named(counts.columns, name);
  if (bins.status !== 'ok' || bins.type !== 'numeric' || counted.status !== 'counted') throw new Error(name);
  const isDropped = specification.convention.missing === 'drop';
  return {
    edges: bins.binEdges,
    expectedCounts: [...bins.expectedCounts, ...(isDropped ? [] : [bins.expectedMissingCount])],
    actualCounts: [...counted.binCounts, ...(isDropped ? [] : [counted.missingCount])],
  };
}

function expectEveryRule(
  expected: readonly number[],
  actual: readonly number[],
  byRule: Readonly<Record<string, number>>,
): void {
  for (const [rule, psi] of Object.entries(byRule)) {
    expectIndex(computePsi(expected, actual, ruleNamed(rule)).psi, psi, rule);
  }
}

describe.skipIf(!hasReferenceData)(`expected.json (${referenceDataNote})`, () => {
  const reference = hasReferenceData
    ? z.record(z.string(), z.unknown()).parse(readReferenceJson('expected.json'))
    : {};

  describe.each(PAIRS)('%s', (pair) => {
    const expected = hasReferenceData
      ? dataset.parse(reference[pair])
      : { rows: [0, 0], numeric: {}, categorical: {} };
    const baseline = hasReferenceData ? readReferenceFile(`${pair}_baseline.csv`) : new Uint8Array();
    const current = hasReferenceData ? readReferenceFile(`${pair}_current.csv`) : new Uint8Array();

    test('counts the rows of both files', () => {
      const specification = specify(baseline);

      expect([specification.rowCount, count(specification, current).rowCount]).toEqual(expected.rows);
    });

    test('takes the reference’s numeric columns for numeric and its categorical ones for categorical', () => {
      const { columns } = specify(baseline);

      for (const name of Object.keys(expected.numeric))
        expect(named(columns, name).type, name).toBe('numeric');
      for (const name of Object.keys(expected.categorical)) {
        expect(named(columns, name).type, name).toBe('categorical');
      }
    });

    test.each(Object.entries(CONVENTIONS))('agrees on edges, counts and index by %s', (key, convention) => {
      const specification = specify(baseline, { convention });
      const counts = count(specification, current);
      const result = measure(baseline, current, { convention });
      let compared = 0;
      for (const [name, binnings] of Object.entries(expected.numeric)) {
        if (binnings[key] === undefined) continue;
        const wanted = binning.parse(binnings[key]);
        const { edges, expectedCounts, actualCounts } = binnedBy(specification, counts, name);

        expect(edges, name).toEqual(wanted.edges);
        expect(expectedCounts, name).toEqual(wanted.table.map((bin) => bin.n_expected));
        expect(actualCounts, name).toEqual(wanted.table.map((bin) => bin.n_actual));
        expectEveryRule(expectedCounts, actualCounts, wanted.psi);
        expectIndex(named(result.columns, name).psi ?? NaN, wanted.psi['eps1e-4'] ?? NaN, name);
        compared += 1;
      }
      expect(compared).toBeGreaterThanOrEqual(4);
    });

    test('agrees on counts and index of categorical columns, unseen levels pooled', () => {
      const result = measure(baseline, current);
      for (const [name, { pool }] of Object.entries(expected.categorical)) {
        const { bins, psi } = named(result.columns, name);
        const inUse = pool.table.filter((bin) => bin.n_expected + bin.n_actual > 0);

        expect(new Map(bins.map((bin) => [bin.label, [bin.expectedCount, bin.actualCount]])), name).toEqual(
          new Map(inUse.map((bin) => [bin.bin, [bin.n_expected, bin.n_actual]])),
        );
        expectIndex(psi ?? NaN, pool.psi['eps1e-4'] ?? NaN, name);
      }
    });

    test('computes the categorical tables by every rule, each unseen level on its own too', () => {
      for (const { own, pool } of Object.values(expected.categorical)) {
        for (const { table, psi } of [own, pool]) {
          const expectedCounts = table.map((bin) => bin.n_expected);
          const actualCounts = table.map((bin) => bin.n_actual);

          expectEveryRule(expectedCounts, actualCounts, psi);
        }
      }
    });

    test.each([
      ['fixed_right_missbin', 'right'],
      ['fixed_left_missbin', 'left'],
      ['width10_right_missbin', 'right'],
    ] as const)('counts into the given edges of %s', (key, closed) => {
      let compared = 0;
      for (const [name, binnings] of Object.entries(expected.numeric)) {
        if (binnings[key] === undefined) continue;
        const { edges, table, psi } = binning.parse(binnings[key]);
        const samples = [baseline, current].map((file) => numbersOf(file, name));
        const counted = samples.map(({ values, missingCount }) => {
          const counter = new IntervalCounter(edges, closed);
          counter.add(values, values.length);
          return [...counter.counts, missingCount];
        });

        expect(counted[0], name).toEqual(table.map((bin) => bin.n_expected));
        expect(counted[1], name).toEqual(table.map((bin) => bin.n_actual));
        expectEveryRule(counted[0] ?? [], counted[1] ?? [], psi);
        compared += 1;
      }
      expect(compared).toBeGreaterThanOrEqual(1);
    });
  });

  test('differs from plain deciles exactly where a value holds more than a tenth of the baseline', () => {
    const different = PAIRS.flatMap((pair) => {
      const file = readReferenceFile(`${pair}_baseline.csv`);
      const plain = specify(file, { convention: variant({ atoms: false }) });
      const wanted = Object.keys(dataset.parse(reference[pair]).numeric);
      return specify(file)
        .columns.filter((column) => wanted.includes(column.name))
        .filter((column) => {
          const other = named(plain.columns, column.name);
          return JSON.stringify(edgesOf(column)) !== JSON.stringify(edgesOf(other));
        })
        .map((column) => `${pair}.${column.name}`);
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

  function edgesOf(column: object): unknown {
    return 'binEdges' in column ? column.binEdges : undefined;
  }

  /** A plain reading of one column, by the platform's own means. */
  function numbersOf(file: Uint8Array, name: string): { values: Float64Array; missingCount: number } {
    const lines = new TextDecoder().decode(file).trimEnd().split('\n');
    const [header = [], ...rows] = lines.map((line) => line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? []);
    const index = header.findIndex((cell) => cell.replace(/,$/, '') === name);
    const cells = rows.map((cellsOfRow) => (cellsOfRow[index] ?? '').replace(/,$/, ''));
    const values = cells.filter((cell) => cell !== '').map(Number);
    return { values: Float64Array.from(values), missingCount: cells.length - values.length };
  }
});

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
      const options = {
        convention: { ...convention, bins: small.bins ?? 10 },
        types: { x: 'numeric' },
      } as const;
      const specification = specify(toCsvColumn(small.baseline), options);
      const counts = count(specification, toCsvColumn(small.current));
      const { status, psi } = only(measure(toCsvColumn(small.baseline), toCsvColumn(small.current), options));
      if (typeof wanted === 'string') {
        expect({ status, psi }).toEqual({ status: 'not-computable', psi: null });
        return;
      }
      const published = smallBinning.parse(wanted);
      const { edges, expectedCounts, actualCounts } = binnedBy(specification, counts, 'x');

      expect(edges).toEqual(published.edges);
      expect(expectedCounts).toEqual(published.n_expected);
      expect(actualCounts).toEqual(published.n_actual);
      expectEveryRule(expectedCounts, actualCounts, published.psi);
      expectIndex(psi ?? NaN, published.psi['eps1e-4'] ?? NaN, small.id);
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

  test.each(cases.filter((small) => small.type === 'categorical'))('agrees on $id', (small) => {
    const pool = smallLevels.parse(small.expected?.['pool']);
    const own = smallLevels.parse(small.expected?.['own']);
    const column = only(measure(toCsvColumn(small.baseline), toCsvColumn(small.current)));
    const byLabel = new Map(column.bins.map((bin) => [bin.label, [bin.expectedCount, bin.actualCount]]));

    expect(byLabel).toEqual(
      new Map(pool.bins.map((label, bin) => [label, [pool.n_expected[bin], pool.n_actual[bin]]])),
    );
    expectIndex(column.psi ?? NaN, pool.psi['eps1e-4'] ?? NaN, small.id);
    expectEveryRule(pool.n_expected, pool.n_actual, pool.psi);
    expectEveryRule(own.n_expected, own.n_actual, own.psi);
  });
});

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
