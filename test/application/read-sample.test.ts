import { gzipSync } from 'node:zlib';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DuckDbParquetDecoder } from '../../shared/adapters/duckdb/duckdb-parquet-decoder.ts';
import { TemporaryFiles } from '../../shared/adapters/duckdb/temporary-files.ts';
import { verifySha256 } from '../../shared/adapters/digest/verify-sha256.ts';
import { gunzipStream } from '../../shared/adapters/gzip/gunzip-stream.ts';
import { createFindSampleFiles } from '../../shared/application/find-sample-files.ts';
import { createReadSample } from '../../shared/application/read-sample.ts';
import type { SampleReading } from '../../shared/application/ports/sample-reader.ts';
import type { DataFormat } from '../../shared/domain/data/data-source.ts';
import { InvalidInput, Unavailable } from '../../shared/domain/errors.ts';
import type { Bins, ColumnBins } from '../../shared/domain/stability/bin-specification.ts';
import { createSampleCounter } from '../../shared/domain/stability/sample-counter.ts';
import type { SampleCounts } from '../../shared/domain/stability/sample-counts.ts';
import { binsOf, categoricalBins, numericBins } from '../support/counted-sample.ts';
import { MemoryBlobStore } from '../support/memory/memory-blobs.ts';
import { fileOf } from '../support/parquet-file.ts';
import { RecordingSink } from '../support/recording-sink.ts';

const PLAIN_CSV = { type: 'csv', delimiter: ',', decimalComma: false, maxMalformedRows: 0 } as const;
const PARQUET: DataFormat = { type: 'parquet' };
const INTERVAL = { from: Date.parse('2026-03-01T00:00Z'), to: Date.parse('2026-03-02T00:00Z') };

let parent: string;
let parquet: DuckDbParquetDecoder;
let blobs: MemoryBlobStore;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'read-sample-test-'));
  parquet = new DuckDbParquetDecoder({ threads: 1, memoryLimitMb: 256 }, new TemporaryFiles(parent));
});

beforeEach(() => {
  blobs = new MemoryBlobStore();
});

afterAll(async () => {
  await parquet.close();
  await rm(parent, { recursive: true });
});

interface Read {
  readonly sink: RecordingSink;
  readonly reading: SampleReading;
}

async function filesOf(path: string) {
  return createFindSampleFiles({ blobs })({ kind: 'blob', path, format: PLAIN_CSV }, INTERVAL);
}

async function read(path: string, format: DataFormat = PLAIN_CSV, wanted?: readonly string[]): Promise<Read> {
  const { files } = await filesOf(path);
  const sink = new RecordingSink(wanted);
  const readSample = createReadSample({
    blobs,
    gunzip: gunzipStream,
    verifyDigest: verifySha256,
    parquet,
    maxExpandedBytes: 1_000_000,
  });
  return { sink, reading: await readSample({ files, format, sink }) };
}

async function refusalOf(path: string, format: DataFormat = PLAIN_CSV): Promise<string> {
  const error: unknown = await read(path, format).then(
    () => 'was not refused',
    (refusal: unknown) => refusal,
  );
  if (error instanceof InvalidInput) return error.message;
  throw new Error('It was not refused as an invalid file.', { cause: error });
}

describe('findSampleFiles', () => {
  test('finds the files of the interval in the order of their paths', async () => {
    for (const name of ['2026/03/01/b.csv', '2026/03/01/a.csv', '2026/03/01/B.csv', '2026/03/02/a.csv'])
      blobs.put(`datasets/${name}`, 'x');

    const { path, files } = await filesOf('datasets/{yyyy}/{MM}/{dd}/*.csv');

    expect(path).toBe('datasets/2026/03/01/*.csv');
    expect(files.map((file) => file.path.slice('datasets/2026/03/01/'.length))).toEqual([
      'B.csv',
      'a.csv',
      'b.csv',
    ]);
  });

  test('finds one file by its name, and none beside it', async () => {
    blobs.put('datasets/a.csv', 'x');
    blobs.put('datasets/a.csv.bak', 'x');

    expect((await filesOf('datasets/a.csv')).files).toHaveLength(1);
    expect((await filesOf('datasets/b.csv')).files).toEqual([]);
  });

  test('refuses a path that means more than 10,000 files', async () => {
    for (let n = 0; n <= 10_000; n += 1) blobs.put(`datasets/d/${n}.csv`, '');

    await expect(filesOf('datasets/d/')).rejects.toThrow("'datasets/d/' means more than 10000 files");
  });
});

describe('readSample', () => {
  test('reads a CSV file', async () => {
    blobs.put('datasets/a.csv', 'a,b\n1,2\n3,4\n');

    const { sink, reading } = await read('datasets/a.csv');

    expect(sink.rowsRead).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(reading).toEqual({ fileCount: 1, sizeBytes: 12, malformed: { count: 0, first: [] } });
  });

  test('reads a compressed file whatever its name says', async () => {
    blobs.put('datasets/a.csv', gzipSync('a,b\n1,2\n'));

    expect((await read('datasets/a.csv')).sink.rowsRead).toEqual([['1', '2']]);
  });

  test('reads another dialect', async () => {
    blobs.put('datasets/a.csv', 'a;b\n1,5;2\n');

    const { sink } = await read('datasets/a.csv', {
      ...PLAIN_CSV,
      delimiter: ';',
      decimalComma: true,
    });

    expect(sink.rowsRead).toEqual([['1,5', '2']]);
  });

  test('makes one sample of several files, plain and compressed', async () => {
    blobs.put('datasets/d/2.csv', 'a,b\n3,4\n');
    blobs.put('datasets/d/1.csv.gz', gzipSync('a,b\n1,2\n'));

    const { sink, reading } = await read('datasets/d/');

    expect(sink.headers).toEqual([['a', 'b']]);
    expect(sink.rowsRead).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(reading.fileCount).toBe(2);
  });

  test('finds columns by name where files have them in another order', async () => {
    blobs.put('datasets/d/1.csv', 'a,b,c\n1,2,3\n');
    blobs.put('datasets/d/2.csv', 'c,a,b\n6,4,5\n');

    expect((await read('datasets/d/', PLAIN_CSV, ['c', 'a'])).sink.rowsRead).toEqual([
      ['3', '1'],
      ['6', '4'],
    ]);
  });

  test('finds columns by name in Parquet files, too', async () => {
    blobs.put('datasets/d/1.parquet', await fileOf("SELECT 1 AS a, 'x' AS b"));
    blobs.put('datasets/d/2.parquet', await fileOf("SELECT 'y' AS b, 2 AS a"));

    expect((await read('datasets/d/', PARQUET, ['b', 'a'])).sink.rowsRead).toEqual([
      ['x', '1'],
      ['y', '2'],
    ]);
  });

  test('names the file and the columns that are not those of the first file', async () => {
    blobs.put('datasets/d/1.csv', 'a,b,c\n');
    blobs.put('datasets/d/2.csv', 'c,a,d,e\n');

    expect(await refusalOf('datasets/d/')).toBe(
      "'datasets/d/2.csv' cannot be read: Its columns are not those of 'datasets/d/1.csv': " +
        "it lacks 'b', and it alone has 'd', 'e'.",
    );
  });

  test('names at most ten of the columns', async () => {
    blobs.put('datasets/d/1.csv', `${Array.from({ length: 40 }, (_, n) => `a${n}`).join(',')}\n`);
    blobs.put('datasets/d/2.csv', 'x\n');

    expect(await refusalOf('datasets/d/')).toContain("'a9' and 30 more, and it alone has 'x'.");
  });

  test('names file and line of a malformed row', async () => {
    blobs.put('datasets/d/1.csv', 'a,b\n1,2\n');
    blobs.put('datasets/d/2.csv', 'a,b\n1,2\n1,2,3\n');

    expect(await refusalOf('datasets/d/')).toMatch(/^'datasets\/d\/2.csv' cannot be read: Line 3 /);
  });

  test('counts malformed rows of all files where some are allowed, and names the first twenty', async () => {
    blobs.put('datasets/d/1.csv', 'a,b\n1\n1,2\n');
    blobs.put('datasets/d/2.csv', `a,b\n${'1\n'.repeat(25)}`);

    const { reading, sink } = await read('datasets/d/', { ...PLAIN_CSV, maxMalformedRows: 25 });

    expect(sink.rowsRead).toEqual([['1', '2']]);
    expect(reading.malformed.count).toBe(26);
    expect(reading.malformed.first).toHaveLength(20);
    expect(reading.malformed.first.slice(0, 2)).toMatchObject([
      { path: 'datasets/d/1.csv', line: 2 },
      { path: 'datasets/d/2.csv', line: 2 },
    ]);
  });

  test('refuses a compressed file that is incomplete, by its name', async () => {
    blobs.put('datasets/a.csv.gz', gzipSync('a,b\n1,2\n').subarray(0, -4));

    expect(await refusalOf('datasets/a.csv.gz')).toBe(
      "'datasets/a.csv.gz' cannot be read: Its gzip data end early; the file is incomplete.",
    );
  });

  test('refuses a compressed file that expands beyond the limit', async () => {
    blobs.put('datasets/a.csv.gz', gzipSync('a\n1\n'.repeat(400_000)));

    expect(await refusalOf('datasets/a.csv.gz')).toContain('It expands to more than 1000000 bytes.');
  });

  test.each([
    ['a Parquet file', Buffer.from('PAR1\u0015'), 'It is a Parquet file, and was to be read as CSV.'],
    [
      'a spreadsheet',
      Buffer.from('PK\u0003\u0004'),
      'It is a ZIP archive or a spreadsheet; CSV, plain or in gzip,',
    ],
    ['an empty file', Buffer.from(''), 'The file is empty'],
  ])('refuses %s for CSV', async (_, content, fault) => {
    blobs.put('datasets/a.csv', content);

    expect(await refusalOf('datasets/a.csv')).toContain(`'datasets/a.csv' cannot be read: ${fault}`);
  });

  test('reads a CSV file whose first column is called PAR1', async () => {
    blobs.put('datasets/a.csv', 'PAR1,PAR2\n1,2\n');

    expect((await read('datasets/a.csv')).sink.rowsRead).toEqual([['1', '2']]);
  });

  test.each([
    ['CSV', Buffer.from('a,b\n1,2\n'), 'It is not a Parquet file that can be decoded'],
    ['gzip', gzipSync('PAR1'), 'It is compressed with gzip; Parquet files are compressed within.'],
    ['nothing', Buffer.from(''), 'It is not a Parquet file that can be decoded'],
  ])('refuses %s for Parquet', async (_, content, fault) => {
    blobs.put('datasets/a.parquet', content);

    expect(await refusalOf('datasets/a.parquet', PARQUET)).toContain(
      `'datasets/a.parquet' cannot be read: ${fault}`,
    );
  });

  test('names the file and the column of a type that cannot be measured', async () => {
    blobs.put('datasets/a.parquet', await fileOf('SELECT [1] AS tags'));

    expect(await refusalOf('datasets/a.parquet', PARQUET)).toMatch(
      /^'datasets\/a.parquet' .*'tags' is of type INT/,
    );
  });

  test('fails, and may be tried again, when a file was written after it was listed', async () => {
    blobs.put('datasets/a.csv', 'a\n1\n');
    const { files } = await filesOf('datasets/a.csv');
    blobs.put('datasets/a.csv', 'a\n2\n');
    const readSample = createReadSample({ blobs, gunzip: gunzipStream, verifyDigest: verifySha256, parquet });

    const reading = readSample({ files, format: PLAIN_CSV, sink: new RecordingSink() });

    await expect(reading).rejects.toThrow(Unavailable);
    await expect(reading).rejects.toThrow("'datasets/a.csv' was changed or deleted while it was read");
  });

  test('passes on what the sink throws, as it is', async () => {
    blobs.put('datasets/a.csv', 'a\n1\n');
    const { files } = await filesOf('datasets/a.csv');
    const fault = new InvalidInput('There is no column b.', [{ pointer: '/columns/0', message: 'b' }]);
    const sink = {
      header: () => {
        throw fault;
      },
      rows: () => undefined,
      decodedRows: () => undefined,
    };
    const readSample = createReadSample({ blobs, gunzip: gunzipStream, verifyDigest: verifySha256, parquet });

    await expect(readSample({ files, format: PLAIN_CSV, sink })).rejects.toBe(fault);
  });

  test('reads nothing once it is cancelled', async () => {
    blobs.put('datasets/a.csv', 'a\n1\n');
    const { files } = await filesOf('datasets/a.csv');
    const readSample = createReadSample({ blobs, gunzip: gunzipStream, verifyDigest: verifySha256, parquet });
    const reason = new Error('cancelled');

    const reading = readSample({
      ...{ files, format: PLAIN_CSV, sink: new RecordingSink(), signal: AbortSignal.abort(reason) },
    });

    await expect(reading).rejects.toBe(reason);
  });

  test('refuses to read no files', async () => {
    expect(await refusalOf('datasets/none.csv')).toBe('There are no files to read.');
  });

  test('gives the same for any order in which the files are named', async () => {
    for (let n = 0; n < 5; n += 1) blobs.put(`datasets/d/${n}.csv`, `a\n${n}\n`);
    const { files } = await filesOf('datasets/d/');
    const readSample = createReadSample({ blobs, gunzip: gunzipStream, verifyDigest: verifySha256, parquet });

    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...files], { minLength: 5 }), async (shuffled) => {
        const sink = new RecordingSink();
        await readSample({ files: shuffled, format: PLAIN_CSV, sink });

        expect(sink.rowsRead).toEqual([['0'], ['1'], ['2'], ['3'], ['4']]);
      }),
      { numRuns: 20 },
    );
  });
});

/** A value as SQL writes it, and as a CSV file holds it. */
interface Field {
  readonly sql: string;
  readonly text: string;
}

const NUMERIC = /^(INTEGER|BIGINT|DOUBLE|FLOAT|DECIMAL.*)$/;
const MISSING: Field = { sql: 'NULL', text: '' };

const COLUMN_TYPES: Readonly<Record<string, fc.Arbitrary<Field>>> = {
  INTEGER: fc.integer().map(plain),
  BIGINT: fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }).map(plain),
  DOUBLE: fc.double({ noNaN: true, noDefaultInfinity: true }).map(plain),
  FLOAT: fc
    .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 12 }))
    .map(([digits, scale]) => plain(Number(`${digits}e-${scale}`))),
  'DECIMAL(18, 4)': fc.integer().map((digits) => plain(digits / 10_000)),
  'DECIMAL(30, 0)': fc.bigInt({ min: -(10n ** 29n), max: 10n ** 29n }).map(plain),
  VARCHAR: fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .filter((text) => !text.includes('\0'))
    .map(quoted),
  BOOLEAN: fc.boolean().map(plain),
  DATE: fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => quoted(date.toISOString().slice(0, 10))),
};

function plain(value: number | bigint | boolean): Field {
  // There is one zero. In quotes, as a literal would be a decimal number first.
  return quoted(Object.is(value, -0) ? '0' : String(value));
}

function quoted(text: string): Field {
  return { sql: `'${text.replaceAll("'", "''")}'`, text };
}

const TABLE = fc
  .array(fc.constantFrom(...Object.keys(COLUMN_TYPES)), { minLength: 1, maxLength: 6 })
  .chain((types) => {
    const row = fc.tuple(
      ...types.map((type) => fc.option(COLUMN_TYPES[type] ?? fc.constant(MISSING), { nil: MISSING })),
    );
    return fc.array(row, { minLength: 1, maxLength: 20 }).map((rows) => ({ types, rows }));
  });

function csvOf({
  types,
  rows,
}: {
  readonly types: readonly string[];
  readonly rows: readonly Field[][];
}): string {
  const field = ({ text }: Field) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map((row) =>
    row.length === 1 && row[0]?.text === '' ? '""' : row.map(field).join(','),
  );
  return [types.map((_, index) => `c${index}`).join(','), ...lines].join('\n') + '\n';
}

function binsOfType(type: string, index: number): ColumnBins {
  return NUMERIC.test(type)
    ? numericBins(`c${index}`, [-1000, -0.5, 0, 0.1, 0.25, 5, 1e6], { specialCodes: [-9, 1] })
    : categoricalBins(`c${index}`, ['', 'a', 'true', '2026-03-29']);
}

async function count(path: string, format: DataFormat, bins: Bins): Promise<SampleCounts> {
  const { files } = await filesOf(path);
  const counter = createSampleCounter(bins);
  await createReadSample({ blobs, gunzip: gunzipStream, verifyDigest: verifySha256, parquet })({
    files,
    format,
    sink: counter,
  });
  return counter.finish();
}

describe('a sample', () => {
  test('is counted the same from CSV, gzip and Parquet over many batches', async () => {
    const query = `SELECT range AS a, CASE WHEN range % 7 = 0 THEN NULL ELSE (hash(range) % 1000000) / 7.0 END AS b,
      'level ' || range % 13 AS c, ((hash(range) % 1000) / 10.0)::FLOAT AS d FROM range(30000)`;
    blobs.put('datasets/a.parquet', await fileOf(query));
    const csv = await fileOf(query.replace('::FLOAT', ''), 'FORMAT csv, HEADER');
    blobs.put('datasets/a.csv', csv);
    blobs.put('datasets/a.csv.gz', gzipSync(csv));
    const bins = binsOf([
      numericBins('a', [10, 2048, 4096, 29_999]),
      numericBins('b', [10, 1000, 100_000], { profileEdges: [5, 10, 1000, 5000, 100_000] }),
      categoricalBins('c', ['level 1', 'level 2']),
      numericBins('d', [0.1, 0.7, 33.3, 99.9]),
    ]);

    const counted = await count('datasets/a.csv', PLAIN_CSV, bins);

    expect(counted.rowCount).toBe(30_000);
    expect(await count('datasets/a.csv.gz', PLAIN_CSV, bins)).toEqual(counted);
    expect(await count('datasets/a.parquet', PARQUET, bins)).toEqual(counted);
  });

  test('is the same from CSV, gzip and Parquet', async () => {
    await fc.assert(
      fc.asyncProperty(TABLE, async ({ types, rows }) => {
        const csv = csvOf({ types, rows });
        const values = rows.map((row) => `(${row.map(({ sql }) => sql).join(', ')})`).join(', ');
        const columns = types.map((type, index) => `c${index}::${type} AS c${index}`).join(', ');
        const names = types.map((_, index) => `c${index}`).join(', ');
        blobs = new MemoryBlobStore();
        blobs.put('datasets/a.csv', csv);
        blobs.put('datasets/a.csv.gz', gzipSync(csv));
        blobs.put(
          'datasets/a.parquet',
          await fileOf(`SELECT ${columns} FROM (VALUES ${values}) AS t(${names})`),
        );

        const plainCsv = await read('datasets/a.csv');
        const compressed = await read('datasets/a.csv.gz');
        const decoded = await read('datasets/a.parquet', PARQUET);

        expect(plainCsv.sink.rowsRead).toEqual(rows.map((row) => row.map(({ text }) => text)));
        expect(compressed.sink.rowsRead).toEqual(plainCsv.sink.rowsRead);
        expect(decoded.sink.headers).toEqual(plainCsv.sink.headers);
        expect(decoded.sink.rowsRead).toEqual(plainCsv.sink.rowsRead);
        const bins = binsOf(types.map(binsOfType));
        const counted = await count('datasets/a.csv', PLAIN_CSV, bins);
        expect(await count('datasets/a.csv.gz', PLAIN_CSV, bins)).toEqual(counted);
        expect(await count('datasets/a.parquet', PARQUET, bins)).toEqual(counted);
      }),
      { numRuns: 30 },
    );
  });
});
