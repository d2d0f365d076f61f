import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import type { ColumnOptions } from '../../../shared/domain/stability/baseline-options.ts';
import { createBinDeriver } from '../../../shared/domain/stability/bin-deriver.ts';
import type { ColumnBins } from '../../../shared/domain/stability/bin-specification.ts';
import type { BinConvention } from '../../../shared/domain/stability/convention.ts';
import { HOUSE_CONVENTION } from '../../../shared/domain/stability/convention.ts';
import { nextBelow } from '../../../shared/domain/stability/next-below.ts';
import { toBytes, toCsv, toCsvColumn } from '../../support/csv-text.ts';
import { deriveBins, deriveDecoded, readCsv } from '../../support/derive-bins.ts';

type Values = readonly (string | number | null)[];

function columnOf(values: Values, options: ColumnOptions = {}, convention = HOUSE_CONVENTION): ColumnBins {
  const [column] = deriveBins(toCsvColumn(values), { columnOptions: { x: options }, convention }).columns;
  if (column === undefined) throw new Error('A column was expected.');
  return column;
}

/** The faults for which a baseline is refused. */
function faultsOf(derive: () => unknown): Record<string, string> {
  try {
    derive();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return Object.fromEntries(error.issues.map(({ pointer, message }) => [pointer, message]));
  }
  return {};
}

const repeat = (values: Values, times: number): Values => Array.from({ length: times }, () => values).flat();
const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
const scorecard: BinConvention = { ...HOUSE_CONVENTION, name: 'scorecard', atoms: false, closed: 'left' };

describe('createBinDeriver', () => {
  test('writes down all that counting needs, as plain JSON', () => {
    const bins = deriveBins(toBytes('score,grade\n1,A\n2,B\n,A\n4,\n'), {
      columnOptions: { score: { type: 'numeric' } },
    });

    const atoms = [nextBelow(1), 1, nextBelow(2), 2, nextBelow(4), 4];
    // Three values in ten bins: each holds more than a tenth and has its own bin.
    const binEdges = [...atoms, 1.2, 1.4, 1.6, 1.8, 2.4, 2.8, 3.2, 3.6].sort((a, b) => a - b);
    expect(structuredClone(bins)).toEqual({
      convention: HOUSE_CONVENTION,
      columns: [
        {
          ...{ name: 'score', type: 'numeric', status: 'ok', binEdges, specialCodes: [] },
          binning: { method: 'quantile', bins: 10 },
          // Each value is alone in its interval already.
          profileEdges: binEdges,
          expectedRange: { min: 1, max: 4 },
        },
        {
          ...{ name: 'grade', type: 'categorical', status: 'ok', levels: ['A', 'B'], others: 'unseen' },
          binning: { method: 'all-levels' },
        },
      ],
      segmentBy: [],
    });
  });

  test('survives JSON without loss', () => {
    const bins = deriveBins(toCsvColumn([0.1, -0, 1 / 3, 'NaN', null, 'Infinity', 1e300]), {
      columnOptions: { x: { specialCodes: [-0, -9] } },
    });
    const parsed: unknown = JSON.parse(JSON.stringify(bins));

    expect(parsed).toEqual(bins);
  });

  test('keeps the file’s order of columns and leaves out those not asked for', () => {
    const { columns } = deriveBins(toBytes('c,a,b\n1,2,3\n'), { columns: ['b', 'c'] });

    expect(columns.map((column) => column.name)).toEqual(['c', 'b']);
  });

  test('leaves out the segment, weight and time columns', () => {
    const options = { segmentBy: ['region', 'product'], weightColumn: 'weight', timeColumn: 'day' };
    const file = toBytes('day,age,weight,product,region\n2026-01-01,30,2,loan,EU\n');

    const bins = deriveBins(file, options);

    expect(bins.columns.map((column) => column.name)).toEqual(['age']);
    expect(bins).toMatchObject({ segmentBy: ['region', 'product'], weightColumn: 'weight' });
  });

  test('bins a segment, weight or time column that is asked for', () => {
    const options = { segmentBy: ['region'], weightColumn: 'weight', timeColumn: 'day' };
    const columns = ['region', 'weight', 'day'];

    const bins = deriveBins(toBytes('day,weight,region\n2026-01-01,2,EU\n'), { ...options, columns });

    expect(bins.columns.map((column) => column.name)).toEqual(['day', 'weight', 'region']);
  });

  test('needs no time column in the baseline', () => {
    expect(deriveBins(toBytes('a\n1\n'), { timeColumn: 'day' }).columns).toHaveLength(1);
  });

  test('sorts levels, whatever order they come in', () => {
    expect(columnOf(['b', 'a', 'B', 'é', 'a'])).toMatchObject({ levels: ['B', 'a', 'b', 'é'] });
  });

  test('keeps level texts apart that differ in case or blanks only', () => {
    expect(columnOf(['a', 'A', ' a', 'a '])).toMatchObject({ levels: [' a', 'A', 'a', 'a '] });
  });

  test('counts the rows', () => {
    const deriver = createBinDeriver();
    readCsv(toBytes('a,b\n1,\n,\n3,x\n'), deriver);

    expect(deriver.rowCount).toBe(3);
  });

  test('has no bins without a header', () => {
    expect(() => createBinDeriver().finish()).toThrow('There are no bins without a header.');
  });

  test('refuses a level that is not UTF-8, naming the column', () => {
    expect(() => deriveBins(Uint8Array.of(120, 10, 0xe9, 10))).toThrow(
      "Column 'x' holds text that is not UTF-8.",
    );
  });

  test('asks for the columns that are known to be numeric as numbers, and for no others', () => {
    const deriver = createBinDeriver({
      columnOptions: { n: { type: 'numeric' }, c: { type: 'categorical' } },
    });

    expect(deriver.header(['c', 'n', 'open'])).toEqual([0, { position: 1, as: 'numbers' }, 2]);
  });

  test('reads numbers with a decimal comma, whether their type is known or not', () => {
    const rows = ['0,5;1,5;2,5', '1,5;2,5;"3,5"', '2,5;3,5;2,5', 'NA;x;NA'];
    const dialect = { delimiter: ';', decimalComma: true };
    const columnOptions: Record<string, ColumnOptions> = {
      known: { type: 'numeric', binning: { method: 'quantile', bins: 2 } },
      points: { points: 'own-values' },
    };
    const read = (file: readonly string[], options: typeof columnOptions): readonly ColumnBins[] =>
      deriveBins(toBytes(`${file.join('\n')}\n`), { columnOptions: options }, dialect).columns;

    const { known = {}, points = {} } = columnOptions;
    expect(read(['open;known;other', ...rows], { known })).toMatchObject([
      { name: 'open', type: 'numeric', expectedRange: { min: 0.5, max: 2.5 } },
      { name: 'known', type: 'numeric', binEdges: [2.5] },
      { name: 'other', type: 'numeric', expectedRange: { min: 2.5, max: 3.5 } },
    ]);
    expect(read(['points', '7,5', '-2', '7,5'], { points })).toMatchObject([
      { levels: ['-2', '7,5'], points: { ofBins: [-2, 7.5] } },
    ]);
    expect(deriveBins(toBytes('x\n"1,5"\n')).columns).toMatchObject([{ type: 'categorical' }]);
  });

  test('gives the same from chunks cut anywhere', () => {
    const rows = range(60).map((row) => [row / 7, row % 3 === 0 ? null : `é"${row % 4}`, row % 2]);
    const file = toBytes(toCsv([['n', 'é,t', 'code'], ...rows]));
    const whole = deriveBins(file);
    fc.assert(
      fc.property(fc.array(fc.nat(file.length), { maxLength: 20 }), (cuts) => {
        expect(deriveBins(file, {}, { cuts })).toEqual(whole);
      }),
    );
  });
});

const number = fc.oneof(
  fc.constant(null),
  fc.integer({ min: 0, max: 4 }),
  // '-0' and '0' are two levels of a file; a decoded column has one zero.
  fc.double({ noNaN: true }).map((value) => value + 0),
);
const text = fc.option(fc.oneof(fc.constantFrom('A', 'b', 'é', 'NA', '1', '2.5', ' '), fc.string()));
const table = fc.array(fc.record({ n: number, t: text, code: fc.option(fc.nat(3)) }), { maxLength: 60 });
const anyOptions = fc.record(
  {
    convention: fc.constantFrom(HOUSE_CONVENTION, scorecard),
    columnOptions: fc.record(
      {
        n: fc.constantFrom<ColumnOptions>(
          { specialCodes: [1, 2] },
          { binning: { method: 'equal-width', bins: 7 } },
          { type: 'categorical' },
        ),
        t: fc.constantFrom<ColumnOptions>(
          { type: 'numeric' },
          { binning: { method: 'top-levels', count: 2 } },
          { binning: { method: 'given-levels', levels: ['b', 'A'] } },
        ),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

describe('the same bins', () => {
  const toFile = (rows: readonly { n: number | null; t: string | null; code: number | null }[]): Uint8Array =>
    toBytes(toCsv([['n', 't', 'code'], ...rows.map(({ n, t, code }) => [n, t, code])]));

  test('come from any order of the rows', () => {
    fc.assert(
      fc.property(table, anyOptions, fc.integer(), (rows, options, salt) => {
        const shuffled = rows
          .map((row, index) => ({ row, key: Math.imul(index + 1, salt | 1) }))
          .sort((a, b) => a.key - b.key)
          .map(({ row }) => row);
        expect(deriveBins(toFile(shuffled), options)).toEqual(deriveBins(toFile(rows), options));
      }),
    );
  });

  test('come from a CSV file and from decoded columns', () => {
    fc.assert(
      fc.property(table, anyOptions, (rows, options) => {
        const decoded = deriveDecoded(
          { n: rows.map(({ n }) => n), t: rows.map(({ t }) => t), code: rows.map(({ code }) => code) },
          options,
        );
        expect(decoded).toEqual(deriveBins(toFile(rows), options));
      }),
      { numRuns: 300 },
    );
  });
});

describe('type inference', () => {
  test('takes decimal numbers for numeric', () => {
    expect(columnOf([0.5, 1, '1e3', '-Infinity']).type).toBe('numeric');
  });

  test.each(['NaN', 'NA', 'N/A', 'null', 'NULL', 'nan', null, ' '])(
    '%j does not make numbers categorical',
    (word) => {
      expect(columnOf([0.5, word, 1.5])).toMatchObject({ type: 'numeric', status: 'ok' });
    },
  );

  test('one text makes a column categorical, with the numbers as levels', () => {
    expect(columnOf([1.5, 2.5, 'x'])).toMatchObject({ type: 'categorical', levels: ['1.5', '2.5', 'x'] });
  });

  test('takes 20 whole numbers, 10 times each, for codes', () => {
    expect(columnOf(repeat(range(20), 10)).type).toBe('categorical');
  });

  test('takes 21 whole numbers for measurements', () => {
    expect(columnOf(repeat(range(21), 10)).type).toBe('numeric');
  });

  test('takes 20 whole numbers for measurements when they come less than 10 times on average', () => {
    expect(columnOf([...repeat(range(20), 9), ...range(19)]).type).toBe('numeric');
  });

  test('takes whole numbers with a fraction for measurements', () => {
    expect(columnOf(repeat(['1.0', '2.0'], 50)).type).toBe('numeric');
  });

  test('leaves missing values out of the average', () => {
    expect(columnOf([...repeat([1, 2], 9), ...repeat([null, 'NA'], 10)]).type).toBe('numeric');
  });

  test('a declared type wins', () => {
    expect(columnOf(repeat([0, 1], 50), { type: 'numeric' }).type).toBe('numeric');
    expect(columnOf([0.5, 1.5], { type: 'categorical' })).toMatchObject({
      type: 'categorical',
      levels: ['0.5', '1.5'],
    });
  });

  test('a text in a declared numeric column is no level', () => {
    expect(columnOf([1, 2, 'x'], { type: 'numeric' })).toMatchObject({
      ...{ type: 'numeric', status: 'ok', expectedRange: { min: 1, max: 2 } },
    });
  });
});

describe('columns without bins', () => {
  test.each([[[null, null]], [['NA', null, 'NaN']], [[]]])('a baseline of %j has no values', (values) => {
    expect(columnOf(values)).toEqual({
      name: 'x',
      type: 'numeric',
      status: 'not-computable',
      reason: 'The baseline has no values.',
    });
  });

  test('a declared categorical column of empty fields has no values', () => {
    expect(columnOf([null], { type: 'categorical' })).toMatchObject({
      reason: 'The baseline has no values.',
    });
  });

  test('1,000 levels are binned', () => {
    expect(columnOf(range(1_000).map((level) => `l${level}`)).status).toBe('ok');
  });

  test('1,001 levels are too many', () => {
    expect(columnOf(range(1_001).map((level) => `l${level}`))).toMatchObject({
      type: 'categorical',
      status: 'not-computable',
      reason: 'The baseline has more than 1000 distinct levels.',
    });
  });

  test('a text behind many numbers leaves too many levels', () => {
    expect(columnOf([...range(1_000).map((value) => value + 0.5), 'x'])).toMatchObject({
      type: 'categorical',
      status: 'not-computable',
    });
  });

  test('a declared numeric column that is mostly text is not computable', () => {
    expect(columnOf([1, 'x', 'y'], { type: 'numeric' })).toMatchObject({
      status: 'not-computable',
      reason: 'More than half of the baseline values are no numbers.',
    });
  });
});

describe('numeric binnings', () => {
  test('a convention of equal widths cuts the range', () => {
    const convention: BinConvention = { ...scorecard, binning: 'equal-width', bins: 4 };

    expect(columnOf([0.5, 1.5, 8.5], {}, convention)).toMatchObject({
      binning: { method: 'equal-width', bins: 4 },
      binEdges: [2.5, 4.5, 6.5],
    });
  });

  test('a column’s own binning goes before the convention’s, and makes it numeric', () => {
    const binning = { method: 'quantile', bins: 4 } as const;

    expect(columnOf(repeat([1, 2, 3, 4, 5], 20), { binning }, scorecard)).toMatchObject({
      ...{ type: 'numeric', binning, binEdges: [2, 3, 4] },
    });
  });

  test('given edges are taken as they are, without edges around atoms', () => {
    const binning = { method: 'fixed-edges', edges: [20, 40] } as const;

    expect(columnOf(repeat([30], 20), { binning })).toMatchObject({ binning, binEdges: [20, 40] });
  });

  test('special codes make a column numeric and are in no edge, range or profile', () => {
    const column = columnOf([...repeat([-9, -8], 50), ...range(101)], { specialCodes: [-9, -8] }, scorecard);

    expect(column).toMatchObject({
      ...{ type: 'numeric', specialCodes: [-9, -8], expectedRange: { min: 0, max: 100 } },
      binEdges: [10, 20, 30, 40, 50, 60, 70, 80, 90],
    });
    expect(column).toHaveProperty('profileEdges.0', 0);
  });

  test('a column of nothing but special codes has one bin beside theirs', () => {
    expect(columnOf([-9, -9, null], { specialCodes: [-9] })).toMatchObject({
      ...{ status: 'ok', binEdges: [], profileEdges: [] },
    });
  });

  test('special codes are values where it is asked whether most of a column is text', () => {
    expect(columnOf([-9, 'x'], { specialCodes: [-9] }).status).toBe('ok');
    expect(columnOf([-9, 'x', 'y'], { specialCodes: [-9] }).status).toBe('not-computable');
  });
});

describe('categorical binnings', () => {
  test('the most frequent levels have bins, ties in code unit order, the rest share one', () => {
    const binning = { method: 'top-levels', count: 3 } as const;

    expect(columnOf(['c', 'd', 'a', 'b', 'c', 'z', 'z', 'z'], { binning })).toEqual({
      ...{ name: 'x', type: 'categorical', status: 'ok', binning, levels: ['a', 'c', 'z'], others: 'rest' },
    });
  });

  test('no level is of the rest where all are among the most frequent', () => {
    const binning = { method: 'top-levels', count: 3 } as const;

    expect(columnOf(['a', 'b'], { binning })).toMatchObject({ levels: ['a', 'b'], others: 'unseen' });
  });

  test('the most frequent of 100,000 levels are found', () => {
    const binning = { method: 'top-levels', count: 1 } as const;
    const values = [...range(100_000), 77_777];

    expect(columnOf(values, { binning })).toMatchObject({ levels: ['77777'], others: 'rest' });
    expect(columnOf([...values, 100_000], { binning })).toMatchObject({
      reason: 'The baseline has more than 100000 distinct levels.',
    });
  });

  test('thousands of decoded levels are told apart', () => {
    const x = [...range(5_000).map((level) => `l${level}`), 'l4999', 'l4998'];
    const binning = { method: 'top-levels', count: 2 } as const;

    const { columns } = deriveDecoded({ x }, { columnOptions: { x: { binning } } });

    expect(columns).toMatchObject([{ levels: ['l4998', 'l4999'], others: 'rest' }]);
  });

  test('given levels have a bin each, in code unit order, whether the baseline has them or not', () => {
    const binning = { method: 'given-levels', levels: ['new', 'b', 'a'] } as const;

    expect(columnOf(['a', 'b'], { binning })).toMatchObject({ levels: ['a', 'b', 'new'], others: 'unseen' });
    expect(columnOf(['a', 'c'], { binning })).toMatchObject({ levels: ['a', 'b', 'new'], others: 'rest' });
  });

  test('given levels need no room for all others', () => {
    const binning = { method: 'given-levels', levels: ['7'] } as const;

    expect(columnOf(range(1_001), { binning })).toMatchObject({ levels: ['7'], others: 'rest' });
  });

  test('given groups share bins, in the order of the groups', () => {
    const groups = [
      { label: 'bad', levels: ['c', 'a'] },
      { label: 'good', levels: ['b'] },
    ];

    expect(columnOf(['a', 'b'], { binning: { method: 'given-groups', groups } })).toMatchObject({
      levels: ['a', 'b', 'c'],
      groups: { labels: ['bad', 'good'], binOfLevel: [0, 1, 0] },
      others: 'unseen',
    });
  });

  test('a baseline without values has no bins, though levels are given', () => {
    const binning = { method: 'given-levels', levels: ['a'] } as const;

    expect(columnOf([null], { binning })).toMatchObject({ reason: 'The baseline has no values.' });
  });
});

describe('points', () => {
  test('of a column’s own values are those of its levels, and make it categorical', () => {
    const values = [...range(15), '-2.5', ' 1e1'];

    expect(columnOf(values, { points: 'own-values' })).toMatchObject({
      type: 'categorical',
      levels: [
        ' 1e1',
        '-2.5',
        '0',
        '1',
        '10',
        '11',
        '12',
        '13',
        '14',
        '2',
        '3',
        '4',
        '5',
        '6',
        '7',
        '8',
        '9',
      ],
      points: {
        ofBins: [10, -2.5, 0, 1, 10, 11, 12, 13, 14, 2, 3, 4, 5, 6, 7, 8, 9],
        ofSpecialCodes: [],
      },
    });
  });

  test('cannot be the own values of levels that are no numbers', () => {
    const bad = range(12).map((level) => `l${level}`);
    const derive = (): unknown => columnOf(['1', 'Infinity', ...bad], { points: 'own-values' });

    expect(derive).toThrow("cannot be the own values: the level 'Infinity' is no number");
    expect(derive).toThrow("the level 'l6' is no number");
    expect(derive).not.toThrow("the level 'l7' is no number");
  });

  test.each<[ColumnOptions, number]>([
    [{ binning: { method: 'quantile', bins: 2 } }, 2],
    [{ binning: { method: 'equal-width', bins: 2 } }, 2],
    [{ binning: { method: 'all-levels' } }, 3],
    [{ binning: { method: 'top-levels', count: 2 } }, 2],
    [{}, 3],
  ])('of %j are counted once the bins are known', (options, binCount) => {
    const points = { ofBins: range(binCount), ofSpecialCodes: [] };
    const values = repeat([1, 2, 4, 4], 10);

    expect(columnOf(values, { ...options, points })).toMatchObject({ points });
    const oneMore = { ...points, ofBins: range(binCount + 1) };
    expect(() => columnOf(values, { ...options, points: oneMore })).toThrow(`has ${binCount + 1} entries`);
  });

  test('are kept as they are given', () => {
    const points = { ofBins: [10, 20], ofSpecialCodes: [5], ofMissing: 0, ofOthers: -1 };
    const binning = { method: 'fixed-edges', edges: [3] } as const;

    expect(columnOf([1, 5], { binning, specialCodes: [-9], points })).toMatchObject({ points });
  });

  test('of a column without bins are of no use', () => {
    expect(columnOf([null], { points: { ofBins: [1], ofSpecialCodes: [] } })).not.toHaveProperty('points');
  });

  test('for another number of bins than the data give are refused, all at once', () => {
    const points = { ofBins: [1, 2], ofSpecialCodes: [] };
    const columnOptions = { a: { points }, 'b/c': { points } };

    expect(faultsOf(() => deriveBins(toBytes('a,b/c\nx,1.5\ny,1.5\nz,1.5\n'), { columnOptions }))).toEqual({
      '/columnOptions/a/points/ofBins': 'has 2 entries; the column has 3 such bins',
      '/columnOptions/b~1c/points/ofBins': 'has 2 entries; the column has 3 such bins',
    });
  });
});

describe('options that cannot be used', () => {
  function faultsFor(options: ColumnOptions): Record<string, string> {
    const faults = faultsOf(() => columnOf([1], options));
    const prefix = '/columnOptions/x';
    return Object.fromEntries(Object.entries(faults).map(([key, text]) => [key.slice(prefix.length), text]));
  }

  test('are refused all at once, before a row is read', () => {
    const derive = (): unknown =>
      createBinDeriver({
        convention: { ...HOUSE_CONVENTION, version: 9 },
        columns: ['a', 'b'],
        columnOptions: {
          'c/d': { type: 'numeric' },
          a: { binning: { method: 'quantile', bins: 1 } },
        },
        segmentBy: ['a', 'e', 'a', 'w'],
        weightColumn: 'w',
      }).header(['a']);

    expect(derive).toThrow("there is no column 'b' in the baseline");
    expect(faultsOf(derive)).toEqual({
      '/convention/version': 'is not the house convention, version 1; give it another name',
      '/columns/1': "there is no column 'b' in the baseline",
      '/columnOptions/c~1d': "there is no column 'c/d' in the baseline",
      '/columnOptions/a/binning/bins': 'must be an integer from 2 to 1000',
      '/segmentBy/1': "there is no column 'e' in the baseline",
      '/segmentBy/2': "names 'a' twice",
      '/segmentBy/3': "names 'w', which is the weight column",
      '/weightColumn': "there is no column 'w' in the baseline",
    });
  });

  test.each<[ColumnOptions, Record<string, string>]>([
    [
      { type: 'categorical', binning: { method: 'quantile', bins: 10 } },
      { '/binning': 'is not one of categorical columns' },
    ],
    [{ type: 'numeric', binning: { method: 'all-levels' } }, { '/binning': 'is not one of numeric columns' }],
    [{ type: 'categorical', specialCodes: [-9] }, { '/specialCodes': 'are for numeric columns only' }],
    [
      { binning: { method: 'all-levels' }, specialCodes: [-9] },
      { '/specialCodes': 'are for numeric columns only' },
    ],
    [
      { specialCodes: [-9, NaN, 0, -0] },
      { '/specialCodes/1': 'must be a finite number', '/specialCodes/3': 'names 0 twice' },
    ],
    [{ specialCodes: range(1_001) }, { '/specialCodes': 'are more than 1000' }],
    [
      { binning: { method: 'equal-width', bins: 2.5 } },
      { '/binning/bins': 'must be an integer from 2 to 1000' },
    ],
    [
      { binning: { method: 'quantile', bins: 1_001 } },
      { '/binning/bins': 'must be an integer from 2 to 1000' },
    ],
    [{ binning: { method: 'fixed-edges', edges: [] } }, { '/binning/edges': 'must not be empty' }],
    [
      { binning: { method: 'fixed-edges', edges: range(1_000) } },
      { '/binning/edges': 'must have at most 999 entries' },
    ],
    [
      { binning: { method: 'fixed-edges', edges: [1, 3, 2, 3, Infinity, 4] } },
      {
        '/binning/edges/2': 'must be above the edge before it',
        '/binning/edges/3': 'must be above the edge before it',
        '/binning/edges/4': 'must be a finite number; the outer bins are open',
      },
    ],
    [
      { binning: { method: 'top-levels', count: 0 } },
      { '/binning/count': 'must be an integer from 1 to 1000' },
    ],
    [{ binning: { method: 'given-levels', levels: [] } }, { '/binning/levels': 'must not be empty' }],
    [
      { binning: { method: 'given-levels', levels: ['a', '', 'a'] } },
      {
        '/binning/levels/1': 'must not be empty; an empty text is a missing value',
        '/binning/levels/2': "names 'a' twice",
      },
    ],
    [
      { binning: { method: 'given-levels', levels: range(1_001).map(String) } },
      { '/binning/levels': 'must have at most 1000 entries' },
    ],
    [{ binning: { method: 'given-groups', groups: [] } }, { '/binning/groups': 'must not be empty' }],
    [
      {
        binning: {
          method: 'given-groups',
          groups: [
            { label: 'good', levels: ['a', 'b'] },
            { label: '__OTHER__', levels: [] },
            { label: 'good', levels: ['c', 'b'] },
            { label: '', levels: ['d'] },
          ],
        },
      },
      {
        '/binning/groups/1/label': 'is the label of another bin',
        '/binning/groups/1/levels': 'must not be empty',
        '/binning/groups/2/label': "is 'good' twice",
        '/binning/groups/2/levels/1': "names 'b' twice",
        '/binning/groups/3/label': 'must not be empty',
      },
    ],
    [
      { binning: { method: 'given-groups', groups: [{ label: 'all', levels: range(1_001).map(String) }] } },
      { '/binning/groups': 'have more than 1000 levels' },
    ],
    [
      { type: 'numeric', points: 'own-values' },
      { '/points': 'can be the own values of categorical columns only' },
    ],
    [
      { specialCodes: [-9], points: 'own-values' },
      { '/points': 'can be the own values of categorical columns only' },
    ],
    [
      {
        binning: { method: 'given-groups', groups: [{ label: 'low', levels: ['1', '2'] }] },
        points: 'own-values',
      },
      { '/points': 'cannot be the own values of groups' },
    ],
    [
      {
        binning: { method: 'fixed-edges', edges: [1, 2] },
        specialCodes: [-9],
        points: { ofBins: [1, NaN], ofSpecialCodes: [], ofMissing: Infinity, ofOthers: NaN },
      },
      {
        '/points/ofBins': 'has 2 entries; the column has 3 such bins',
        '/points/ofSpecialCodes': 'has 0 entries; the column has 1 such bins',
        '/points/ofBins/1': 'must be a finite number',
        '/points/ofMissing': 'must be a finite number',
        '/points/ofOthers': 'must be a finite number',
      },
    ],
    [
      {
        binning: { method: 'given-levels', levels: ['a'] },
        points: { ofBins: [], ofSpecialCodes: [1] },
      },
      {
        '/points/ofBins': 'has 0 entries; the column has 1 such bins',
        '/points/ofSpecialCodes': 'has 1 entries; the column has 0 such bins',
      },
    ],
    [
      {
        binning: { method: 'given-groups', groups: [{ label: 'low', levels: ['1', '2'] }] },
        points: { ofBins: [1, 2], ofSpecialCodes: [] },
      },
      { '/points/ofBins': 'has 2 entries; the column has 1 such bins' },
    ],
  ])('%j is refused', (options, faults) => {
    expect(faultsFor(options)).toEqual(faults);
  });
});
