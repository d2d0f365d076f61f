import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { BaselineOptions, ColumnOptions } from '../../../shared/domain/stability/baseline-options.ts';
import type { BinSpecification } from '../../../shared/domain/stability/bin-specification.ts';
import type { NumericBinning } from '../../../shared/domain/stability/column-binning.ts';
import { type BinConvention, HOUSE_CONVENTION } from '../../../shared/domain/stability/convention.ts';
import { freezeBins } from '../../../shared/domain/stability/freeze-bins.ts';
import { toCsvColumn } from '../../support/csv-text.ts';
import { readCsv } from '../../support/derive-bins.ts';
import { present } from '../../support/present.ts';
import {
  hasReferenceData,
  readReferenceFile,
  readReferenceJson,
  referenceDataNote,
} from '../../support/reference-data.ts';

const binning = z.object({
  edges: z.array(z.number()),
  table: z.array(z.object({ n_expected: z.number() })),
});
const levels = z.object({ table: z.array(z.object({ bin: z.string(), n_expected: z.number() })) });
const dataset = z.object({
  rows: z.tuple([z.number(), z.number()]),
  numeric: z.record(z.string(), z.record(z.string(), z.unknown())),
  categorical: z.record(z.string(), z.object({ pool: levels })),
});
const reference = hasReferenceData
  ? z.record(z.string(), z.unknown()).parse(readReferenceJson('expected.json'))
  : {};
const smallCases = z.array(
  z.object({
    id: z.string(),
    type: z.enum(['numeric', 'categorical']),
    bins: z.number().optional(),
    baseline: z.array(z.union([z.number(), z.string(), z.null()])),
    expected: z.record(z.string(), z.unknown()).optional(),
  }),
);
const smallBinning = z.object({ edges: z.array(z.number()), n_expected: z.array(z.number()) });

const PAIRS = ['german', 'uci_credit', 'bike', 'airquality'];

function convention(change: Partial<BinConvention>): BinConvention {
  return { ...HOUSE_CONVENTION, name: 'reference', atoms: false, ...change };
}

/** The convention of each binning, how many columns have it, and the options of a column where it is not the convention's. */
const BINNINGS: Readonly<Record<string, Binning>> = {
  decile_right_missbin: { convention: convention({}), columns: 18 },
  decile_right_drop: { convention: convention({ missing: 'drop' }), columns: 18 },
  decile_left_drop: { convention: convention({ missing: 'drop', closed: 'left' }), columns: 18 },
  q20_right_missbin: { convention: convention({ bins: 20 }), columns: 18 },
  atoms_right_missbin: { convention: HOUSE_CONVENTION, columns: 18 },
  width10_right_missbin: { convention: convention({ binning: 'equal-width' }), columns: 18 },
  fixed_right_missbin: { convention: HOUSE_CONVENTION, columns: 10, fixed: 'given' },
  fixed_left_missbin: {
    ...{ convention: convention({ closed: 'left', missing: 'own-bin' }), columns: 10, fixed: 'given' },
  },
};

interface Binning {
  readonly convention: BinConvention;
  readonly columns: number;
  readonly fixed?: 'given';
}

function freeze(file: Uint8Array, options: BaselineOptions): Promise<BinSpecification> {
  return freezeBins(async (sink) => {
    readCsv(file, sink);
  }, options);
}

/** A column's edges and counts, the missing values last where they are a bin. */
function binnedAs(
  { columns, expected, convention: { missing } }: BinSpecification,
  name: string,
): { readonly edges: readonly number[]; readonly counts: readonly number[] } {
  const index = columns.findIndex((column) => column.name === name);
  const bins = columns[index];
  const counts = expected.columns[index];
  if (bins?.status !== 'ok' || bins.type !== 'numeric' || counts?.status !== 'counted') throw new Error(name);
  expect(counts.profileCounts?.reduce((sum, count) => sum + count, 0)).toBe(
    counts.binCounts.reduce((sum, count) => sum + count, 0),
  );
  return {
    edges: bins.binEdges,
    counts: [...counts.binCounts, ...(missing === 'drop' ? [] : [counts.missingCount])],
  };
}

describe.skipIf(!hasReferenceData)(`bins of expected.json (${referenceDataNote})`, () => {
  test.each(Object.entries(BINNINGS))('%s: edges and counts agree', async (key, wanted) => {
    let compared = 0;
    for (const pair of PAIRS) {
      const { numeric } = dataset.parse(reference[pair]);
      const tables = Object.entries(numeric).flatMap(([name, binnings]) =>
        binnings[key] === undefined ? [] : [{ name, ...binning.parse(binnings[key]) }],
      );
      const columnOptions = Object.fromEntries(
        tables.map(({ name, edges }): [string, ColumnOptions] => {
          const given: NumericBinning = { method: 'fixed-edges', edges };
          return [name, wanted.fixed === undefined ? { type: 'numeric' } : { binning: given }];
        }),
      );
      const specification = await freeze(readReferenceFile(`${pair}_baseline.csv`), {
        ...{ convention: wanted.convention, columnOptions },
        columns: tables.map(({ name }) => name),
      });
      for (const { name, edges, table } of tables) {
        expect(binnedAs(specification, name), `${pair}.${name}`).toEqual({
          edges,
          counts: table.map((bin) => bin.n_expected),
        });
        compared += 1;
      }
    }

    expect(compared).toBe(wanted.columns);
  });

  test.each(PAIRS)('levels of %s and their counts agree', async (pair) => {
    const { categorical, rows } = dataset.parse(reference[pair]);
    const { columns, expected } = await freeze(readReferenceFile(`${pair}_baseline.csv`), {});

    expect(expected.rowCount).toBe(rows[0]);
    for (const [name, { pool }] of Object.entries(categorical)) {
      const index = columns.findIndex((column) => column.name === name);
      const bins = columns[index];
      const counts = expected.columns[index];
      if (bins?.status !== 'ok' || bins.type !== 'categorical' || counts?.status !== 'counted') {
        throw new Error(name);
      }
      const own = pool.table.filter(({ bin, n_expected }) => !bin.startsWith('__') && n_expected > 0);
      expect(
        Object.fromEntries(bins.levels.map((level, bin) => [level, counts.binCounts[bin]])),
        name,
      ).toEqual(Object.fromEntries(own.map(({ bin, n_expected }) => [bin, n_expected])));
    }
  });

  test('the points of german are the values of its pts_* columns', async () => {
    const pts = ['pts_checking', 'pts_duration', 'pts_amount', 'pts_age', 'pts_savings'];
    const { columns } = await freeze(readReferenceFile('german_baseline.csv'), {
      columns: pts,
      columnOptions: Object.fromEntries(pts.map((name) => [name, { points: 'own-values' as const }])),
    });
    const points = z
      .object({
        points: z.record(z.string(), z.object({ table: z.array(z.object({ points: z.number() })) })),
      })
      .parse(reference['german']).points;

    for (const bins of columns) {
      if (bins.status !== 'ok') throw new Error(bins.name);
      const { table } = present(points[bins.name], bins.name);
      expect(
        bins.points?.ofBins.toSorted((a, b) => a - b),
        bins.name,
      ).toEqual(table.map((bin) => bin.points));
    }
    expect(columns).toHaveLength(5);
  });
});

describe.skipIf(!hasReferenceData)(`bins of edge_cases.json (${referenceDataNote})`, () => {
  const cases = hasReferenceData ? smallCases.parse(readReferenceJson('edge_cases.json')) : [];
  const conventions = {
    quantile_right_drop: convention({ missing: 'drop' }),
    quantile_right_bin: convention({}),
    quantile_left_drop: convention({ missing: 'drop', closed: 'left' }),
    quantile_left_bin: convention({ closed: 'left' }),
  };

  test.each(Object.entries(conventions))('%s: edges and counts agree', async (key, given) => {
    let compared = 0;
    for (const small of cases) {
      const wanted = smallBinning.safeParse(small.expected?.[key]);
      if (small.type !== 'numeric' || !wanted.success) continue;
      const specification = await freeze(toCsvColumn(small.baseline), {
        convention: { ...given, bins: small.bins ?? 10 },
        columnOptions: { x: { type: 'numeric' } },
      });
      const { edges, n_expected: counts } = wanted.data;
      expect(binnedAs(specification, 'x'), small.id).toEqual({ edges, counts });
      compared += 1;
    }

    expect(compared).toBeGreaterThanOrEqual(15);
  });
});
