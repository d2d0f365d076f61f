import { beforeEach, describe, expect, test } from 'vitest';
import {
  createCheckMigration,
  type MigrationCheck,
  type MigrationRequest,
} from '../../shared/application/check-migration.ts';
import type { ReadSample } from '../../shared/application/ports/sample-reader.ts';
import { PLAIN_CSV } from '../../shared/domain/data/data-source.ts';
import { InvalidInput, Unavailable, type Issue } from '../../shared/domain/errors.ts';
import type { SampleLimits } from '../../shared/domain/stability/compat/limit-sample.ts';
import { toCsv } from '../support/csv-text.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

type Rows = Parameters<typeof toCsv>[0];

const BASELINE = { kind: 'blob', path: 'baselines/a.csv', format: PLAIN_CSV } as const;
const CURRENT = { kind: 'blob', path: 'datasets/b.csv', format: PLAIN_CSV } as const;

const WIDE: SampleLimits = { columns: 10, rows: 1_000, values: 10_000 };

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  put(BASELINE.path, table(200, 0));
  put(CURRENT.path, table(100, 40));
});

function put(path: string, rows: Rows): void {
  world.blobs.put(path, toCsv(rows));
}

/** A score, and a level that only rows from the 100th number on have. */
function table(rowCount: number, from: number): Rows {
  const rows = Array.from({ length: rowCount }, (_, row) => [from + row + 0.5, from + row < 100 ? 'a' : 'b']);
  return [['score', 'grade'], ...rows];
}

function check(request: Partial<MigrationRequest> = {}, limits = WIDE): Promise<MigrationCheck> {
  const tools = ['feature-engine', 'toad'] as const;
  const checkMigration = createCheckMigration({ ...world, limits });
  return checkMigration({ baseline: BASELINE, current: CURRENT, tools, ...request });
}

async function issuesOf(checking: Promise<unknown>): Promise<readonly Issue[]> {
  const error: unknown = await checking.then(
    () => 'no error',
    (refusal: unknown) => refusal,
  );
  if (error instanceof InvalidInput) return error.issues;
  throw new Error('It was not refused.', { cause: error });
}

describe('checkMigration', () => {
  test('sets the house figure of each column beside those of the tools', async () => {
    const { baselineRowCount, currentRowCount, columns } = await check();
    const [score, grade] = columns;

    expect([baselineRowCount, currentRowCount]).toEqual([200, 100]);
    expect(score).toMatchObject({
      ...{ name: 'score', type: 'numeric' },
      house: { status: 'ok', band: 'significant-shift' },
      tools: [
        { tool: 'feature-engine', band: 'significant-shift', isSameBand: true },
        { tool: 'toad', band: 'significant-shift', isSameBand: true },
      ],
    });
    // 100 numbers are in both samples, each with 1/200 of the one and 1/100 of the other.
    expect(score?.tools[1]?.psi).toBeCloseTo(0.5 * Math.LN2, 12);
    expect(score?.tools[1]?.note).toContain('left out');
    expect(grade).toMatchObject({ name: 'grade', type: 'categorical' });
    // The same bins and the same floor.
    expect(grade?.tools[0]?.psi).toBeCloseTo(grade?.house.psi ?? NaN, 12);
  });

  test('says where a tool would have decided otherwise', async () => {
    put(BASELINE.path, [['x'], ...Array.from({ length: 100 }, () => ['a'])]);
    put(CURRENT.path, [['x'], ...Array.from({ length: 100 }, () => ['b'])]);

    expect((await check()).columns[0]).toMatchObject({
      house: { band: 'significant-shift' },
      tools: [{ isSameBand: true }, { psi: 0, band: 'stable', isSameBand: false }],
    });
  });

  test('leaves the bins out, and gives the edges that can be frozen', async () => {
    const [score] = (await check({ columns: ['score'] })).columns;

    expect(score?.tools[0]).not.toHaveProperty('bins');
    expect(score?.tools[0]?.binEdges).toHaveLength(9);
  });

  test('takes a column as the request says', async () => {
    put(BASELINE.path, [['code'], ...Array.from({ length: 200 }, (_, row) => [row % 3])]);
    put(CURRENT.path, [['code'], ...Array.from({ length: 200 }, (_, row) => [row % 3])]);
    const inferred = await check();
    const given = await check({ columnTypes: { code: 'numeric' } });

    expect(inferred.columns[0]?.type).toBe('categorical');
    expect(given.columns[0]).toMatchObject({ type: 'numeric', tools: [{ psi: 0 }, { psi: 0 }] });
  });

  test('gives toad the splits of the column', async () => {
    const { columns } = await check({ tools: ['toad'], splits: { score: [50, 100] } });

    expect(columns[0]?.tools[0]).toMatchObject({ binEdges: [50, 100] });
  });

  test('has no figure for a column that the current sample lacks', async () => {
    put(CURRENT.path, [['grade'], ['a']]);

    expect((await check()).columns[0]).toMatchObject({
      house: { psi: null, band: null, status: 'missing-column' },
      tools: [
        { psi: null, band: null, isSameBand: null, note: 'The current sample has no such column.' },
        { psi: null },
      ],
    });
  });

  test('says how many texts among numbers are left out', async () => {
    put(CURRENT.path, [...table(100, 0), ['?', 'a'], ['?', 'a']]);

    expect((await check()).columns[0]?.tools[0]?.note).toContain('2 texts among the numbers');
  });

  test('gives the reason where the house has no figure', async () => {
    put(BASELINE.path, [['empty'], ...Array.from({ length: 20 }, () => ['NA'])]);
    const { columns } = await check({ columnTypes: { empty: 'numeric' } });

    expect(columns[0]?.house.psi).toBeNull();
    expect(columns[0]?.house.reason).toContain('no values');
  });

  test('finds every fault of columns and types in the request', async () => {
    const faults = await issuesOf(check({ columns: ['score', 'x'], columnTypes: { y: 'numeric' } }));

    expect(faults.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/columns/1', '/columnTypes/y']),
    );
  });

  test('refuses splits of a column that is not numeric or not there', async () => {
    const faults = await issuesOf(
      check({ splits: { grade: [1], 'a/b~': [1], constructor: [1], score: [1] } }),
    );

    expect(faults.map(({ pointer }) => pointer)).toEqual([
      '/splits/grade',
      '/splits/a~1b~0',
      '/splits/constructor',
    ]);
  });

  test.each([
    ['baseline', BASELINE.path],
    ['current', CURRENT.path],
  ])('names the %s sample that is not there', async (role, path) => {
    world.blobs.delete(path);

    expect(await issuesOf(check())).toEqual([{ pointer: `/${role}`, message: `there is no blob '${path}'` }]);
  });

  test.each([
    ['baseline', BASELINE.path],
    ['current', CURRENT.path],
  ])('names the %s sample that cannot be read', async (role, path) => {
    world.blobs.put(path, 'score,grade\n1\n');

    expect(await issuesOf(check())).toMatchObject([{ pointer: `/${role}` }]);
  });

  test.each([
    [{ columns: 1 }, 'has 2 columns, more than 1'],
    [{ rows: 150 }, 'has more than 150 rows'],
    [{ values: 250 }, 'has more than 250 values in 2 columns'],
  ])('refuses a baseline beyond %j', async (change, message) => {
    const [fault, ...others] = await issuesOf(check({}, { ...WIDE, ...change }));

    expect(others).toEqual([]);
    expect(fault?.pointer).toBe('/baseline');
    expect(fault?.message).toContain(message);
  });

  test('refuses too many rows of the current sample', async () => {
    put(CURRENT.path, table(300, 0));

    expect(await issuesOf(check({}, { ...WIDE, rows: 250 }))).toMatchObject([{ pointer: '/current' }]);
  });

  test('is to be tried again where a file changes between two readings', async () => {
    let readings = 0;
    const readSample: ReadSample = async (request) => {
      readings += 1;
      if (readings === 4) put(BASELINE.path, table(200, 1));
      return world.readSample(request);
    };
    const checking = createCheckMigration({ ...world, readSample })({
      ...{ baseline: BASELINE, current: CURRENT },
      tools: ['toad'],
    });

    await expect(checking).rejects.toThrow(Unavailable);
  });

  test('stores nothing', async () => {
    const before = world.blobs.paths();
    await check();

    expect(world.blobs.paths()).toEqual(before);
    expect(present(before)).toHaveLength(2);
  });
});
