import { beforeEach, describe, expect, test } from 'vitest';
import { OPEN_GATE } from '../../support/open-gate.ts';
import { registerOperations } from '../../../functions/http/api/register-operations.ts';
import { compatOperations } from '../../../functions/http/compat.ts';
import { createCheckMigration } from '../../../shared/application/check-migration.ts';
import { COMPAT_TOOLS } from '../../../shared/domain/stability/compat/compare-with-tool.ts';
import { toCsv } from '../../support/csv-text.ts';
import { createMemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, RecordingRegistry, type Answer } from '../../support/recording-registry.ts';

let app: RecordingRegistry;

beforeEach(() => {
  const world = createMemoryWorld('2026-03-01T00:00:00Z');
  app = new RecordingRegistry();
  registerOperations(app, compatOperations({ checkMigration: createCheckMigration(world) }), OPEN_GATE);
  const rows = Array.from({ length: 20 }, (_, row) => [row + 0.5, 'a']);
  world.blobs.put('baselines/a.csv', toCsv([['score', 'grade'], ...rows]));
  world.blobs.put('datasets/b.csv', toCsv([['score', 'grade'], ...rows]));
});

const BODY = { baseline: 'baselines/a.csv', current: 'datasets/b.csv' };

function check(body: object, headers: Record<string, string> = {}, modelId = 'model-1'): Promise<Answer> {
  return app.call('checkMigration', {
    params: { modelId },
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

function faultsOf(answer: Answer): (readonly [string, string])[] | undefined {
  expect(answer.status).toBe(400);
  return problemBody.parse(answer.json).errors?.map(({ pointer, detail }) => [pointer, detail]);
}

describe('POST /api/models/{modelId}/migration-check', () => {
  test('answers every tool’s figure for every column', async () => {
    const answer = await check(BODY);

    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      ...{ modelId: 'model-1', baselineRowCount: 20, currentRowCount: 20 },
      columns: [
        { name: 'score', type: 'numeric', house: { psi: 0, band: 'stable' } },
        { name: 'grade', tools: COMPAT_TOOLS.map((tool) => ({ tool })) },
      ],
    });
  });

  test('answers a table where CSV is asked for', async () => {
    const answer = await check({ ...BODY, tools: ['toad'] }, { accept: 'text/csv' });

    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.text.split('\r\n')).toEqual([
      'column,type,tool,psi,band,isSameBand,pointsCsi,note',
      'score,numeric,house,0,stable,,,20 rows for 10 bins; at least 10 rows per bin are needed in both samples.',
      'score,numeric,toad,0,stable,true,,Each distinct number is a bin; give the splits that your combiner had.',
      'grade,categorical,house,0,stable,,,',
      'grade,categorical,toad,0,stable,true,,',
      '',
    ]);
  });

  test('finds all faults of the body at once', async () => {
    const faults = faultsOf(
      await check({
        baseline: 'baselines/{yyyy}.csv',
        current: { snowflake: { table: 'a.b.c' } },
        columns: [],
        columnTypes: { score: 'integer' },
        tools: ['excel'],
        splits: { score: [2, 1] },
        more: 1,
      }),
    );

    expect(faults?.map(([pointer]) => pointer).sort()).toEqual([
      ...['/baseline', '/columnTypes/score', '/columns', '/current', '/more', '/splits/score', '/tools/0'],
    ]);
  });

  test.each([
    [
      { current: 'datasets/{yyyy}.csv' },
      '/current',
      'must have no placeholder: the data are read now, for no run',
    ],
    [{ tools: [] }, '/tools', 'must name at least one tool'],
    [{ tools: ['toad', 'toad'] }, '/tools', 'must name each tool once'],
    [{ splits: { score: [1, 1] } }, '/splits/score', 'must be ascending, without repeats'],
    [{ baseline: 'baselines/none.csv' }, '/baseline', "there is no blob 'baselines/none.csv'"],
    [{ columns: ['x'] }, '/columns/0', expect.any(String)],
  ])('refuses %j', async (change, pointer, message) => {
    expect(faultsOf(await check({ ...BODY, ...change }))).toEqual([[pointer, message]]);
  });

  test('is 404 for an id that is no model’s', async () => {
    expect((await check(BODY, {}, 'a b')).status).toBe(404);
  });
});
