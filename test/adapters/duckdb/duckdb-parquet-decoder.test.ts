import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DuckDbParquetDecoder } from '../../../shared/adapters/duckdb/duckdb-parquet-decoder.ts';
import { TemporaryFiles } from '../../../shared/adapters/duckdb/temporary-files.ts';
import { InvalidInput, Unavailable } from '../../../shared/domain/errors.ts';
import { fileOf } from '../../support/parquet-file.ts';
import { RecordingSink } from '../../support/recording-sink.ts';

let parent: string;
let decoder: DuckDbParquetDecoder;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "decoder's test-"));
  decoder = new DuckDbParquetDecoder({ threads: 2, memoryLimitMb: 512 }, new TemporaryFiles(parent));
});

afterAll(async () => {
  await decoder.close();
  await rm(parent, { recursive: true });
});

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 60_000) yield bytes.subarray(at, at + 60_000);
}

async function decode(bytes: Uint8Array, wanted?: readonly string[]): Promise<RecordingSink> {
  const sink = new RecordingSink(wanted);
  await decoder.decode(chunksOf(bytes), sink);
  return sink;
}

/** The one column of a query, each value as the text of a CSV field. */
async function valuesOf(query: string): Promise<readonly (string | undefined)[]> {
  const { rowsRead } = await decode(await fileOf(query));
  return rowsRead.map(([value]) => value);
}

async function refusalOf(bytes: Uint8Array): Promise<string> {
  const error: unknown = await decode(bytes).then(
    () => 'was not refused',
    (refusal: unknown) => refusal,
  );
  if (error instanceof InvalidInput) return error.message;
  throw new Error('It was not refused as an invalid file.', { cause: error });
}

describe('DuckDbParquetDecoder', () => {
  test('delivers all rows in their order, over batches and row groups', async () => {
    const bytes = await fileOf('SELECT range AS x FROM range(50000)', 'FORMAT parquet, ROW_GROUP_SIZE 2048');

    const { rowsRead, headers } = await decode(bytes);

    expect(headers).toEqual([['x']]);
    expect(rowsRead).toEqual(Array.from({ length: 50_000 }, (_, row) => [String(row)]));
  });

  test('delivers the columns that were asked for, in the order in which they were', async () => {
    const bytes = await fileOf("SELECT 1 AS a, 2 AS b, [3] AS nested, 'x' AS d");

    const { rowsRead, headers } = await decode(bytes, ['d', 'a']);

    expect(headers).toEqual([['a', 'b', 'nested', 'd']]);
    expect(rowsRead).toEqual([['x', '1']]);
  });

  test('delivers rows of no columns where none is asked for', async () => {
    const { rowsRead } = await decode(await fileOf('SELECT range AS x FROM range(3000)'), []);

    expect(rowsRead).toHaveLength(3000);
    expect(rowsRead[0]).toEqual([]);
  });

  test('delivers no row of a file without rows, but its header', async () => {
    const { rowsRead, headers } = await decode(await fileOf('SELECT 1 AS a WHERE false'));

    expect([headers, rowsRead]).toEqual([[['a']], []]);
  });

  test('keeps names as they are: capitals, quotes, blanks, umlauts, dots', async () => {
    const names = ['a', 'A', 'it"s', "it's", 'größe (€)', 'a.b', 'select', '', ' x'];
    const columns = names.map((name, index) => `${index} AS "${name.replaceAll('"', '""')}_"`);

    const { rowsRead, headers } = await decode(await fileOf(`SELECT ${columns.join(', ')}`));

    // The writer renames the second of names that differ in capitals only.
    expect(headers[0]?.filter((name) => name.toLowerCase() !== 'a_' && name !== 'A__1')).toEqual(
      names.filter((name) => name.toLowerCase() !== 'a').map((name) => `${name}_`),
    );
    expect(rowsRead).toEqual([names.map((_, index) => String(index))]);
  });

  test.each([
    ['TINYINT', '-128', '-128'],
    ['UINTEGER', '4294967295', '4294967295'],
    ['BIGINT', '9007199254740992', '9007199254740992'],
    ['DOUBLE', '0.1', '0.1'],
    ['DOUBLE', '1e300', '1e+300'],
    ['DOUBLE', "'nan'", ''],
    ['FLOAT', '0.1', '0.1'],
    ['DECIMAL(5, 2)', '1.50', '1.5'],
    ['DECIMAL(38, 10)', '-12.0000000001', '-12.0000000001'],
  ])('delivers a %s %s as a number', async (type, value, expected) => {
    const sink = await decode(await fileOf(`SELECT CAST(${value} AS ${type}) AS x UNION ALL SELECT NULL`));

    expect(sink.kinds).toEqual(['numbers']);
    expect(sink.rowsRead).toEqual([[expected], ['']]);
  });

  test.each([
    ['BIGINT', '9223372036854775807', '9223372036854775807'],
    ['BIGINT', '-9007199254740993', '-9007199254740993'],
    ['UBIGINT', '18446744073709551615', '18446744073709551615'],
    ['DECIMAL(38, 2)', '12345678901234567.89', '12345678901234567.89'],
    ['DECIMAL(20, 19)', '1.1234567890123456789', '1.1234567890123456789'],
    ['VARCHAR', '\'größe, "x"\'', 'größe, "x"'],
    ['DECIMAL(38, 30)', "'0.1'", '0.100000000000000000000000000000'],
    ['VARCHAR', "''", ''],
    ['BOOLEAN', 'true', 'true'],
    ['DATE', "'2026-03-29'", '2026-03-29'],
    ['TIME', "'03:04:05.5'", '03:04:05.5'],
    ['TIMESTAMP', "'2026-03-29 01:02:03'", '2026-03-29 01:02:03'],
    ['TIMESTAMP', "'2026-03-29 01:02:03.000004'", '2026-03-29 01:02:03.000004'],
    ['TIMESTAMP_NS', "'2026-03-29 01:02:03.000000004'", '2026-03-29 01:02:03.000000004'],
    ['TIMESTAMP WITH TIME ZONE', "'2026-03-29 01:02:03.5+02'", '2026-03-28T23:02:03.5Z'],
    ['UUID', "'6B4E7A9C-0000-4000-8000-000000000001'", '6b4e7a9c-0000-4000-8000-000000000001'],
    ["ENUM('good', 'bad')", "'bad'", 'bad'],
  ])('delivers a %s %s as a text', async (type, value, expected) => {
    const sink = await decode(await fileOf(`SELECT CAST(${value} AS ${type}) AS x UNION ALL SELECT NULL`));

    expect(sink.kinds).toEqual(['texts']);
    expect(sink.rowsRead).toEqual([[expected], ['']]);
  });

  test('delivers a batch with a number that no double holds as texts, and the others as numbers', async () => {
    const query = 'SELECT CASE WHEN range = 5000 THEN 9007199254740993 ELSE range END AS x FROM range(6000)';

    const { kinds, rowsRead } = await decode(await fileOf(query));

    expect(kinds).toEqual(['numbers', 'numbers', 'texts']);
    expect(rowsRead[5000]).toEqual(['9007199254740993']);
    expect(rowsRead[5001]).toEqual(['5001']);
  });

  test('takes a column in which all is missing for one of missing numbers', async () => {
    expect(await valuesOf('SELECT NULL AS x FROM range(2)')).toEqual(['', '']);
  });

  test.each([
    ['INTEGER[]', '[1]'],
    ['STRUCT(p INTEGER)', "{'p': 1}"],
    ['MAP(VARCHAR, INTEGER)', "MAP {'p': 1}"],
    ['BLOB', "'x'::BLOB"],
  ])('refuses a column of type %s by its name', async (type, value) => {
    const refusal = await refusalOf(await fileOf(`SELECT 1 AS a, ${value} AS tags`));

    expect(refusal).toBe(
      `Only numbers, texts, dates and times can be measured; column 'tags' is of type ${type}.`,
    );
  });

  test('refuses what is no Parquet file', async () => {
    expect(await refusalOf(Buffer.from('a,b\n1,2\n'.repeat(100)))).toMatch(
      /^It is not a Parquet file that can be decoded \(.*\)\.$/,
    );
    expect(await refusalOf(new Uint8Array())).toContain('It is not a Parquet file');
    expect(await refusalOf(Buffer.from('PAR1'))).toContain('It is not a Parquet file');
  });

  test('says nothing of where the file lay meanwhile', async () => {
    expect(await refusalOf(Buffer.from('PAR1 nothing but this'))).not.toContain(parent);
  });

  test('refuses a file that was cut off anywhere', async () => {
    const bytes = await fileOf("SELECT range AS x, 'a' || range AS y FROM range(20000)");

    for (const share of [0.01, 0.5, 0.9, 0.999]) {
      expect(await refusalOf(bytes.subarray(0, bytes.length * share))).toContain('It is not a Parquet file');
    }
  });

  test('refuses a file whose pages are damaged', async () => {
    const bytes = Buffer.from(
      await fileOf(
        "SELECT 'level ' || hash(range) % 5000 AS x FROM range(20000)",
        'FORMAT parquet, CODEC zstd',
      ),
    );
    bytes.fill(0xee, 1000, 4000);

    expect(await refusalOf(bytes)).toContain('It is not a Parquet file that can be decoded');
  });

  test('goes on after files that it refused', async () => {
    await refusalOf(Buffer.from('PAR1 nothing but this'));

    expect(await valuesOf('SELECT 7 AS x')).toEqual(['7']);
  });

  test('reads several files at once', async () => {
    const files = await Promise.all([1, 2, 3, 4].map((n) => fileOf(`SELECT ${n} AS x FROM range(10000)`)));

    const sinks = await Promise.all(files.map((bytes) => decode(bytes)));

    expect(sinks.map(({ rowsRead }) => [rowsRead.length, rowsRead[9_999]])).toEqual(
      [1, 2, 3, 4].map((n) => [10_000, [String(n)]]),
    );
  });

  test('stops with the signal’s reason when it is aborted on the way', async () => {
    const bytes = await fileOf('SELECT range AS x FROM range(100000)');
    const controller = new AbortController();
    const reason = new Error('cancelled');
    let batches = 0;
    const sink = {
      header: () => [0],
      decodedRows: () => {
        batches += 1;
        controller.abort(reason);
      },
    };

    await expect(decoder.decode(chunksOf(bytes), sink, controller.signal)).rejects.toBe(reason);
    expect(batches).toBe(1);
  });

  test('passes on what the sink throws', async () => {
    const bytes = await fileOf('SELECT 1 AS x');
    const fault = new Error('no column x wanted');
    const header = () => {
      throw fault;
    };

    await expect(decoder.decode(chunksOf(bytes), { header, decodedRows: () => undefined })).rejects.toBe(
      fault,
    );
  });

  test('passes on what the source throws', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('PAR1');
      throw new Unavailable('away');
    }

    const sink = new RecordingSink();

    await expect(decoder.decode(failing(), sink)).rejects.toThrow(new Unavailable('away'));
  });

  test('leaves nothing on the disk', async () => {
    await decode(await fileOf('SELECT 1 AS x'));
    await refusalOf(Buffer.from('PAR1 nothing but this'));

    expect(readdirSync(parent)).toEqual([]);
  });
});
