import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ResultRow } from '../../../shared/application/ports/result-sink.ts';
import { batchesOf } from '../../../shared/adapters/snowflake/merge-results.ts';
import { RESULT_COLUMNS } from '../../../shared/adapters/snowflake/result-columns.ts';
import { SnowflakeResultSink } from '../../../shared/adapters/snowflake/snowflake-result-sink.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { at, jobIdFrom } from '../../support/example-job.ts';
import { exampleResultRow } from '../../support/snowflake/example-result-row.ts';
import { startSnowflake, type SnowflakeFixture } from '../../support/snowflake/snowflake-fixture.ts';

const RUN_ID = runIdOf(jobIdFrom('churn-daily'), at('2026-03-01T06:00:00Z'));

let snowflake: SnowflakeFixture;
let sink: SnowflakeResultSink;

beforeAll(async () => {
  snowflake = await startSnowflake();
  await snowflake.runScript('1-results.sql');
});
beforeEach(async () => {
  await snowflake.standIn.run('DELETE FROM STABILITY_RESULTS');
  sink = new SnowflakeResultSink(snowflake.connections);
});
afterAll(async () => {
  await snowflake.stop();
});

function rowsOf(count: number, change: Partial<ResultRow> = {}): ResultRow[] {
  return Array.from({ length: count }, (_, index) =>
    exampleResultRow({ characteristic: `x${index}`, psi: index / 7, ...change }),
  );
}

async function query(sql: string): Promise<readonly (readonly (string | null)[])[]> {
  return (await snowflake.standIn.run(sql)).rowset;
}

async function countRows(): Promise<number> {
  const [[count] = []] = await query('SELECT COUNT(*) FROM STABILITY_RESULTS');
  return Number(count);
}

describe('SnowflakeResultSink', () => {
  test('writes every column of a row', async () => {
    const row = exampleResultRow();

    await sink.deliver(RUN_ID, [row]);

    const names = RESULT_COLUMNS.map(({ name }) => name).join(', ');
    const [stored] = await query(`SELECT ${names} FROM STABILITY_RESULTS`);
    const expected = RESULT_COLUMNS.map(({ type, of }) => asStored(type, of(row)));
    expect(stored).toEqual(expected);
  });

  test('writes nothing and asks nobody when there are no rows', async () => {
    const before = snowflake.standIn.statements.length;

    await sink.deliver(RUN_ID, []);

    expect(snowflake.standIn.statements.length).toBe(before);
  });

  test('tags its statements with the run', async () => {
    await sink.deliver(RUN_ID, rowsOf(1));

    expect(snowflake.standIn.statements.at(-1)?.queryTag).toBe(RUN_ID);
  });

  test.each([
    ['null, integer, fraction', [null, 0, 0.25]],
    ['integer, null, fraction', [0, null, 0.25]],
    ['fraction, integer, null', [0.25, 0, null]],
    ['tiny and long', [5e-324, 0.1 + 0.2, 1.7976931348623157e308]],
  ])('keeps the numbers of a column as they are: %s', async (_name, values) => {
    const rows = values.map((psi, index) => exampleResultRow({ characteristic: `x${index}`, psi }));

    await sink.deliver(RUN_ID, rows);

    const stored = await query('SELECT PSI FROM STABILITY_RESULTS ORDER BY CHARACTERISTIC');
    expect(stored.map(([psi]) => (psi === null || psi === undefined ? null : Number(psi)))).toEqual(values);
  });

  test('stores a NULL, not the null of JSON, where a measure is absent', async () => {
    await sink.deliver(RUN_ID, rowsOf(1, { shape: null, psi: null, reason: null }));

    const [counts] = await query(
      'SELECT COUNT(SHAPE), COUNT(PSI), COUNT(REASON), COUNT(BINS) FROM STABILITY_RESULTS',
    );
    expect(counts).toEqual(['0', '0', '0', '1']);
  });

  test('delivered twice, is there once', async () => {
    await sink.deliver(RUN_ID, rowsOf(3));
    await sink.deliver(RUN_ID, rowsOf(3));

    expect(await countRows()).toBe(3);
  });

  test('delivered by two at once, is there once', async () => {
    await Promise.all([sink.deliver(RUN_ID, rowsOf(50)), sink.deliver(RUN_ID, rowsOf(50))]);

    expect(await countRows()).toBe(50);
  });

  test('leaves a row that is there as it is', async () => {
    await sink.deliver(RUN_ID, rowsOf(1));
    const before = await query('SELECT * FROM STABILITY_RESULTS');

    await sink.deliver(RUN_ID, rowsOf(1, { psi: 99 }));

    expect(await query('SELECT * FROM STABILITY_RESULTS')).toEqual(before);
  });

  test('is there once when the answer of a statement is lost', async () => {
    snowflake.standIn.faults.loseAnswers(1);
    const before = snowflake.standIn.statements.length;

    await sink.deliver(RUN_ID, rowsOf(2));

    expect(await countRows()).toBe(2);
    // The driver asked again with the same request id, so the statement ran once.
    expect(snowflake.standIn.statements.length).toBe(before + 1);
  });

  test('adds what is missing after it was killed between two batches', async () => {
    const rows = rowsOf(2500);
    await sink.deliver(RUN_ID, rows.slice(0, 1000));

    await sink.deliver(RUN_ID, rows);

    expect(await countRows()).toBe(2500);
  });

  test.each<[part: string, change: Partial<ResultRow>]>([
    ['model', { modelId: 'other' }],
    ['start of the window', { windowStart: at('2026-02-27T00:00:00Z') }],
    ['end of the window', { windowEnd: at('2026-03-02T00:00:00Z') }],
    ['segment', { segment: '{"region":"north"}' }],
    ['characteristic', { characteristic: 'age' }],
    ['run', { runId: runIdOf(jobIdFrom('churn-daily'), at('2026-03-02T06:00:00Z')) }],
  ])('keeps rows apart that differ in their %s alone', async (_part, change) => {
    await sink.deliver(RUN_ID, [exampleResultRow()]);
    await sink.deliver(RUN_ID, [exampleResultRow(change)]);

    expect(await countRows()).toBe(2);
  });

  test('takes texts with quotes, backslashes and characters beyond ASCII', async () => {
    const characteristic = `it's "a" \\ b\n– ü 😀 ?:1 $1`;

    await sink.deliver(RUN_ID, [exampleResultRow({ characteristic })]);

    expect(await query('SELECT CHARACTERISTIC FROM STABILITY_RESULTS')).toEqual([[characteristic]]);
  });
});

describe('LATEST_STABILITY', () => {
  test('shows the latest result of each characteristic and segment', async () => {
    await sink.deliver(RUN_ID, [
      exampleResultRow({ psi: 0.1, windowEnd: at('2026-03-01T00:00:00Z') }),
      exampleResultRow({ psi: 0.2, windowEnd: at('2026-03-02T00:00:00Z') }),
      exampleResultRow({ psi: 0.3, windowEnd: at('2026-02-01T00:00:00Z'), characteristic: 'age' }),
    ]);

    const latest = await query('SELECT CHARACTERISTIC, PSI FROM LATEST_STABILITY ORDER BY CHARACTERISTIC');
    expect(latest).toEqual([
      ['age', '0.3'],
      ['score', '0.2'],
    ]);
  });
});

describe('the scripts of infra/snowflake', () => {
  test('can be run again', async () => {
    await sink.deliver(RUN_ID, rowsOf(1));

    await snowflake.runScript('1-results.sql');
    await snowflake.runScript('2-grants.sql');

    expect(await countRows()).toBe(1);
  });

  test('make the columns that are written, with their types', async () => {
    const { rowtype } = await snowflake.standIn.run('SELECT * FROM STABILITY_RESULTS');

    const made = rowtype.map(({ name, type }) => [name, type]);
    expect(made).toEqual([
      ...RESULT_COLUMNS.map(({ name, type }) => [name, STORED_TYPES[type]]),
      ['DELIVERED_AT', 'timestamp_ntz'],
    ]);
  });
});

describe('batchesOf', () => {
  test('puts at most 1,000 rows into a statement', () => {
    const sizes = batchesOf(rowsOf(2001, { bins: [] })).map(rowsIn);

    expect(sizes).toEqual([1000, 1000, 1]);
  });

  test('keeps a statement below a megabyte', () => {
    const bins = Array.from({ length: 100 }, (_, bin) => ({
      label: `bin ü ${bin}`,
      expectedCount: 1,
      actualCount: 1,
    }));

    const batches = batchesOf(rowsOf(500, { bins }));

    expect(batches.every((batch) => Buffer.byteLength(batch) < 1_000_000)).toBe(true);
    expect(batches.map(rowsIn).reduce((total, size) => total + size, 0)).toBe(500);
  });
});

const STORED_TYPES = {
  VARCHAR: 'text',
  FLOAT: 'real',
  BOOLEAN: 'boolean',
  'NUMBER(38,0)': 'fixed',
  TIMESTAMP_NTZ: 'timestamp_ntz',
  VARIANT: 'variant',
} as const;

function rowsIn(batch: string): number {
  const rows: unknown = JSON.parse(batch);
  return Array.isArray(rows) ? rows.length : 0;
}

/** As Snowflake sends it: seconds since 1970 for an instant, 1 for true, JSON for a VARIANT. */
function asStored(type: keyof typeof STORED_TYPES, value: unknown): string | null {
  if (value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (type === 'TIMESTAMP_NTZ') return `${Date.parse(`${text}Z`) / 1000}.000000000`;
  return type === 'BOOLEAN' ? String(Number(value)) : text;
}
