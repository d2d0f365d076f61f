import { pause } from '../../shared/adapters/clock/pause.ts';
import { floatOf, quoteText } from '../../shared/adapters/snowflake/sql-text.ts';
import { SnowflakeWarehouse } from '../../shared/adapters/snowflake/snowflake-warehouse.ts';
import { nextBelow } from '../../shared/domain/stability/next-below.ts';
import type { ColumnCounts } from '../../shared/domain/stability/sample-counts.ts';
import { binsOf, categoricalBins, countTable, numericBins } from '../support/counted-sample.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SnowflakeError } from '../../shared/adapters/snowflake/snowflake-errors.ts';
import { SnowflakeResultSink } from '../../shared/adapters/snowflake/snowflake-result-sink.ts';
import type { ResultRow } from '../../shared/application/ports/result-sink.ts';
import { runIdOf, type RunId } from '../../shared/domain/run/run-id.ts';
import { jobIdFrom } from '../support/example-job.ts';
import { exampleResultRow } from '../support/snowflake/example-result-row.ts';
import type { SnowflakeTarget } from './targets/snowflake-target.ts';

/** What the app relies on in Snowflake; `connect` is called once. */
export function describeSnowflakeService(connect: () => Promise<SnowflakeTarget>): void {
  let target: SnowflakeTarget;
  let cases = 0;

  beforeAll(async () => {
    target = await connect();
  });

  afterAll(() => target.dispose());

  /** Each case has a run of its own. */
  function nextRun(): RunId {
    cases += 1;
    return runIdOf(jobIdFrom('conformance'), cases * 86_400_000);
  }

  function rowOf(runId: RunId, change: Partial<ResultRow> = {}): ResultRow {
    return exampleResultRow({ modelId: target.modelId, runId, ...change });
  }

  async function deliver(runId: RunId, rows: readonly ResultRow[]): Promise<void> {
    await new SnowflakeResultSink(target.connections).deliver(runId, rows);
  }

  async function stored(runId: RunId, columns: string): Promise<readonly unknown[][]> {
    const sql = `SELECT ${columns} FROM STABILITY_RESULTS WHERE MODEL_ID = ? AND RUN_ID = ? ORDER BY CHARACTERISTIC`;
    return target.query(sql, [target.modelId, runId]);
  }

  async function one(expression: string): Promise<unknown> {
    const [[value] = []] = await target.query(`SELECT ${expression} AS V`);
    return value;
  }

  describe('results', () => {
    test('are there once, however often they are delivered', async () => {
      const runId = nextRun();
      const rows = [rowOf(runId), rowOf(runId, { characteristic: 'age' })];

      await Promise.all([deliver(runId, rows), deliver(runId, rows)]);
      await deliver(runId, rows);

      expect(await stored(runId, 'CHARACTERISTIC')).toEqual([['age'], ['score']]);
    });

    test('keep their numbers, whatever the first row holds', async () => {
      const runId = nextRun();
      const values = [null, 0, 0.25, 0.1 + 0.2, 1e-300];

      await deliver(
        runId,
        values.map((psi, index) => rowOf(runId, { characteristic: `x${index}`, psi })),
      );

      expect((await stored(runId, 'PSI')).flat()).toEqual(values);
    });

    test('hold a NULL where there is no value, and JSON where there is', async () => {
      const runId = nextRun();

      await deliver(runId, [rowOf(runId, { shape: null, reason: null })]);

      expect(await stored(runId, 'SHAPE IS NULL, REASON IS NULL, BINS')).toEqual([
        [true, true, rowOf(runId).bins],
      ]);
    });

    test('are in the view as long as they are the latest', async () => {
      const runId = nextRun();
      const segment = `{"case":"${runId}"}`;

      await deliver(runId, [
        rowOf(runId, { segment, psi: 1, windowEnd: 2_000_000 }),
        rowOf(runId, { segment, psi: 2, windowEnd: 3_000_000 }),
      ]);

      const sql = 'SELECT PSI FROM LATEST_STABILITY WHERE MODEL_ID = ? AND SEGMENT = ?';
      expect(await target.query(sql, [target.modelId, segment])).toEqual([[2]]);
    });
  });

  describe('numbers', () => {
    test.each([
      ['NaN is above every number', "'NaN'::FLOAT > 1.7976931348623157e308::FLOAT", true],
      ['NaN is equal to itself', "'NaN'::FLOAT = 'NaN'::FLOAT", true],
      ['NaN is no NULL', "'NaN'::FLOAT IS NULL", false],
      ['a negative zero is a zero', "'-0.0'::FLOAT = 0::FLOAT", true],
      ['a text gives the nearest double', "'0.1'::FLOAT + '0.2'::FLOAT = '0.30000000000000004'::FLOAT", true],
      ['neighbouring doubles differ', "'0.30000000000000004'::FLOAT > '0.3'::FLOAT", true],
      ['the smallest double is above zero', "'5e-324'::FLOAT > 0::FLOAT", true],
      ['a NUMBER becomes the nearest double', "0.1::NUMBER(38,10)::FLOAT = '0.1'::FLOAT", true],
      ['infinity is above every number', "'inf'::FLOAT > 1.7976931348623157e308::FLOAT", true],
    ])('%s', async (_fact, expression, value) => {
      expect(await one(expression)).toBe(value);
    });

    test('texts are compared as they are written', async () => {
      expect(await one("('a' = 'A') OR ('a' = 'a ')")).toBe(false);
    });

    test('an empty text is no NULL', async () => {
      expect(await one("'' IS NULL")).toBe(false);
    });
  });

  test('counts of a query are those of a file of the same rows', async () => {
    const rows: readonly Row[] = [
      [-2.5, 'a'],
      [nextBelow(3), 'a '],
      [3, ''],
      [-0, "it's \\ b"],
      [NaN, null],
      [null, 'é😀'],
      [Infinity, 'A'],
      [0.1 + 0.2, 'a'],
    ];
    const bins = binsOf([
      numericBins('n', [-2.5, 0, 0.3, 3], { expectedRange: { min: -1, max: 3 } }),
      categoricalBins('c', ['a', "it's \\ b"]),
    ]);
    const warehouse = new SnowflakeWarehouse(target.connections, pause);

    const { signal } = new AbortController();
    const counted = await warehouse.count({ kind: 'snowflake', query: toQuery(rows) }, bins, { signal });

    const expected = countTable(bins, [['n', 'c'], ...rows]);
    expect(counted.columns.map(withoutMoments)).toEqual(expected.columns.map(withoutMoments));
    expect(counted).toMatchObject({ rowCount: rows.length, extraColumns: [] });
  });

  test('what is refused has a code, an SQL state and a query id', async () => {
    const refused = target.query('SELECT * FROM NOWHERE_AT_ALL');

    await expect(refused).rejects.toThrow(SnowflakeError);
    await expect(refused).rejects.toMatchObject({ code: '002003' });
  });
}

type Row = readonly [n: number | null, c: string | null];

/** Some rows as a query, which needs no table. */
function toQuery(rows: readonly Row[]): string {
  return rows
    .map(([n, c]) => {
      const value = n === null ? 'NULL::FLOAT' : floatOf(n);
      return `SELECT ${value} AS "n", ${c === null ? 'NULL' : quoteText(c)}::VARCHAR AS "c"`;
    })
    .join(' UNION ALL ');
}

/** Mean and deviation are sums in the order of the rows, which a table does not have. */
function withoutMoments(column: ColumnCounts): unknown {
  return { ...column, moments: undefined };
}
