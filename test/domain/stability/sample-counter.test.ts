import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import { createSampleCounter } from '../../../shared/domain/stability/sample-counter.ts';
import {
  binsOf,
  categoricalBins,
  countDecoded,
  countTable,
  type Field,
  numericBins,
  onlyColumn,
} from '../../support/counted-sample.ts';

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
const column = (values: readonly Field[]): readonly (readonly Field[])[] => [
  ['x'],
  ...values.map((value) => [value]),
];
const numeric = binsOf([numericBins('x', [10, 20])]);
const categorical = binsOf([categoricalBins('x', ['a', 'b'])]);

describe('createSampleCounter, numeric columns', () => {
  test('counts values into right-closed bins', () => {
    expect(onlyColumn(countTable(numeric, column([5, 10, 11, 20, 21]))).binCounts).toEqual([2, 2, 1]);
  });

  test('counts values into left-closed bins where the convention says so', () => {
    const convention = { ...numeric.convention, name: 'left-closed', closed: 'left', atoms: false } as const;
    const counts = countTable({ ...numeric, convention }, column([5, 10, 11, 20, 21]));

    expect(onlyColumn(counts).binCounts).toEqual([1, 2, 2]);
  });

  test('tells missing values from texts', () => {
    const counts = countTable(numeric, column([1, null, 'NA', ' ', 'abc', '0x10', '-']));

    expect(counts.rowCount).toBe(7);
    expect(onlyColumn(counts)).toMatchObject({ binCounts: [1, 0, 0], missingCount: 3, invalidCount: 3 });
  });

  test('takes NaN for missing, infinite values for values, and a negative zero for zero', () => {
    const bins = binsOf([numericBins('x', [-1, 0])]);
    const counts = countTable(bins, column(['NaN', '-Infinity', 'Infinity', '1e999', '-0', 0]));

    expect(onlyColumn(counts)).toMatchObject({ binCounts: [1, 2, 2], missingCount: 1 });
  });

  test('counts special codes on their own, in no bin, no interval, no mean and no range', () => {
    const bins = binsOf([
      numericBins('x', [10, 20], {
        specialCodes: [-9, 0],
        profileEdges: [10, 15, 20],
        expectedRange: { min: 1, max: 30 },
      }),
    ]);
    const counts = countTable(bins, column([-9, '-0', -9, 12, 17, -8]));

    expect(onlyColumn(counts)).toEqual({
      name: 'x',
      status: 'counted',
      binCounts: [1, 2, 0],
      specialCounts: [2, 1],
      missingCount: 0,
      otherCount: 0,
      invalidCount: 0,
      outOfRangeCount: 1,
      profileCounts: [1, 1, 1, 0],
      moments: { count: 3, mean: 7, squaredDeviations: 350 },
      otherLevels: [],
    });
  });

  test('counts what lies below the smallest or above the largest value of the baseline', () => {
    const bins = binsOf([numericBins('x', [10, 20], { expectedRange: { min: 5, max: 20 } })]);
    const counts = countTable(bins, column([4.99, 5, 10, 20, 20.01, 'Infinity', '-Infinity']));

    expect(onlyColumn(counts)).toMatchObject({ outOfRangeCount: 4, binCounts: [4, 1, 2] });
  });

  test('counts the range of a baseline that reaches to the last doubles', () => {
    const widest = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };
    const bins = binsOf([numericBins('x', [0], { expectedRange: widest })]);
    const counts = countTable(bins, column([widest.min, '-Infinity', 0, widest.max, 'Infinity']));

    expect(onlyColumn(counts)).toMatchObject({ outOfRangeCount: 2, binCounts: [3, 2] });
  });

  test('counts all values into one bin where there is no edge', () => {
    const bins = binsOf([numericBins('x', [], { profileEdges: [] })]);

    expect(onlyColumn(countTable(bins, column([1, 2])))).toMatchObject({
      binCounts: [2],
      profileCounts: [2],
    });
  });

  test('has no moments where no value is finite', () => {
    expect(onlyColumn(countTable(numeric, column(['Infinity', null])))).not.toHaveProperty('moments');
  });

  test('refuses a finer grid that lacks an edge of the bins', () => {
    const bins = binsOf([numericBins('x', [10, 20], { profileEdges: [10] })]);

    expect(() => createSampleCounter(bins)).toThrow(/column 'x' lacks the bin edges 20/);
  });

  test('reads a numeric column that comes as texts as a file would', () => {
    const counts = countDecoded(numeric, column(['1', ' 12 ', '', null, 'NA', 'abc', '30']));

    expect(onlyColumn(counts)).toMatchObject({ binCounts: [1, 1, 1], missingCount: 3, invalidCount: 1 });
  });
});

test('createSampleCounter asks for a numeric column as numbers, and for a categorical one as text', () => {
  const counter = createSampleCounter(binsOf([numericBins('n', []), categoricalBins('c', [])]));

  expect(counter.header(['y', 'c', 'n'])).toEqual([1, { position: 2, as: 'numbers' }]);
});

describe('createSampleCounter, categorical columns', () => {
  test('takes only an empty field for missing', () => {
    expect(onlyColumn(countTable(categorical, column(['a', null, 'NA', ' '])))).toMatchObject({
      binCounts: [1, 0],
      missingCount: 1,
      otherCount: 2,
    });
  });

  test('compares levels exactly', () => {
    expect(onlyColumn(countTable(categorical, column(['A', 'a ', 'b'])))).toMatchObject({
      binCounts: [0, 1],
      otherCount: 2,
    });
  });

  test('sums the levels of a group', () => {
    const groups = { labels: ['rest', 'ends'], binOfLevel: [1, 0, 1] };
    const bins = binsOf([categoricalBins('x', ['a', 'b', 'z'], { groups })]);

    expect(onlyColumn(countTable(bins, column(['a', 'z', 'z', 'b', 'c'])))).toMatchObject({
      binCounts: [1, 3],
      otherCount: 1,
    });
  });

  test('lists the ten most frequent levels without a bin, the most frequent first', () => {
    const values = range(12).flatMap((level) => new Array<string>(level + 1).fill(`new${level}`));
    const counts = onlyColumn(countTable(categorical, column(values)));

    expect(counts.otherCount).toBe(78);
    expect(counts.otherLevels).toEqual(
      range(10).map((rank) => ({ level: `new${11 - rank}`, count: 12 - rank })),
    );
  });

  test('lists levels that are as frequent in code unit order', () => {
    const counts = onlyColumn(countTable(categorical, column(['y', 'x', 'z'])));

    expect(counts.otherLevels.map(({ level }) => level)).toEqual(['x', 'y', 'z']);
  });

  test('lists all of the first 1,000 where the convention gives each a bin', () => {
    const convention = { ...categorical.convention, name: 'own', unseen: 'own-bins' } as const;
    const values = range(1_200).map((level) => `new${level}`);
    const counts = onlyColumn(countTable({ ...categorical, convention }, column(values)));

    expect(counts.otherCount).toBe(1_200);
    expect(counts.otherLevels).toHaveLength(1_000);
  });

  test('tells long levels apart by their first 256 bytes, cut between characters', () => {
    const start = `${'x'.repeat(255)}é`;
    const counts = onlyColumn(countTable(categorical, column([`${start}1`, `${start}2`, 'x'.repeat(256)])));

    expect(counts.otherLevels).toEqual([
      { level: 'x'.repeat(255), count: 2 },
      { level: 'x'.repeat(256), count: 1 },
    ]);
  });

  test('lists levels that are no UTF-8 by what can be read of them', () => {
    const counter = createSampleCounter(categorical);
    counter.header(['x']);
    const bytes = Uint8Array.of(0xfe, 0xff);
    const [starts, ends] = [Int32Array.of(0, 1), Int32Array.of(1, 2)];
    const lines = Float64Array.of(2, 3);
    const noNumbers = { numbers: [], gaps: Int32Array.of(), gapCount: 0 };
    counter.rows({ bytes, rowCount: 2, columnCount: 1, starts, ends, lines, ...noNumbers });

    expect(onlyColumn(counter.finish()).otherLevels).toEqual([{ level: '\ufffd', count: 2 }]);
  });

  test('reads the numbers of a decoded column as the levels that they are written as', () => {
    const bins = binsOf([categoricalBins('x', ['-1.5', '0', '2'])]);

    expect(onlyColumn(countDecoded(bins, column([0, -0, 2, -1.5, NaN, 7])))).toMatchObject({
      binCounts: [1, 2, 1],
      missingCount: 1,
      otherLevels: [{ level: '7', count: 1 }],
    });
  });

  test('finds a level named like a property of every object', () => {
    const bins = binsOf([categoricalBins('__proto__', ['constructor'])]);

    expect(onlyColumn(countTable(bins, [['__proto__'], ['constructor'], ['hasOwnProperty']]))).toMatchObject({
      binCounts: [1],
      otherCount: 1,
    });
  });
});

describe('createSampleCounter, columns', () => {
  const bins = binsOf([
    categoricalBins('a', ['x']),
    { name: 'b', type: 'numeric', status: 'not-computable', reason: 'The baseline has no values.' },
    numericBins('c', [0]),
  ]);

  test('are found by name, in any order, and others are listed', () => {
    const counts = countTable(bins, [
      ['new', 'c', 'a'],
      [1, 5, 'x'],
    ]);

    expect(counts.extraColumns).toEqual(['new']);
    expect(counts.columns).toMatchObject([
      { name: 'a', status: 'counted', binCounts: [1] },
      { name: 'b', status: 'not-computable' },
      { name: 'c', status: 'counted', binCounts: [0, 1] },
    ]);
  });

  test('are missing where the sample does not have them', () => {
    expect(
      countTable(bins, [
        ['a', 'b'],
        ['x', 1],
      ]).columns.slice(1),
    ).toEqual([
      { name: 'b', status: 'not-computable' },
      { name: 'c', status: 'missing-column' },
    ]);
  });

  test('are all missing where there is no sample', () => {
    expect(createSampleCounter(bins).finish()).toEqual({
      rowCount: 0,
      columns: [
        { name: 'a', status: 'missing-column' },
        { name: 'b', status: 'not-computable' },
        { name: 'c', status: 'missing-column' },
      ],
      extraColumns: [],
    });
  });

  test('work from stored bins as from fresh ones', () => {
    const table = [
      ['a', 'c'],
      ['x', 1],
      ['y', null],
    ];

    expect(countTable(structuredClone(bins), table)).toEqual(countTable(bins, table));
  });

  test('may hold segments, weights and times besides, and then are counted too', () => {
    const twice = binsOf([numericBins('w', [1])], { segmentBy: ['w'], weightColumn: 'w' });
    const counts = countTable(twice, [['w'], [1], [2], ['2.0']]);

    expect(onlyColumn(counts).binCounts).toEqual([1, 4]);
    expect(counts.segments?.map(({ key, rowCount }) => [key, rowCount])).toEqual([
      [['1'], 1],
      [['2'], 2],
    ]);
    expect(counts.extraColumns).toEqual([]);
  });

  test('of segments, weights and times have to be there', () => {
    const counter = createSampleCounter(binsOf([], { segmentBy: ['s'], weightColumn: 'w' }), {
      window: { column: 't', from: 0, to: 1 },
    });

    expect(() => counter.header(['w'])).toThrow(
      "The sample cannot be counted: there is no column 's', which names the segments; there is no column 't', which holds the times.",
    );
  });
});

test('createSampleCounter refuses a convention that is not supported', () => {
  const later = { ...numeric, convention: { ...numeric.convention, version: 2 } };

  expect(() => createSampleCounter(later)).toThrow(InvalidInput);
});
