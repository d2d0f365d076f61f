import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { binSpecification, toStoredSpecification } from '../../shared/contracts/bin-specification.ts';
import type { BaselineOptions } from '../../shared/domain/stability/baseline-options.ts';
import type { BinSpecification } from '../../shared/domain/stability/bin-specification.ts';
import { HOUSE_CONVENTION } from '../../shared/domain/stability/convention.ts';
import { freezeBins } from '../../shared/domain/stability/freeze-bins.ts';
import type { SampleCounts } from '../../shared/domain/stability/sample-counts.ts';
import { toBytes } from '../support/csv-text.ts';
import { readCsv } from '../support/derive-bins.ts';
import { FIRST_BIN_SPECIFICATION } from '../fixtures/first-bin-specification.ts';

const FILE = 'age,grade,pts,note,w,region\n' + ['30,A,5,,1,EU', '41.5,B,7,,2,US', '-9,,5,,1,EU'].join('\n');

const OPTIONS: BaselineOptions = {
  convention: { ...HOUSE_CONVENTION, name: 'laplace', emptyBins: { kind: 'none' }, unseen: 'own-bins' },
  columnOptions: {
    age: {
      binning: { method: 'fixed-edges', edges: [35] },
      specialCodes: [-9],
      points: { ofBins: [1, 2], ofSpecialCodes: [0], ofMissing: 3 },
    },
    grade: { binning: { method: 'given-groups', groups: [{ label: 'any', levels: ['A', 'B'] }] } },
    pts: { points: 'own-values' },
  },
  weightColumn: 'w',
  segmentBy: ['region'],
};

function freeze(): Promise<BinSpecification> {
  return freezeBins(async (sink) => {
    readCsv(toBytes(FILE), sink);
  }, OPTIONS);
}

/** The specification as it comes out of a document. */
async function stored(): Promise<Record<string, unknown>> {
  const text = JSON.stringify(toStoredSpecification(await freeze()));
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

describe('a stored bin specification', () => {
  test('names its version and comes back as it was', async () => {
    const document = await stored();

    expect(document['schemaVersion']).toBe(2);
    expect(binSpecification.parse(document)).toEqual(await freeze());
  });

  test('of a version that is not known is refused', async () => {
    const document = await stored();

    expect(() => binSpecification.parse({ ...document, schemaVersion: 3 })).toThrow('schemaVersion');
    expect(() => binSpecification.parse({ ...FIRST_BIN_SPECIFICATION, schemaVersion: 3 })).toThrow(
      'schemaVersion',
    );
  });

  test('with a rule of its convention that is not known is refused', async () => {
    const document = await stored();
    const convention = { ...HOUSE_CONVENTION, smoothing: 'kernel' };

    expect(() => binSpecification.parse({ ...document, convention })).toThrow('smoothing');
  });

  test.each<[string, (expected: SampleCounts) => unknown]>([
    ['columns without counts', (expected) => ({ ...expected, columns: [] })],
    ['counts of other columns', (expected) => ({ ...expected, columns: expected.columns.toReversed() })],
    [
      'columns that were not counted',
      (expected) => ({
        ...expected,
        columns: expected.columns.map(({ name }) => ({ name, status: 'not-computable' })),
      }),
    ],
    [
      'a segment without counts',
      (expected) => ({ ...expected, segments: [{ key: ['EU'], rowCount: 0, columns: [] }] }),
    ],
    ['a bin too many', (expected) => withOneMore(expected, 'binCounts')],
    ['a special code too many', (expected) => withOneMore(expected, 'specialCounts')],
    ['an interval of the profile too many', (expected) => withOneMore(expected, 'profileCounts')],
  ])('with %s is refused', async (_fault, change) => {
    const specification = await freeze();
    const document = { ...toStoredSpecification(specification), expected: change(specification.expected) };

    expect(() => binSpecification.parse(document)).toThrow('has counts that do not fit its bins');
  });
});

function withOneMore(
  expected: SampleCounts,
  list: 'binCounts' | 'specialCounts' | 'profileCounts',
): SampleCounts {
  return {
    ...expected,
    columns: expected.columns.map((column) =>
      column.status === 'counted' ? { ...column, [list]: [...(column[list] ?? []), 0] } : column,
    ),
  };
}

describe('a bin specification of version 1', () => {
  const read = binSpecification.parse(FIRST_BIN_SPECIFICATION);

  test('keeps the house convention', () => {
    expect(read.convention).toEqual(HOUSE_CONVENTION);
  });

  test('keeps its bins, without a profile and special codes', () => {
    expect(read.columns).toEqual([
      {
        ...{ name: 'age', type: 'numeric', status: 'ok', binEdges: [30.4, 41], specialCodes: [] },
        binning: { method: 'quantile', bins: 10 },
        expectedRange: { min: 18, max: 77.5 },
      },
      {
        ...{ name: 'income', type: 'numeric', status: 'ok', binEdges: [0], specialCodes: [] },
        binning: { method: 'quantile', bins: 10 },
      },
      {
        ...{ name: 'grade', type: 'categorical', status: 'ok', levels: ['A', 'B'], others: 'unseen' },
        binning: { method: 'all-levels' },
      },
      {
        ...{ name: 'id', type: 'categorical', status: 'not-computable' },
        reason: 'The baseline has more than 1000 distinct levels.',
      },
    ]);
    expect(read.segmentBy).toEqual([]);
  });

  test('has its counts where all samples have theirs', () => {
    const none = { specialCounts: [], otherCount: 0, otherLevels: [] };
    expect(read.expected).toEqual({
      rowCount: 12,
      columns: [
        {
          ...{ name: 'age', status: 'counted', binCounts: [4, 3, 2], missingCount: 2, invalidCount: 1 },
          ...{ ...none, outOfRangeCount: 0 },
        },
        { name: 'income', status: 'counted', binCounts: [9, 3], missingCount: 0, invalidCount: 0, ...none },
        { name: 'grade', status: 'counted', binCounts: [7, 4], missingCount: 1, invalidCount: 0, ...none },
        { name: 'id', status: 'not-computable' },
      ],
      extraColumns: [],
    });
  });
});
