import { describe, expect, test } from 'vitest';
import type { HOUSE_CONVENTION } from '../../../../shared/domain/stability/convention.ts';
import {
  compareWithTool,
  type CompatTool,
} from '../../../../shared/domain/stability/compat/compare-with-tool.ts';
import { freezeBins } from '../../../../shared/domain/stability/freeze-bins.ts';
import { measureStability } from '../../../../shared/domain/stability/measure-stability.ts';
import { NAMED_CONVENTIONS } from '../../../../shared/domain/stability/named-conventions.ts';
import { createSampleCounter } from '../../../../shared/domain/stability/sample-counter.ts';
import { DEFAULT_THRESHOLDS } from '../../../../shared/domain/stability/stability-band.ts';
import type { ColumnOptions } from '../../../../shared/domain/stability/baseline-options.ts';
import { columnOf } from '../../../support/compat-samples.ts';
import { toCsvColumn } from '../../../support/csv-text.ts';
import { readCsv } from '../../../support/derive-bins.ts';

type Values = readonly (number | string | null)[];

function conventionNamed(name: string): typeof HOUSE_CONVENTION {
  const found = NAMED_CONVENTIONS.find((convention) => convention.name === name);
  if (found === undefined) throw new Error(`There is no convention '${name}'.`);
  return found;
}

/** The index of a frozen baseline by a named convention. */
async function measured(
  name: string,
  samples: readonly [Values, Values],
  options: ColumnOptions,
): Promise<number> {
  const [baseline, current] = samples.map(toCsvColumn);
  const file = baseline ?? new Uint8Array();
  const read = async (sink: Parameters<typeof readCsv>[1]): Promise<void> => {
    readCsv(file, sink);
  };
  const convention = conventionNamed(name);
  const specification = await freezeBins(read, { convention, columnOptions: { x: options } });
  const counter = createSampleCounter(specification);
  readCsv(current ?? new Uint8Array(), counter);
  const [column] = measureStability(specification, counter.finish(), DEFAULT_THRESHOLDS).columns;
  return column?.psi ?? NaN;
}

function values(count: number, of: (row: number) => number | null): Values {
  return Array.from({ length: count }, (_, row) => of(row));
}

// A mass at the smallest value, ties, missing values, and an empty bin in the current sample.
const NUMBERS: readonly [Values, Values] = [
  values(500, (row) => (row % 7 === 0 ? 0 : row % 11 === 0 ? null : (row * 37) % 101)),
  values(400, (row) => (row % 13 === 0 ? null : 30 + ((row * 17) % 120))),
];

describe('conventions named for a tool', () => {
  test.each(['feature-engine', 'feature-engine-width', 'r-scorecard', 'r-scorecard-freq'] as const)(
    'give the figure of %s with its edges',
    async (tool: CompatTool) => {
      const [baseline, current] = NUMBERS.map((sample) => columnOf(toCsvColumn(sample), 'x', 'numeric'));
      if (baseline === undefined || current === undefined) throw new Error('Two samples were expected.');
      const { psi, binEdges = [] } = compareWithTool(tool, { baseline, current });
      const binning = { method: 'fixed-edges', edges: binEdges } as const;
      const name = tool.startsWith('feature-engine') ? 'feature-engine' : 'r-scorecard';

      expect(psi).toBeGreaterThan(0.1);
      expect(await measured(name, NUMBERS, { type: 'numeric', binning })).toBeCloseTo(psi ?? NaN, 12);
    },
  );

  test('give the figure of feature-engine for levels, new and missing ones too', async () => {
    const samples = [
      ['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'c', null],
      ['a', 'b', 'b', 'd', 'd', 'e', 'e', 'e', null, null],
    ] as const;
    const [baseline, current] = samples.map((sample) => columnOf(toCsvColumn(sample), 'x', 'categorical'));
    if (baseline === undefined || current === undefined) throw new Error('Two samples were expected.');
    const { psi } = compareWithTool('feature-engine', { baseline, current });

    expect(await measured('feature-engine', samples, { type: 'categorical' })).toBeCloseTo(psi ?? NaN, 12);
  });
});
