import type { Bind, Binds, Connection } from 'snowflake-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSnowflake, type SnowflakeFixture } from '../../support/snowflake/snowflake-fixture.ts';

// The stand-in as the driver sees it: what the app's own tests rely on.

let snowflake: SnowflakeFixture;

beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(async () => {
  await snowflake.stop();
});

function run(sqlText: string, binds?: Binds): Promise<readonly unknown[]> {
  return snowflake.connections.use((connection) => execute(connection, sqlText, binds));
}

/** The driver's dates are no plain ones. */
function plain(row: unknown): unknown {
  return Array.isArray(row)
    ? row.map((value: unknown) => (value instanceof Date ? value.getTime() : value))
    : row;
}

function execute(connection: Connection, sqlText: string, binds?: Binds): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    connection.execute({
      sqlText,
      ...(binds === undefined ? {} : { binds }),
      rowMode: 'array',
      complete: (error, _statement, rows) => {
        if (error instanceof Error) reject(error);
        else resolve(rows ?? []);
      },
    });
  });
}

describe('the Snowflake stand-in', () => {
  test.each<[type: string, sql: string, value: unknown]>([
    ['NUMBER', '12::NUMBER(10,0)', 12],
    ['a NUMBER with a fraction', '1.25::NUMBER(10,2)', 1.25],
    ['FLOAT, of 64 bits', '0.1::FLOAT', 0.1],
    ['a very small FLOAT', "'5e-324'::FLOAT", 5e-324],
    ['NaN', "'NaN'::FLOAT", NaN],
    ['BOOLEAN', 'TRUE', true],
    ['TEXT', "'it''s'", "it's"],
    ['DATE', "'2026-03-01'::DATE", new Date('2026-03-01T00:00:00Z')],
    ['TIMESTAMP', "TO_TIMESTAMP_NTZ('1969-12-31 23:59:59.250')", new Date('1969-12-31T23:59:59.250Z')],
    ['VARIANT', `PARSE_JSON('{"a":[1,2]}')`, { a: [1, 2] }],
    ['ARRAY', 'ARRAY_CONSTRUCT(1, 2)', [1, 2]],
    ['NULL', 'NULL::FLOAT', null],
  ])('gives a %s', async (_type, sql, value) => {
    const [row] = await run(`SELECT ${sql} AS V`);

    expect(plain(row)).toEqual(plain([value]));
  });

  test.each<[kind: string, bind: Bind]>([
    ['a text', "it's ?"],
    ['an integer', 42],
    ['a fraction', 0.1],
    ['a boolean', true],
    ['a null', null],
  ])('takes %s as a bind, by either mark', async (_kind, bind) => {
    expect(await run('SELECT ? AS A, :1 AS B, ?::VARCHAR AS C', [bind, bind])).toEqual([
      [bind, bind, bind === null ? null : String(bind)],
    ]);
  });

  test('refuses a bind that was not sent', async () => {
    await expect(run('SELECT ?, ?', [1])).rejects.toMatchObject({ code: '002049' });
  });

  test('takes a row of array binds after the other, all or none', async () => {
    await snowflake.standIn.run('CREATE TABLE ARRAY_BINDS (A VARCHAR NOT NULL, B FLOAT)');

    await run('INSERT INTO ARRAY_BINDS (A, B) VALUES (?, ?)', [
      ['x', 0.5],
      ['y', null],
    ]);
    await expect(
      run('INSERT INTO ARRAY_BINDS (A, B) VALUES (?, ?)', [
        ['z', 1.5],
        [null, 2.5],
      ]),
    ).rejects.toMatchObject({ code: '100072' });

    expect(await run('SELECT A, B FROM ARRAY_BINDS ORDER BY A')).toEqual([
      ['x', 0.5],
      ['y', null],
    ]);
  });

  test('shows the trap of array binds: the first row decides the type of a column', async () => {
    const rows = [
      ['a', 0],
      ['b', 0.25],
    ];

    await expect(run('INSERT INTO ARRAY_BINDS (A, B) VALUES (?, ?)', rows)).rejects.toMatchObject({
      code: '100038',
    });
  });

  test('counts what a MERGE inserts and updates', async () => {
    await snowflake.standIn.run('CREATE TABLE MERGED (K VARCHAR, V FLOAT)');
    await snowflake.standIn.run("INSERT INTO MERGED (K, V) VALUES ('a', 1)");

    const counts = await run(
      `MERGE INTO MERGED AS t USING (
         SELECT value:k::VARCHAR AS K, value:v::FLOAT AS V FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?)))
       ) AS s ON t.K = s.K
       WHEN MATCHED THEN UPDATE SET V = s.V
       WHEN NOT MATCHED THEN INSERT (K, V) VALUES (s.K, s.V)`,
      ['[{"k":"a","v":2},{"k":"b","v":null}]'],
    );

    expect(counts).toEqual([[1, 1]]);
    expect(await run('SELECT K, V FROM MERGED ORDER BY K')).toEqual([
      ['a', 2],
      ['b', null],
    ]);
  });

  test.each([
    ['a function', 'SELECT SOUNDEX(1)', 'the function SOUNDEX'],
    ['a type', "SELECT '1'::GEOGRAPHY", 'the type GEOGRAPHY'],
    ['a statement', 'TRUNCATE TABLE MERGED', 'the statement TRUNCATE'],
    ['a table function', 'SELECT * FROM TABLE(GENERATOR(ROWCOUNT => 1))', 'TABLE(FLATTEN(INPUT => …))'],
    ['several statements', 'SELECT 1; SELECT 2', 'several statements'],
  ])('names %s that it does not know', async (_kind, sql, named) => {
    await expect(run(sql)).rejects.toThrow(named);
  });

  test.each([
    ['a syntax error', 'SELECT FROM WHERE', { code: '001003', sqlState: '42000' }],
    ['an unknown table', 'SELECT 1 FROM NOWHERE', { code: '002003', sqlState: '02000' }],
    ['an unknown column', 'SELECT NOTHING FROM MERGED', { code: '000904', sqlState: '42000' }],
    ['a text that is no number', "SELECT 'x'::FLOAT", { code: '100038', sqlState: '22018' }],
  ])('gives code and SQL state of %s', async (_fault, sql, refusal) => {
    await expect(run(sql)).rejects.toMatchObject(refusal);
  });

  test('tells quoted names apart by case, and folds the others to upper case', async () => {
    await snowflake.standIn.run('CREATE TABLE NAMES (plain FLOAT, "Quoted" FLOAT)');

    await expect(run('SELECT Plain, "PLAIN", "Quoted" FROM names')).resolves.toEqual([]);
    await expect(run('SELECT "plain" FROM NAMES')).rejects.toMatchObject({ code: '000904' });
    await expect(run('SELECT QUOTED FROM NAMES')).rejects.toMatchObject({ code: '000904' });
  });
});
