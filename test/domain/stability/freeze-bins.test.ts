import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SampleSink } from '../../../shared/domain/dataset/sample-sink.ts';
import type { BaselineOptions } from '../../../shared/domain/stability/baseline-options.ts';
import type { BinSpecification } from '../../../shared/domain/stability/bin-specification.ts';
import { HOUSE_CONVENTION } from '../../../shared/domain/stability/convention.ts';
import { freezeBins } from '../../../shared/domain/stability/freeze-bins.ts';
import { nextBelow } from '../../../shared/domain/stability/next-below.ts';
import { toBytes, toCsv, toCsvColumn } from '../../support/csv-text.ts';
import { readCsv } from '../../support/derive-bins.ts';

/** Reads one file in the first pass and another one in the second. */
function freeze(
  first: Uint8Array,
  options: BaselineOptions = {},
  second: Uint8Array = first,
): Promise<BinSpecification> {
  const files = [first, second];
  return freezeBins(async (sink) => {
    readCsv(files.shift() ?? new Uint8Array(), sink);
  }, options);
}

describe('freezeBins', () => {
  test('counts the baseline into the bins that were made of it', async () => {
    const file = toBytes('score,grade\n1,A\n2,B\n,A\n6,\n-9,A\n');
    const options = { columnOptions: { score: { specialCodes: [-9] } } };

    const specification = await freeze(file, options);

    expect(specification).toMatchObject({ convention: HOUSE_CONVENTION, segmentBy: [] });
    expect(specification.expected).toEqual({
      rowCount: 5,
      columns: [
        {
          ...{ name: 'score', status: 'counted', missingCount: 1, otherCount: 0, invalidCount: 0 },
          // Edges around 1, 2 and 6, and those of the deciles between them.
          binCounts: [0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0],
          profileCounts: [0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0],
          ...{ specialCounts: [1], outOfRangeCount: 0, otherLevels: [] },
          moments: { count: 3, mean: 3, squaredDeviations: 14 },
        },
        {
          ...{ name: 'grade', status: 'counted', missingCount: 1, otherCount: 0, invalidCount: 0 },
          ...{ binCounts: [3, 1], specialCounts: [], otherLevels: [] },
        },
      ],
      extraColumns: [],
    });
    expect(specification.columns[0]).toHaveProperty('binEdges.0', nextBelow(1));
  });

  test.each([
    [2, true],
    [3, false],
  ])('keeps the finer grid of 1000 segments of %i columns: %s', async (columns, hasProfiles) => {
    const names = Array.from({ length: columns - 1 }, (_, index) => `x${index}`);
    const rows = Array.from({ length: 1_000 }, (_, index) => [
      `s${index}`,
      ...names.map(() => index + 0.5),
      null,
    ]);

    const { expected } = await freeze(toBytes(toCsv([['segment', ...names, 'void'], ...rows])), {
      segmentBy: ['segment'],
    });

    const first = expected.segments?.[0]?.columns.find(({ name }) => name === 'x0');
    expect(first?.status === 'counted' && first.profileCounts !== undefined).toBe(hasProfiles);
  });

  test('weighs the rows in the counts and not in the edges', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => [index + 0.5, index < 10 ? 3 : 1]);
    const convention = { ...HOUSE_CONVENTION, name: 'halves', bins: 2, atoms: false };
    const file = toBytes(toCsv([['x', 'w'], ...rows]));

    const { columns, expected } = await freeze(file, { convention, weightColumn: 'w' });

    expect(columns).toMatchObject([{ name: 'x', binEdges: [10] }]);
    expect(expected.columns).toMatchObject([{ name: 'x', binCounts: [30, 10] }]);
  });

  test('counts segments into bins shared with the whole', async () => {
    const file = toBytes('x,region\na,EU\nb,EU\na,US\n');

    const { columns, expected } = await freeze(file, { segmentBy: ['region'] });

    expect(columns).toMatchObject([{ name: 'x', levels: ['a', 'b'] }]);
    expect(expected.segments).toMatchObject([
      { key: ['EU'], rowCount: 2, columns: [{ binCounts: [1, 1] }] },
      { key: ['US'], rowCount: 1, columns: [{ binCounts: [1, 0] }] },
    ]);
  });

  test('reads numbers with a decimal comma in both passes', async () => {
    const dialect = { delimiter: ';', decimalComma: true };
    const file = toBytes('x;w\n0,5;1,5\n7,25;0,5\n');
    const read = async (sink: SampleSink): Promise<void> => {
      readCsv(file, sink, dialect);
    };

    const { columns, expected } = await freezeBins(read, { weightColumn: 'w' }, dialect);

    expect(columns).toMatchObject([{ type: 'numeric', expectedRange: { min: 0.5, max: 7.25 } }]);
    expect(expected).toMatchObject({ weights: { sum: 2 }, columns: [{ missingCount: 0, invalidCount: 0 }] });
  });

  test('takes rows without a readable weight for read', async () => {
    const { expected } = await freeze(toBytes('x,w\na,1\nb,none\n'), { weightColumn: 'w' });

    expect(expected).toMatchObject({ rowCount: 1, leftOut: { withoutWeight: 1 } });
  });

  test('makes a specification of a baseline without rows', async () => {
    const { columns, expected } = await freeze(toBytes('x\n'));

    expect(columns).toMatchObject([{ status: 'not-computable' }]);
    expect(expected.columns).toEqual([{ name: 'x', status: 'not-computable' }]);
  });

  test('accepts infinite values, which have no range to lie out of', async () => {
    const { expected } = await freeze(toCsvColumn([0.5, 1.5, 'Infinity']));

    expect(expected.columns).toMatchObject([{ name: 'x', status: 'counted' }]);
  });

  test('reads twice, and no more', async () => {
    let passes = 0;
    await freezeBins(async (sink) => {
      passes += 1;
      readCsv(toBytes('x\n1\n'), sink);
    });

    expect(passes).toBe(2);
  });

  test.each([
    ['has more rows', 'x,y\n1.5,a\n2.5,b\n2.5,b\n'],
    ['has lost a column', 'x\n1.5\n2.5\n'],
    ['has a value out of the range', 'x,y\n1.5,a\n3.5,b\n'],
    ['has another level', 'x,y\n1.5,a\n2.5,c\n'],
  ])('refuses a baseline that %s when it is read again', async (_change, again) => {
    const frozen = freeze(toBytes('x,y\n1.5,a\n2.5,b\n'), {}, toBytes(again));

    await expect(frozen).rejects.toThrow('The baseline was changed while it was read');
  });

  test('does not mind other levels where the baseline has a rest', async () => {
    const columnOptions = { x: { binning: { method: 'top-levels', count: 1 } } } as const;

    const { expected } = await freeze(toCsvColumn(['a', 'a', 'b']), { columnOptions });

    expect(expected.columns).toMatchObject([{ binCounts: [2], otherCount: 1 }]);
  });

  test('passes on what goes wrong while it reads', async () => {
    const failing = freezeBins(() => Promise.reject(new Error('gone')));

    await expect(failing).rejects.toThrow('gone');
  });

  test('counts every value of the baseline once, whatever the bins', async () => {
    const field = fc.oneof(
      fc.constant(null),
      fc.integer({ min: -9, max: 9 }),
      fc.double({ noNaN: true }),
      fc.constantFrom('a', 'b', 'NA'),
    );
    const columnOptions = fc.constantFrom<NonNullable<BaselineOptions['columnOptions']>>(
      {},
      { x: { type: 'numeric' } },
      { x: { specialCodes: [-9, 0] } },
      { x: { binning: { method: 'equal-width', bins: 12 } } },
      { x: { binning: { method: 'fixed-edges', edges: [-1, 0, 2.5] } } },
      { x: { binning: { method: 'all-levels' } } },
      { x: { binning: { method: 'top-levels', count: 2 } } },
      { x: { binning: { method: 'given-levels', levels: ['a', '1'] } } },
      { x: { binning: { method: 'given-groups', groups: [{ label: 'ab', levels: ['a', 'b'] }] } } },
    );
    const convention = fc.constantFrom(HOUSE_CONVENTION, {
      ...HOUSE_CONVENTION,
      ...{ name: 'left', closed: 'left', atoms: false, bins: 7 },
    } as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(field, { minLength: 1, maxLength: 80 }),
        fc.record({ columnOptions, convention }),
        async (values, options) => {
          const { columns, expected } = await freeze(toCsvColumn(values), options);
          const [bins] = columns;
          const [counts] = expected.columns;
          if (counts?.status !== 'counted') {
            expect(bins).toHaveProperty('reason');
            return;
          }
          const { binCounts, specialCounts, missingCount, otherCount, invalidCount } = counts;
          const all = [...binCounts, ...specialCounts, missingCount, otherCount, invalidCount];
          expect(all.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
