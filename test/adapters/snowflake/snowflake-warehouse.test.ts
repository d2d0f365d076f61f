import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SnowflakeWarehouse } from '../../../shared/adapters/snowflake/snowflake-warehouse.ts';
import { pause } from '../../../shared/adapters/clock/pause.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import type { Bins } from '../../../shared/domain/stability/bin-specification.ts';
import type { SampleWindow } from '../../../shared/domain/stability/sample-counter.ts';
import type {
  ColumnCounts,
  GroupCounts,
  SampleCounts,
} from '../../../shared/domain/stability/sample-counts.ts';
import { binsOf, categoricalBins, countCsv, numericBins } from '../../support/counted-sample.ts';
import { toBytes, toCsv } from '../../support/csv-text.ts';
import { startSnowflake, type SnowflakeFixture } from '../../support/snowflake/snowflake-fixture.ts';
import { putTable, type Value, type WarehouseColumn } from '../../support/snowflake/warehouse-table.ts';

const CODES = [-9, 7];
const EDGES = [-2.5, 0, 3];
const PROFILE = [-4, -2.5, -1, 0, 1e-300, 3, 3.5, 7, 1e6];
const RANGE = { min: -5, max: 3.25 };
const TABLE = 'SCORES';

const COLUMNS: readonly WarehouseColumn[] = [
  { name: 't', type: 'TIMESTAMP_NTZ' },
  { name: 'n', type: 'FLOAT' },
  { name: 'c', type: 'VARCHAR' },
  { name: 's', type: 'VARCHAR' },
  { name: 'w', type: 'NUMBER(38,0)' },
  { name: 'more', type: 'BOOLEAN' },
];

const numeric = numericBins('n', EDGES, { specialCodes: CODES, profileEdges: PROFILE, expectedRange: RANGE });
const plain = binsOf([numeric, categoricalBins('c', ['a', 'é"', "it's \\ b"])]);
const grouped = binsOf([
  numericBins('n', EDGES),
  categoricalBins('c', ['a', 'b', 'x'], {
    groups: { labels: ['ab', 'x'], binOfLevel: [0, 0, 1] },
    others: 'rest',
  }),
]);

let snowflake: SnowflakeFixture;
let warehouse: SnowflakeWarehouse;

beforeAll(async () => {
  snowflake = await startSnowflake();
  warehouse = new SnowflakeWarehouse(snowflake.connections, async (_ms, signal) => pause(1, signal));
});
afterAll(async () => {
  await snowflake.stop();
});

function count(
  bins: Bins,
  window?: SampleWindow,
  source: { table?: string; query?: string } = { table: TABLE },
) {
  const signal = new AbortController().signal;
  return warehouse.count({ kind: 'snowflake', ...source }, bins, { signal, ...(window && { window }) });
}

/** The same rows through a file. */
function countFile(bins: Bins, rows: readonly (readonly Value[])[], window?: SampleWindow): SampleCounts {
  const file = toBytes(toCsv([COLUMNS.map(({ name }) => name), ...rows]));
  return countCsv(bins, [file], window === undefined ? {} : { window });
}

async function put(rows: readonly (readonly Value[])[]): Promise<void> {
  await putTable(snowflake.standIn, TABLE, { columns: COLUMNS, rows });
}

/** Moments are sums in the order of the rows, which a table does not have: they agree but for rounding. */
function alike(counts: SampleCounts): unknown {
  // Rows outside of the window are not read at all.
  const { outsideWindow: _outside, withoutTime: _timeless, ...leftOut } = counts.leftOut ?? {};
  return {
    ...counts,
    leftOut,
    ...groupAlike(counts),
    segments: counts.segments?.map((one) => ({ ...one, ...groupAlike(one) })),
  };
}

function groupAlike({ columns }: GroupCounts): { readonly columns: unknown } {
  return { columns: columns.map(columnAlike) };
}

function columnAlike(column: ColumnCounts): unknown {
  if (column.status !== 'counted' || column.moments === undefined) return column;
  const { count, mean, squaredDeviations } = column.moments;
  return {
    ...column,
    moments: { count, mean: rounded(mean), squaredDeviations: rounded(squaredDeviations) },
  };
}

function rounded(value: number): unknown {
  const digits = 6 - Math.ceil(Math.log10(1 + Math.abs(value)));
  return expect.closeTo(value, digits);
}

const number = fc.oneof(
  fc.constantFrom(...PROFILE, ...CODES, RANGE.min, RANGE.max, -0, NaN, Infinity, -Infinity, 5e-324),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -10, max: 10 }),
  fc.integer({ min: -10, max: 10 }),
);
const level = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'x',
    'A',
    ' a',
    '',
    'é"',
    "it's \\ b",
    'x,y',
    'new\nline',
    'NULL',
    'NaN',
    '😀'.repeat(90),
  ),
  fc.string({ unit: 'grapheme', minLength: 1 }),
);
const row = fc
  .tuple(
    fc.integer({ min: 1_700_000_000_000, max: 1_700_000_009_999 }),
    fc.option(number, { freq: 6 }),
    fc.option(level, { freq: 6 }),
    fc.constantFrom('SE', 'DE', 'se', "F'I", '', null),
    fc.option(fc.integer({ min: -1, max: 4 }), { freq: 6 }),
  )
  .map(([t, ...others]): readonly Value[] => [
    new Date(t).toISOString().replace('T', ' ').replace('Z', ''),
    ...others,
    'true',
  ]);
const rows = fc.array(row, { maxLength: 40 });
/** A second is enough for some thirty tables. */
const RUNS = { numRuns: Number(process.env['EVENKEEL_PROPERTY_RUNS'] ?? 30) };

describe('SnowflakeWarehouse', () => {
  test('counts a table as it counts a file of the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        await put(given);
        expect(alikeLeftOut(await count(plain))).toEqual(alike(countFile(plain, given)));
      }),
      RUNS,
    );
  });

  test('so it does with segments, weights and a window', async () => {
    const rich = { ...plain, segmentBy: ['s', 'c'], weightColumn: 'w' };
    const window = { column: 't', from: 1_700_000_001_000, to: 1_700_000_008_000 };
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        await put(given);
        expect(alikeLeftOut(await count(rich, window))).toEqual(alike(countFile(rich, given, window)));
      }),
      RUNS,
    );
  });

  test('so it does with groups of levels and left-closed bins', async () => {
    const convention = { ...plain.convention, name: 'mine', closed: 'left' as const, atoms: false };
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom('pooled' as const, 'own-bins' as const),
        async (given, unseen) => {
          const bins = { ...grouped, convention: { ...convention, unseen } };
          await put(given);
          expect(alikeLeftOut(await count(bins))).toEqual(alike(countFile(bins, given)));
        },
      ),
      RUNS,
    );
  });

  test('counts a query as it counts a table', async () => {
    await put([['2026-03-01 00:00:00', 1.5, 'a', null, 2, 'true']]);

    const query = `SELECT "n", "c" FROM ${TABLE} -- a comment at the end;\n ;`;

    expect(await count(plain, undefined, { query })).toEqual({ ...(await count(plain)), extraColumns: [] });
  });

  test('has all counts of one state of the table, from one statement', async () => {
    await put([]);
    const before = snowflake.standIn.statements.length;

    await count(plain);

    const statements = snowflake.standIn.statements.slice(before).map(({ sqlText }) => sqlText.slice(0, 7));
    // The first only asks which columns there are.
    expect(statements).toEqual(['SELECT ', 'WITH EK']);
  });

  test('takes the only column that differs in case for the one that is meant', async () => {
    await snowflake.standIn.run('CREATE OR REPLACE TABLE FOLDED (N FLOAT, C VARCHAR)');
    await snowflake.standIn.run("INSERT INTO FOLDED VALUES (1, 'a')");

    const counts = await count(plain, undefined, { table: 'evenkeel.results.folded' });

    expect(counts.columns.map(({ name, status }) => [name, status])).toEqual([
      ['n', 'counted'],
      ['c', 'counted'],
    ]);
    expect(counts.extraColumns).toEqual([]);
  });

  test('says which columns are not there', async () => {
    await putTable(snowflake.standIn, 'FEW', { columns: [{ name: 'n', type: 'FLOAT' }], rows: [[1]] });

    expect((await count(plain, undefined, { table: 'FEW' })).columns).toMatchObject([
      { name: 'n', status: 'counted' },
      { name: 'c', status: 'missing-column' },
    ]);
  });

  test('counts numbers of a decimal type as the doubles next to them', async () => {
    const columns = [{ name: 'n', type: 'NUMBER(38,10)' }];
    const values = ['-2.5', '-2.4999999999', '0.1', '3', '3.0000000001', null];
    await putTable(snowflake.standIn, 'DECIMALS', { columns, rows: values.map((value) => [value]) });
    const bins = binsOf([numericBins('n', [-2.5, 0.1, 3])]);

    const [counted] = (await count(bins, undefined, { table: 'DECIMALS' })).columns;

    const file = toBytes(toCsv([['n'], ...values.map((value) => [value])]));
    expect([counted].map((column) => column ?? expect.fail())).toEqual(
      countCsv(bins, [file]).columns.map(columnAlike),
    );
  });

  test('keeps a thousand levels without a bin apart, and counts all of them', async () => {
    const columns = [{ name: 'c', type: 'VARCHAR' }];
    const values = Array.from({ length: 1500 }, (_, index) => [`level ${index}`]);
    await putTable(snowflake.standIn, 'MANY', { columns, rows: [...values, ['level 1400'], ['a']] });
    const bins = binsOf([categoricalBins('c', ['a'])]);

    const { columns: counted } = await count(bins, undefined, { table: 'MANY' });

    expect(counted).toMatchObject([{ binCounts: [1], otherCount: 1501, missingCount: 0 }]);
    expect(counted[0]?.status === 'counted' && counted[0].otherLevels[0]).toEqual({
      level: 'level 1400',
      count: 2,
    });
  });

  test('tells a thousand segments apart, the largest ones', async () => {
    const columns = [
      { name: 'n', type: 'FLOAT' },
      { name: 's', type: 'NUMBER(38,0)' },
    ];
    const values = Array.from({ length: 1003 }, (_, index) => [1, index]);
    await putTable(snowflake.standIn, 'SEGMENTS', { columns, rows: [...values, ...values.slice(0, 1000)] });
    const bins = { ...binsOf([numericBins('n', [0])]), segmentBy: ['s'] };

    const counts = await count(bins, undefined, { table: 'SEGMENTS' });

    expect(counts.rowCount).toBe(2003);
    expect(counts.segments).toHaveLength(1000);
    expect(counts.segments?.every(({ rowCount }) => rowCount === 2)).toBe(true);
    expect(counts.leftOut).toEqual({ beyondSegmentLimit: 3 });
  });

  test.each<[type: string, within: string, outside: string]>([
    ['DATE', '2026-03-01', '2026-03-02'],
    ['TIMESTAMP_NTZ', '2026-03-01 23:59:59.999999', '2026-03-02 00:00:00'],
    ['TIMESTAMP_TZ', '2026-03-01 00:00:00+00', '2026-03-01 00:30:00+01'],
    ['NUMBER(38,0)', '1772323200', '1772409600'],
    ['NUMBER(38,3)', '1772323200000', '1772409600000'],
    ['FLOAT', '1772323200.5', '1772323199.999'],
  ])('reads times of the type %s', async (type, within, outside) => {
    const columns = [
      { name: 'n', type: 'FLOAT' },
      { name: 't', type },
    ];
    const rows = [
      [1, within],
      [2, outside],
      [3, null],
    ];
    await putTable(snowflake.standIn, 'TIMES', { columns, rows });
    const window = { column: 't', from: Date.parse('2026-03-01'), to: Date.parse('2026-03-02') };

    const counts = await count(binsOf([numericBins('n', [1.5])]), window, { table: 'TIMES' });

    expect(counts).toMatchObject({ rowCount: 1, columns: [{ binCounts: [1, 0] }] });
  });

  test.each<
    [fault: string, asked: { bins?: Bins; source?: { table?: string; query?: string } }, says: RegExp]
  >([
    ['a table that is not there', { source: { table: 'NOWHERE' } }, /NOWHERE cannot be read/],
    ['a query that cannot be compiled', { source: { query: 'SELECT FROM' } }, /The query cannot be read/],
    ['a value that cannot be read', { source: { query: `SELECT 'x'::FLOAT AS "n"` } }, /cannot be read/],
    ['numbers in a text column', { bins: binsOf([numericBins('c', [1])]) }, /"c" is of type TEXT/],
    ['levels in a FLOAT column', { bins: binsOf([categoricalBins('n', ['1'])]) }, /"n" is of type REAL/],
    ['a segment column that is not there', { bins: { ...plain, segmentBy: ['z'] } }, /'z', which names/],
    ['a weight column that is not there', { bins: { ...plain, weightColumn: 'z' } }, /'z', which holds/],
  ])('refuses %s', async (_fault, { bins = plain, source = { table: TABLE } }, says) => {
    await put([['2026-03-01 00:00:00', 1, 'a', null, 1, 'true']]);

    await expect(count(bins, undefined, source)).rejects.toThrow(says);
    await expect(count(bins, undefined, source)).rejects.toThrow(InvalidInput);
  });

  test('refuses bins that make a statement of more than a megabyte', async () => {
    await put([]);
    const levels = Array.from({ length: 1000 }, (_, index) => `${index}`.padEnd(1200, 'x'));

    await expect(count(binsOf([categoricalBins('c', levels)]))).rejects.toThrow(/Measure fewer columns/);
  });

  test('stops when nobody wants the counts any more', async () => {
    await put([]);
    const controller = new AbortController();
    const impatient = new SnowflakeWarehouse(snowflake.connections, async () => {
      controller.abort(new Error('not wanted'));
    });
    snowflake.standIn.faults.holdNext(Promise.resolve());
    snowflake.standIn.faults.holdNext(new Promise(() => undefined));

    const counting = impatient.count({ kind: 'snowflake', table: TABLE }, plain, {
      signal: controller.signal,
    });

    await expect(counting).rejects.toThrow('not wanted');
    expect(snowflake.standIn.statements.at(-1)?.status).toBe('ABORTED');
  });

  test('asks nothing when nobody wants the counts to begin with', async () => {
    const before = snowflake.standIn.statements.length;
    const signal = AbortSignal.abort(new Error('not wanted'));

    const counting = warehouse.count({ kind: 'snowflake', table: TABLE }, plain, { signal });

    await expect(counting).rejects.toThrow('not wanted');
    expect(snowflake.standIn.statements).toHaveLength(before);
  });

  describe('hasRows', () => {
    const window = { column: 't', from: Date.parse('2026-03-01'), to: Date.parse('2026-03-02') };

    test('sees rows, and those of a window', async () => {
      await put([['2026-03-02 00:00:00', 1, 'a', null, 1, 'true']]);

      expect(await warehouse.hasRows({ kind: 'snowflake', table: TABLE })).toBe(true);
      expect(await warehouse.hasRows({ kind: 'snowflake', table: TABLE }, window)).toBe(false);
    });

    test('sees none where there is no table yet', async () => {
      expect(await warehouse.hasRows({ kind: 'snowflake', table: 'NOT_YET' })).toBe(false);
      expect(await warehouse.hasRows({ kind: 'snowflake', table: 'NOT_YET' }, window)).toBe(false);
    });
  });
});

function alikeLeftOut(counts: SampleCounts): SampleCounts {
  return { ...counts, leftOut: counts.leftOut ?? {} };
}
